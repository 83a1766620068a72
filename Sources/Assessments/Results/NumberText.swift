#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Numbers as text, the same on every platform and in every locale of the process.
enum NumberText {
    /// Nine significant digits in the shortest form: `1750.52222`, `75`, `1e-05`; `nil` for what no file can carry.
    static func significant(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        // Adding zero turns -0 into 0.
        let text = print("%.9g", value + 0)
        return text == "-0" ? "0" : text
    }

    /// A number with fixed decimals for people.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let text = print("%.\(decimals)f", value)
        let isZero = text.allSatisfy { $0 == "-" || $0 == "0" || $0 == "." }
        return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    private static func print(_ format: String, _ value: Double) -> String {
        withVaList([value]) { arguments in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
                let length = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
                let bytes = buffer[..<max(0, min(Int(length), buffer.count - 1))].map { UInt8(bitPattern: $0) }
                // A locale with a decimal comma would make files unreadable elsewhere.
                return String(decoding: bytes.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
            }
        }
    }
}
