/// Little-endian numbers and padded texts in the records of Vernier's devices.
enum VernierBytes {
    /// The bytes of a number, lowest first.
    static func write<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// The bytes of a text, cut or filled with zeros to `count`.
    static func write(_ text: String, count: Int) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(count))
        return bytes + [UInt8](repeating: 0, count: count - bytes.count)
    }

    /// A number at `offset`; 0 where the bytes end too early.
    static func number<T: FixedWidthInteger>(_ bytes: [UInt8], _ offset: Int, _: T.Type = T.self) -> T {
        guard offset >= 0, offset + T.bitWidth / 8 <= bytes.count else { return 0 }
        var value: T = 0
        for i in (0..<T.bitWidth / 8).reversed() { value = value << 8 | T(truncatingIfNeeded: bytes[offset + i]) }
        return value
    }

    /// A 64-bit float at `offset`.
    static func double(_ bytes: [UInt8], _ offset: Int) -> Double {
        Double(bitPattern: number(bytes, offset, UInt64.self))
    }

    /// A 32-bit float at `offset`.
    static func float(_ bytes: [UInt8], _ offset: Int) -> Double {
        Double(Float(bitPattern: number(bytes, offset, UInt32.self)))
    }

    /// The text of `count` bytes at `offset` up to the first zero, without blanks around it; damage reads as U+FFFD.
    static func text(_ bytes: [UInt8], _ offset: Int, count: Int) -> String {
        guard offset >= 0, offset + count <= bytes.count else { return "" }
        var part = Array(bytes[offset..<offset + count].prefix { $0 != 0 })
        while part.last == 0x20 { part.removeLast() }
        return String(decoding: part.drop { $0 == 0x20 }, as: UTF8.self)
    }
}
