import Foundation
import Recordings

/// Calls of the system that change logs need, with errors that name the path and the remedy.
enum SystemFile {
    /// A whole file; nil where there is none.
    static func read(_ path: String) throws(RecordingError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(errno, path, "could not be opened")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = block.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if got == 0 { return bytes }
            if got < 0 {
                if errno == EINTR { continue }
                throw failure(errno, path, "could not be read")
            }
            bytes.append(contentsOf: block[..<got])
        }
    }

    /// Appends bytes and waits until the disk has them.
    static func append(_ bytes: [UInt8], to path: String) throws(RecordingError) {
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno, path, "could not be opened") }
        defer { close(descriptor) }
        try write(bytes, descriptor, path)
        if isNew { sync(folder: (path as NSString).deletingLastPathComponent) }
    }

    /// Puts a whole file in the place of another, so that a reader sees either and a power cut leaves one of them.
    static func replace(_ path: String, with bytes: [UInt8]) throws(RecordingError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno, temporary, "could not be made") }
        do {
            defer { close(descriptor) }
            try write(bytes, descriptor, temporary)
        }
        guard rename(temporary, path) == 0 else { throw failure(errno, path, "could not be replaced") }
        sync(folder: (path as NSString).deletingLastPathComponent)
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(RecordingError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty, parent != path { try makeFolder(parent) }
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw failure(errno, path, "could not be made") }
    }

    /// Runs something while no other process holds the same lock file.
    static func locked<Result>(
        _ path: String, _ body: () throws(RecordingError) -> Result
    ) throws(RecordingError) -> Result {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno, path, "could not be opened") }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            if errno != EINTR { throw failure(errno, path, "could not be locked") }
        }
        return try body()
    }

    static func failure(_ code: Int32, _ path: String, _ doing: String) -> RecordingError {
        let problem = doing + ": " + String(cString: strerror(code))
        switch code {
        case EACCES, EPERM, EROFS:
            return RecordingError(
                .noPermission, file: path, problem: problem,
                remedy: "see who owns it with `ls -ld`, or choose another folder with -o DIR")
        case ENOSPC, EDQUOT:
            return RecordingError(.diskFull, file: path, problem: problem, remedy: "free some space")
        case ENOENT: return RecordingError(.notFound, file: path, problem: problem, remedy: "check the name")
        default:
            return RecordingError(.failed, file: path, problem: problem, remedy: "check the disk and its connection")
        }
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(RecordingError) {
        var at = 0
        while at < bytes.count {
            let put = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + at }, $0.count - at)
            }
            if put < 0 {
                if errno == EINTR { continue }
                throw failure(errno, path, "could not be written")
            }
            at += put
        }
        if fsync(descriptor) != 0 { throw failure(errno, path, "could not be synced") }
    }

    private static func sync(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
