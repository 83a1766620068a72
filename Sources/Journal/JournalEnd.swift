/// The comment of a journal's last packet: a checksum of all bytes before that packet.
struct JournalEnd: Hashable {
    /// CRC-32 as in ISO 3309.
    var checksum: UInt32
    /// Bytes that it is of.
    var count: Int

    private static let prefix = "end crc32="

    init(checksum: UInt32, count: Int) {
        self.checksum = checksum
        self.count = count
    }

    /// Reads a comment; nil for another one.
    init?(_ comment: String) {
        guard comment.hasPrefix(Self.prefix) else { return nil }
        let parts = comment.dropFirst(Self.prefix.count).split(separator: " ")
        guard parts.count == 2, let checksum = UInt32(parts[0], radix: 16), parts[1].hasPrefix("bytes="),
            let count = Int(parts[1].dropFirst("bytes=".count))
        else { return nil }
        self.init(checksum: checksum, count: count)
    }

    /// The comment.
    var text: String {
        let digits = String(checksum, radix: 16)
        return Self.prefix + String(repeating: "0", count: 8 - digits.count) + digits + " bytes=\(count)"
    }
}
