import Foundation

/// Whole files in, bytes out, with errors that name the path and the remedy.
package enum FileAccess {
    /// Reads a whole file.
    package static func read(_ path: String) throws(RecordingError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno, path, doing: "could not be opened") }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: path)
    }

    /// Reads an open descriptor to its end.
    static func read(descriptor: Int32, name: String) throws(RecordingError) -> [UInt8] {
        var status = stat()
        var expected = 1 << 16
        if fstat(descriptor, &status) == 0, status.st_size > 0 { expected = Int(status.st_size) + 1 }
        var bytes = [UInt8](repeating: 0, count: expected)
        var count = 0
        while true {
            if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
            let got = bytes.withUnsafeMutableBytes { buffer in
                Foundation.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if got == 0 { break }
            guard got > 0 else {
                if errno == EINTR { continue }
                throw failure(errno, name, doing: "could not be read")
            }
            count += got
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Writes all bytes of a buffer, however small the pieces that the system takes.
    static func write(_ buffer: ByteBuffer, to descriptor: Int32, path: String) throws(RecordingError) {
        let code = buffer.withBytes { write($0, to: descriptor) }
        if code != 0 { throw failure(code, path, doing: "could not be written") }
    }

    /// Writes all bytes of an array.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(RecordingError) {
        let code = bytes.withUnsafeBytes { write($0, to: descriptor) }
        if code != 0 { throw failure(code, path, doing: "could not be written") }
    }

    /// Writes all bytes; returns 0 or the system's error number.
    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var at = 0
        while at < bytes.count {
            let put = Foundation.write(descriptor, bytes.baseAddress.map { $0 + at }, bytes.count - at)
            if put < 0 {
                if errno == EINTR { continue }
                return errno
            }
            at += put
        }
        return 0
    }

    /// Makes a new file; one that exists is never opened.
    package static func create(_ path: String) throws(RecordingError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(errno, path, doing: "could not be made") }
        return descriptor
    }

    /// Makes a folder and those above it; existing ones are fine.
    package static func makeFolder(_ path: String) throws(RecordingError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty, parent != path { try makeFolder(parent) }
        if mkdir(path, 0o755) != 0 {
            if errno != EEXIST { throw failure(errno, path, doing: "could not be made") }
        } else {
            try syncFolder(parent)
        }
        if stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            throw RecordingError(
                .exists, file: path, problem: "is a file where a folder is needed",
                remedy: "move it away or choose another folder with -o DIR")
        }
    }

    /// Writes a whole file so that nobody ever sees half of it: a new file beside it, on the disk, takes its name.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(RecordingError) {
        let fresh = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).new"
        let descriptor = try create(fresh)
        do throws(RecordingError) {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path: fresh)
            if fsync(descriptor) != 0 { throw failure(errno, fresh, doing: "could not be synced") }
            if rename(fresh, path) != 0 { throw failure(errno, path, doing: "could not be replaced") }
        } catch {
            unlink(fresh)
            throw error
        }
        try syncFolder((path as NSString).deletingLastPathComponent)
    }

    /// Brings a folder's list of names to the disk, so that a file just made in it outlives a power cut.
    ///
    /// A file system that cannot sync folders is no error.
    package static func syncFolder(_ path: String) throws(RecordingError) {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno, path, doing: "could not be opened") }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS {
            throw failure(errno, path, doing: "could not be synced")
        }
    }

    /// The error of a failed system call.
    package static func failure(_ code: Int32, _ path: String, doing: String) -> RecordingError {
        let words = String(cString: strerror(code))
        let problem = "\(doing): \(words)"
        switch code {
        case ENOENT:
            return RecordingError(.notFound, file: path, problem: problem, remedy: "check the name")
        case EACCES, EPERM, EROFS:
            return RecordingError(
                .noPermission, file: path, problem: problem,
                remedy: "see who owns it with `ls -ld`, or choose another folder with -o DIR")
        case ENOSPC, EDQUOT:
            return RecordingError(
                .diskFull, file: path, problem: problem, remedy: "free some space, or choose another disk with -o DIR")
        case EEXIST, ENOTEMPTY:
            return RecordingError(
                .exists, file: path, problem: problem, remedy: "nothing is overwritten: move it away first")
        case EISDIR:
            return RecordingError(
                .badData, file: path, problem: "is a folder", remedy: "name a file, or a folder that holds trial.csv")
        default:
            return RecordingError(.failed, file: path, problem: problem, remedy: "check the disk and its connection")
        }
    }
}
