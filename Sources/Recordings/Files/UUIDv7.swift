/// A time-ordered identifier: 48 bits of milliseconds, 74 random bits (RFC 9562, 5.7).
public struct UUIDv7: Sendable, Hashable, CustomStringConvertible {
    /// Upper half: milliseconds, version, 12 random bits.
    public let high: UInt64
    /// Lower half: variant, 62 random bits.
    public let low: UInt64

    /// A new identifier for `milliseconds` since 1970 UTC; only the lower 48 bits of the time count.
    public init(milliseconds: Int64, using generator: inout some RandomNumberGenerator) {
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        high = time << 16 | 0x7000 | generator.next() & 0xFFF
        low = 0x8000_0000_0000_0000 | generator.next() >> 2
    }

    /// A new identifier for `milliseconds` since 1970 UTC with the system's random numbers.
    public init(milliseconds: Int64) {
        var generator = SystemRandomNumberGenerator()
        self.init(milliseconds: milliseconds, using: &generator)
    }

    /// Reads the form 8-4-4-4-12; nil where the text has another form, another version or another variant.
    public init?(_ text: some StringProtocol) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = groups.joined()
        guard digits.utf8.allSatisfy({ $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 6 }) else { return nil }
        guard let high = UInt64(digits.prefix(16), radix: 16), let low = UInt64(digits.suffix(16), radix: 16),
            high >> 12 & 0xF == 7, low >> 62 == 2
        else { return nil }
        self.high = high
        self.low = low
    }

    /// Milliseconds since 1970 UTC at which it was made.
    public var milliseconds: Int64 { Int64(high >> 16) }

    /// The form 8-4-4-4-12 in lower case.
    public var description: String {
        let digits = Self.hex(high) + Self.hex(low)
        var text = ""
        for (i, digit) in digits.enumerated() {
            if i == 8 || i == 12 || i == 16 || i == 20 { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// The last 40 bits in Crockford's base 32: eight characters that nobody misreads, for folder names.
    public var shortName: String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return String((0..<8).map { alphabet[Int(low >> UInt64(35 - 5 * $0) & 31)] })
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
