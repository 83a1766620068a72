import Foundation

/// A table that a batch appends to, recording by recording, and goes on with after it was stopped.
///
/// Beside the table `FILE` lies `FILE.done`, which names every recording whose rows stand in it. A line goes there only
/// once the rows are on the disk: after a kill or a power cut the table is cut back to the last such line, and what came
/// behind is done again.
public final class BatchTable {
    /// What is put behind a table's name for the list of what is done.
    public static let logSuffix = ".done"

    /// Recordings that were done before, by path; with the reason where one gave no rows.
    public let done: [String: String?]

    private let path: String
    private let table: Int32
    private let log: Int32
    private var sum: CRC32
    private var end: Int
    private var pending: [BatchLog.Entry] = []
    private var synced = Date.distantPast

    /// Begins a table, or goes on with one.
    ///
    /// - Parameters:
    ///   - path: of the table.
    ///   - header: its first line; empty for rows only.
    ///   - settings: names and values of all that decides the rows.
    ///   - resume: true to go on with a table that is there; one that is not there is begun.
    /// - Throws: `.exists` where it is there and is not to be gone on with; `.needsOption` where it was begun with other
    ///   settings; `.badData` where it was changed since.
    public init(
        _ path: String, header: String, settings: [(name: String, value: String)], resume: Bool
    ) throws(RecordingError) {
        self.path = path
        let logPath = path + Self.logSuffix
        if !resume, access(path, F_OK) == 0 || access(logPath, F_OK) == 0 {
            throw RecordingError(
                .exists, file: access(path, F_OK) == 0 ? path : logPath, problem: "is there already",
                remedy: "go on with it by --resume, or choose another name")
        }
        table = try Self.open(path)
        do throws(RecordingError) {
            log = try Self.open(logPath)
        } catch {
            close(table)
            throw error
        }
        do throws(RecordingError) {
            (done, end, sum) = try Self.prepare(table, log, path: path, header: header, settings: settings)
        } catch {
            close(table)
            close(log)
            throw error
        }
    }

    deinit {
        close(table)
        close(log)
    }

    /// Appends the rows of a recording, or notes why it gave none.
    public func append(_ rows: String, of recording: String, problem: String? = nil) throws(RecordingError) {
        let bytes = Array(rows.utf8)
        try FileAccess.write(bytes, to: table, path: path)
        sum.update(bytes)
        end += bytes.count
        pending.append(BatchLog.Entry(end: end, sum: sum.hex, path: recording, problem: problem))
        // The disk is asked four times a second: thousands of small recordings would wait for nothing else.
        if Date().timeIntervalSince(synced) >= 0.25 { try sync() }
    }

    /// Sees to it that all that was appended is on the disk and counts as done.
    public func sync() throws(RecordingError) {
        let logPath = path + Self.logSuffix
        synced = Date()
        guard !pending.isEmpty else { return }
        if fsync(table) != 0 { throw FileAccess.failure(errno, path, doing: "could not be synced") }
        try FileAccess.write(Array(pending.map(BatchLog.line).joined().utf8), to: log, path: logPath)
        pending = []
        if fsync(log) != 0 { throw FileAccess.failure(errno, logPath, doing: "could not be synced") }
    }

    /// Cuts what is torn, or begins; says what is done, and how many bytes with which sum stand.
    private static func prepare(
        _ table: Int32, _ log: Int32, path: String, header: String, settings: [(name: String, value: String)]
    ) throws(RecordingError) -> ([String: String?], Int, CRC32) {
        let logPath = path + logSuffix
        // One that still runs would mix its rows with ours.
        guard flock(log, LOCK_EX | LOCK_NB) == 0 else {
            throw RecordingError(
                .exists, file: path, problem: "is written by another run at this moment",
                remedy: "wait for its end, or choose another name")
        }
        if let earlier = BatchLog(try FileAccess.read(logPath)) {
            try compare(earlier.settings, settings, path: path)
            let (end, sum) = try verify(earlier, path: path, header: header)
            try cut(table, to: end, path: path)
            try cut(log, to: earlier.length, path: logPath)
            return (Dictionary(earlier.entries.map { ($0.path, $0.problem) }) { _, last in last }, end, sum)
        }
        // Nothing was done as long as the log's head is not whole.
        let first = Array(header.utf8)
        guard first.starts(with: try FileAccess.read(path)) else {
            throw RecordingError(
                .badData, file: path, problem: "has no \(logPath) that says what was done",
                remedy: "choose another name, or move it away")
        }
        try cut(table, to: 0, path: path)
        try cut(log, to: 0, path: logPath)
        try FileAccess.write(first, to: table, path: path)
        try FileAccess.write(Array(BatchLog(settings: settings).head.utf8), to: log, path: logPath)
        return ([:], first.count, CRC32(first))
    }

    private static func open(_ path: String) throws(RecordingError) -> Int32 {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileAccess.failure(errno, path, doing: "could not be opened") }
        return descriptor
    }

    private static func cut(_ descriptor: Int32, to length: Int, path: String) throws(RecordingError) {
        if ftruncate(descriptor, off_t(length)) != 0 {
            throw FileAccess.failure(errno, path, doing: "could not be cut to its whole part")
        }
    }

    private static func compare(
        _ earlier: [(name: String, value: String)], _ now: [(name: String, value: String)], path: String
    ) throws(RecordingError) {
        func text(_ setting: (name: String, value: String)?) -> String {
            setting.map { $0.value.isEmpty ? "none" : $0.value } ?? "none"
        }
        for name in now.map(\.name) + earlier.map(\.name) {
            let (was, given) = (text(earlier.first { $0.name == name }), text(now.first { $0.name == name }))
            guard was != given else { continue }
            // All rules of a method are no reading matter; the names of the options say enough.
            let isShort = max(was.utf8.count, given.utf8.count) <= 60
            throw RecordingError(
                .needsOption, file: path,
                problem: "was begun with other settings: \(name)" + (isShort ? " \(was), now \(given)" : ""),
                remedy: "go on with the same, or begin another table")
        }
    }

    /// The length of the whole part of a table, with its sum.
    private static func verify(
        _ log: BatchLog, path: String, header: String
    ) throws(RecordingError) -> (end: Int, sum: CRC32) {
        var window = try ByteRun(path)
        let changed = RecordingError(
            .badData, file: path, problem: "was changed since: it is not what \(path + logSuffix) says",
            remedy: "choose another name, or move both away")
        try window.advance(to: header.utf8.count)
        guard window.at == header.utf8.count, window.sum == CRC32(Array(header.utf8)) else { throw changed }
        for entry in log.entries {
            guard entry.end >= window.at else { throw changed }
            try window.advance(to: entry.end)
            guard window.at == entry.end, window.sum.hex == entry.sum else { throw changed }
        }
        return (window.at, window.sum)
    }
}

/// A file that is read on and on, with the sum of what was read.
private struct ByteRun {
    private(set) var at = 0
    private(set) var sum = CRC32()
    private let file: InputFile
    private var room = [UInt8](repeating: 0, count: 1 << 18)

    init(_ path: String) throws(RecordingError) { file = try InputFile(path) }

    /// Reads on to a place, or to the end where the file is shorter.
    mutating func advance(to end: Int) throws(RecordingError) {
        while at < end {
            let wanted = min(room.count, end - at)
            var failure: RecordingError?
            let file = file
            let got = room.withUnsafeMutableBytes { bytes -> Int in
                do throws(RecordingError) {
                    return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
                } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            if got == 0 { return }
            room.withUnsafeBytes { sum.update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
            at += got
        }
    }
}
