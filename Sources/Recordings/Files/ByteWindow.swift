/// The part of a file, or of bytes in memory, that is looked at; it moves forwards and keeps its size.
struct ByteWindow {
    /// What is looked at begins here.
    private(set) var bytes: [UInt8]
    /// Bytes that count.
    private(set) var filled: Int
    /// The next byte that nobody has taken.
    var at = 0

    private let file: InputFile?

    /// Bytes that are all there.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        filled = bytes.count
        file = nil
    }

    /// The start of a file, `size` bytes at a time.
    init(_ file: InputFile, size: Int = 1 << 18) throws(RecordingError) {
        self.file = file
        bytes = [UInt8](repeating: 0, count: size)
        filled = 0
        try refill()
    }

    /// The bytes that nobody has taken, as a copy.
    var rest: [UInt8] { Array(bytes[at..<filled]) }

    /// Lets go of what was taken and reads more; false at the end of the file.
    ///
    /// Grows where nothing was taken of a full window.
    @discardableResult
    mutating func refill() throws(RecordingError) -> Bool {
        guard let file else { return false }
        if at > 0 {
            let rest = filled - at
            bytes.withUnsafeMutableBytes { all in
                all.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[at..<filled]))
            }
            filled = rest
            at = 0
        } else if filled == bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: bytes.count))
        }
        var failure: RecordingError?
        let got = bytes.withUnsafeMutableBytes { all -> Int in
            do throws(RecordingError) {
                return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: all[filled...]))
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        filled += got
        return got > 0
    }
}
