import CZlib

/// Reading of gzip files (RFC 1952), also of several members one after the other.
public enum Gzip {
    /// Largest content in bytes that is unpacked unless the caller says otherwise: 2 GiB.
    public static let defaultLimit = 1 << 31

    /// True where the bytes begin as a gzip member does.
    public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// Unpacks all members.
    ///
    /// - Parameters:
    ///   - bytes: the packed file; padding of zero bytes after the last member is ignored.
    ///   - name: the file's name, for errors.
    ///   - limit: the largest content that is unpacked, so that a small file cannot fill the memory.
    /// - Throws: `.badData` where the file is damaged, cut off, followed by something else, or larger than `limit`.
    public static func inflate(
        _ bytes: [UInt8], name: String, limit: Int = defaultLimit
    ) throws(RecordingError) -> [UInt8] {
        var output: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if at > 0 {
                // Tapes and block devices pad with zeros.
                if bytes[at...].allSatisfy({ $0 == 0 }) { break }
                guard bytes.count - at >= 2, bytes[at] == 0x1F, bytes[at + 1] == 0x8B else {
                    throw damaged(name, "has bytes after the end of its packed content, from byte \(at)")
                }
            }
            at = try member(bytes, from: at, into: &output, name: name, limit: limit)
        }
        return output
    }

    /// Unpacks the member that begins at `from`; returns where it ends.
    private static func member(
        _ bytes: [UInt8], from: Int, into output: inout [UInt8], name: String, limit: Int
    ) throws(RecordingError) -> Int {
        var stream = z_stream()
        // 15 window bits, and 16 for the gzip wrapper alone.
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw RecordingError(
                .failed, file: name, problem: "could not be unpacked: zlib did not start", remedy: "free some memory")
        }
        defer { inflateEnd(&stream) }
        var chunk = [UInt8](repeating: 0, count: 1 << 17)
        var at = from
        while true {
            // zlib counts input in 32 bits.
            let offered = min(bytes.count - at, 1 << 30)
            var status = Z_OK
            var made = 0
            var left = 0
            bytes.withUnsafeBufferPointer { source in
                chunk.withUnsafeMutableBufferPointer { target in
                    guard let input = source.baseAddress else { return }
                    stream.next_in = UnsafeMutablePointer(mutating: input + at)
                    stream.avail_in = uInt(offered)
                    stream.next_out = target.baseAddress
                    stream.avail_out = uInt(target.count)
                    status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    made = target.count - Int(stream.avail_out)
                    left = Int(stream.avail_in)
                }
            }
            at += offered - left
            guard output.count + made <= limit else {
                throw RecordingError(
                    .badData, file: name, problem: "unpacks to more than \(limit) bytes",
                    remedy: "unpack it with gunzip and split it")
            }
            output.append(contentsOf: chunk[..<made])
            switch status {
            case Z_STREAM_END: return at
            case Z_OK where made > 0 || offered > left: continue
            case Z_OK, Z_BUF_ERROR:
                throw damaged(name, "is cut off: its packed content ends after \(output.count) unpacked bytes")
            default:
                let words = stream.msg.map { String(cString: $0) } ?? "zlib error \(status)"
                throw damaged(name, "is damaged near packed byte \(at): \(words)")
            }
        }
    }

    private static func damaged(_ name: String, _ problem: String) -> RecordingError {
        RecordingError(.badData, file: name, problem: problem, remedy: "fetch the file again from where it came from")
    }
}
