import Foundation

/// The folder of one recording: `<data>/recordings/2026-11-22/143012-cmj-7K3F9QXM`, with `.partial` behind it while it runs.
public struct RecordingFolder: Sendable, Hashable {
    /// Where it is now.
    public private(set) var path: String

    private static let partial = ".partial"

    /// A folder that exists.
    public init(path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    /// Makes the folder of a new recording, and the folders above it.
    ///
    /// - Parameters:
    ///   - data: the root.
    ///   - started: the start; date and clock of the name are in its zone.
    ///   - test: id of the test.
    ///   - id: identifier of the recording; its last 40 bits end the name.
    /// - Throws: `.exists` where a running or a finished recording has that name; `.noPermission`, `.diskFull`, `.failed`.
    public static func create(
        in data: DataDirectory, started: ZonedTime, test: String, id: UUIDv7
    ) throws(RecordingError) -> RecordingFolder {
        let day = data.recordings + "/" + started.dateText
        try FileAccess.makeFolder(day)
        // A test id comes from a list; a file name must hold even if somebody hands in something else.
        let safeTest = String(test.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        let name = day + "/" + started.clockText + "-" + safeTest + "-" + id.shortName
        guard access(name, F_OK) != 0 else { throw FileAccess.failure(EEXIST, name, doing: "could not be made") }
        let path = name + partial
        guard mkdir(path, 0o755) == 0 else { throw FileAccess.failure(errno, path, doing: "could not be made") }
        return RecordingFolder(path: path)
    }

    /// True while the recording runs, or where it was cut off.
    public var isPartial: Bool { path.hasSuffix(Self.partial) }

    /// The forces.
    public var trialFile: String { path + "/trial.csv" }
    /// The journal of every transfer.
    public var journal: String { path + "/raw.pcapng" }
    /// What was reported at the time.
    public var results: String { path + "/results.json" }
    /// What was decided afterwards.
    public var notes: String { path + "/notes.jsonl" }

    /// Takes `.partial` off the name: the recording is whole.
    ///
    /// Does nothing where it is off already.
    ///
    /// - Throws: `.exists` where a folder of the final name is there; it is never overwritten.
    public mutating func finish() throws(RecordingError) {
        guard isPartial else { return }
        let final = String(path.dropLast(Self.partial.count))
        // rename(2) would put the folder in place of an empty one.
        guard access(final, F_OK) != 0 else { throw FileAccess.failure(EEXIST, final, doing: "could not be named") }
        guard rename(path, final) == 0 else { throw FileAccess.failure(errno, path, doing: "could not be renamed") }
        path = final
    }

    /// Writes `results.json`.
    ///
    /// - Throws: `.exists` where it is there already: what was reported is never rewritten.
    public func writeResults(_ json: String) throws(RecordingError) {
        let descriptor = try FileAccess.create(results)
        defer { close(descriptor) }
        try FileAccess.write(Array(json.utf8), to: descriptor, path: results)
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, results, doing: "could not be synced") }
    }

    /// Appends one line to `notes.jsonl`; line ends inside `json` become spaces, which mean the same in JSON.
    public func appendNote(_ json: String) throws(RecordingError) {
        let descriptor = open(notes, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileAccess.failure(errno, notes, doing: "could not be opened") }
        defer { close(descriptor) }
        // One write(2), so that two programs never mix their lines.
        let line = json.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A]
        try FileAccess.write(line, to: descriptor, path: notes)
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, notes, doing: "could not be synced") }
    }
}
