import Foundation

/// A file that is open for reading, closed when nobody holds it any more.
final class InputFile: Sendable {
    /// Its name, for errors.
    let name: String
    /// Bytes in it; 0 where it is no plain file.
    let size: Int

    private let descriptor: Int32

    /// Opens a file.
    init(_ path: String) throws(RecordingError) {
        name = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileAccess.failure(errno, path, doing: "could not be opened") }
        var status = stat()
        let isPlain = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isPlain ? Int(status.st_size) : 0
    }

    deinit { close(descriptor) }

    /// Reads what there is, at most the room; returns how much, 0 at the end.
    func read(into room: UnsafeMutableRawBufferPointer) throws(RecordingError) -> Int {
        while true {
            let got = Foundation.read(descriptor, room.baseAddress, room.count)
            if got >= 0 { return got }
            guard errno == EINTR else { throw FileAccess.failure(errno, name, doing: "could not be read") }
        }
    }

    /// Fills the room with the bytes from `place` on, wherever others read; false where it cannot all be filled.
    func fill(_ room: UnsafeMutableRawBufferPointer, from place: Int) -> Bool {
        var filled = 0
        while filled < room.count {
            let got = pread(
                descriptor, room.baseAddress.map { $0 + filled }, room.count - filled, off_t(place + filled))
            if got > 0 {
                filled += got
            } else if got == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }

    /// The bytes of a part of the file; nil where they cannot all be read.
    func bytes(_ range: Range<Int>) -> [UInt8]? {
        var isFilled = false
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { room, count in
            isFilled = fill(UnsafeMutableRawBufferPointer(room), from: range.lowerBound)
            count = isFilled ? range.count : 0
        }
        return isFilled ? bytes : nil
    }
}
