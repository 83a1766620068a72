#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Numbers of a record as text, the same on every platform and in every locale.
public enum RecordNumber {
    /// What stands where a value is missing; never 0.
    public static let absent = "not determined"

    /// A number with significant digits in its shortest form; ``absent`` for none, for NaN and for infinity.
    public static func significant(_ value: Double?, _ digits: Int = 9) -> String {
        guard let value, value.isFinite else { return absent }
        return print("%.\(digits)g", value)
    }

    /// A number with fixed decimals; ``absent`` for none, for NaN and for infinity.
    public static func fixed(_ value: Double?, _ decimals: Int) -> String {
        guard let value, value.isFinite else { return absent }
        let text = print("%.\(decimals)f", value)
        guard value != 0, text.allSatisfy({ $0 == "-" || $0 == "0" || $0 == "." }) else { return text }
        // What is smaller than the last decimal is not 0.
        return print("%.2g", value)
    }

    private static func print(_ format: String, _ value: Double) -> String {
        // Adding zero turns -0 into 0.
        withVaList([value + 0]) { arguments in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
                let length = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
                let bytes = buffer[..<max(0, min(Int(length), buffer.count - 1))].map { UInt8(bitPattern: $0) }
                return String(decoding: bytes.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
            }
        }
    }
}
