import Foundation
import Recordings

/// The printed records of a store; none is ever overwritten by another.
public struct RecordFolder: Sendable, Hashable {
    /// The folder.
    public let path: String

    /// The records of a store.
    public init(_ store: CalibrationStore) { path = store.path + "/records" }

    /// Writes a file and returns its path; the same content once more is no error.
    ///
    /// - Throws: `.exists` where a file of this name holds something else; `.noPermission`, `.diskFull`, `.failed`.
    public func write(_ name: String, _ text: String) throws(RecordingError) -> String {
        let file = path + "/" + name
        let bytes = Array(text.utf8)
        try FileAccess.makeFolder(path)
        if FileManager.default.fileExists(atPath: file) {
            if try FileAccess.read(file) == bytes { return file }
            throw RecordingError(
                .exists, file: file, problem: "is another record of the same name",
                remedy: "name the new one with --id NAME")
        }
        let descriptor = try FileAccess.create(file)
        defer { close(descriptor) }
        try FileAccess.write(bytes, to: descriptor, path: file)
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, file, doing: "could not be synced") }
        try FileAccess.syncFolder(path)
        return file
    }
}
