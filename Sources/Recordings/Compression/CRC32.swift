import CZlib

/// The CRC-32 of zip, gzip and PNG (reflected polynomial EDB88320), as a running sum.
public struct CRC32: Sendable, Hashable {
    /// The sum of the bytes so far; 0 of none.
    public private(set) var value: UInt32 = 0

    /// The sum of no bytes.
    public init() {}

    /// The sum of `bytes`; `123456789` gives CBF43926.
    public init(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Takes more bytes in.
    mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Takes more bytes in; pieces give the same sum as the whole.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: Bytef.self) else { return }
        value = UInt32(truncatingIfNeeded: crc32_z(uLong(value), base, bytes.count))
    }

    /// Takes in `count` more bytes, of which the sum is known.
    mutating func append(_ other: CRC32, count: Int) {
        value = UInt32(truncatingIfNeeded: crc32_combine(uLong(value), uLong(other.value), count))
    }

    /// Eight lower-case hexadecimal digits.
    public var hex: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
