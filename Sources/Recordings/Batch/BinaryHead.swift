/// The first bytes of a file that nobody said is a recording.
///
/// A folder may hold films and disk images; none of them is read whole to find that it is no recording.
public enum BinaryHead {
    /// Bytes that are looked at.
    private static let size = 1 << 12

    /// Refuses a file whose first 4096 bytes hold zeros and begin no format that has them.
    ///
    /// - Throws: `.badData` for such a file; what went wrong with opening it.
    public static func check(_ path: String) throws(RecordingError) {
        let file = try InputFile(path)
        guard file.size > size else { return }
        var head = [UInt8](repeating: 0, count: size)
        let filled = try fill(&head, file)
        let bytes = Array(head[..<filled])
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        if isWide || !bytes.contains(0) || Gzip.isGzip(bytes) || XDFFile.recognizes(bytes) { return }
        // The rest of what tells a C3D file may lie further behind.
        if bytes.count > 1, bytes[1] == 0x50 { return }
        throw RecordingError(
            .badData, file: path, problem: "is no recording: it is binary and of no format that is read",
            remedy: "see bilanx analyze --formats")
    }

    private static func fill(_ head: inout [UInt8], _ file: InputFile) throws(RecordingError) -> Int {
        var filled = 0
        while filled < head.count {
            var failure: RecordingError?
            let got = head.withUnsafeMutableBytes { room -> Int in
                do throws(RecordingError) {
                    return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
                } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            if got == 0 { break }
            filled += got
        }
        return filled
    }
}
