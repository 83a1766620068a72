import Foundation

/// Where an export goes: a file that appears under its name only when it is whole, or standard output.
final class OutputFile {
    /// The name, for errors.
    let path: String
    /// Bytes written so far.
    private(set) var position = 0
    /// True where the reader of standard output went away, which is no failure.
    private(set) var isReaderGone = false

    private let descriptor: Int32
    /// The name while it is written; nil for standard output and once it is done.
    private var temporary: String?
    private let replaces: Bool

    /// Begins a file beside its final name.
    ///
    /// - Parameter replaces: true to put it in the place of one that is there.
    /// - Throws: `.exists` where the file is there and is not to be replaced; what the system says.
    init(_ path: String, replaces: Bool) throws(RecordingError) {
        if path == "-" {
            self.path = "standard output"
            descriptor = STDOUT_FILENO
            self.replaces = false
            return
        }
        self.path = path
        self.replaces = replaces
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw FileAccess.failure(EISDIR, path, doing: "is") }
            guard replaces else { throw Self.exists(path) }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw RecordingError(
                    .exists, file: path, problem: "is a device or a pipe, which is not replaced",
                    remedy: "write to standard output with -o - and redirect it")
            }
        }
        let name = path as NSString
        let hidden = ".\(name.lastPathComponent).\(getpid()).part"
        let temporary = (name.deletingLastPathComponent as NSString).appendingPathComponent(hidden)
        descriptor = try FileAccess.create(temporary)
        self.temporary = temporary
    }

    deinit {
        guard descriptor != STDOUT_FILENO else { return }
        close(descriptor)
        if let temporary { unlink(temporary) }
    }

    private static func exists(_ path: String) -> RecordingError {
        RecordingError(
            .exists, file: path, problem: "is there already",
            remedy: "choose another name, or add --force to replace it")
    }

    /// Writes the bytes of a buffer and empties it.
    func write(_ buffer: inout ByteBuffer) throws(RecordingError) {
        guard buffer.count > 0 else { return }
        defer { buffer.removeAll() }
        do throws(RecordingError) { try FileAccess.write(buffer, to: descriptor, path: path) } catch {
            isReaderGone = temporary == nil && errno == EPIPE
            throw error
        }
        position += buffer.count
    }

    /// Gives the file its name: it is whole.
    func finish() throws(RecordingError) {
        guard let temporary else { return }
        if !replaces, access(path, F_OK) == 0 { throw Self.exists(path) }
        guard rename(temporary, path) == 0 else { throw FileAccess.failure(errno, path, doing: "could not be named") }
        self.temporary = nil
    }
}
