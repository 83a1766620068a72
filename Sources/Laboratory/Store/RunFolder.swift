import Calibration
import Crypto
import Foundation
import Recordings

/// A run on disk: `run.json` with what was planned, `readings.jsonl` with what was read, in a folder named by its id.
///
/// `run.json` is written once; `readings.jsonl` only grows, and each line is on the disk before the next step begins. A
/// run that was cut off is read up to its last whole line.
public struct RunFolder: Sendable, Hashable {
    /// What stands under `schema` of `run.json`.
    public static let schema = "bilanx.calibration/1"

    /// The folder.
    public let path: String

    /// A folder that exists or is to be read.
    public init(path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    /// The folder of a run in a store.
    public init(_ store: CalibrationStore, id: String) { self.init(path: store.runPath(id)) }

    /// What was planned.
    public var runPath: String { path + "/run.json" }
    /// What was read.
    public var readingsPath: String { path + "/readings.jsonl" }
    /// What the device held as its own calibration.
    public var deviceCalibrationPath: String { path + "/device-calibration.json" }
    /// The last part of ``path``: the run's id.
    public var id: String { (path as NSString).lastPathComponent }

    /// A run as it was read, with what could not be.
    public struct Content: Sendable {
        /// The run with its readings.
        public var run: CalibrationRun
        /// SHA-256 over the bytes of both files, 64 digits.
        public var rawHash: String
        /// Whole sentences about what was left out; empty where everything was whole.
        public var problems: [String]
    }

    private struct Document: Codable {
        var schema: String
        var run: CalibrationRun

        enum Key: String, CodingKey { case schema }

        init(_ run: CalibrationRun) {
            schema = RunFolder.schema
            self.run = run
        }

        init(from decoder: any Decoder) throws {
            schema = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .schema)
            run = try CalibrationRun(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            var keyed = encoder.container(keyedBy: Key.self)
            try keyed.encode(schema, forKey: .schema)
            try run.encode(to: encoder)
        }
    }

    // MARK: Writing

    /// A new identifier: the day, the hour and letters that no other run has.
    public static func newID(at time: ZonedTime = .now()) -> String {
        time.dateText + "-" + time.clockText + "-" + UUIDv7(milliseconds: time.microseconds / 1000).shortName
    }

    /// Begins a run on disk; its readings, where it has some already, are written with it.
    ///
    /// The folder is made under a hidden name and takes its own once all its files are on the disk: whatever cuts it off,
    /// there is a whole run or none.
    ///
    /// - Parameter others: further files with their names, such as the plan as it was asked for.
    /// - Throws: `.exists` where a run of this id is there; `.noPermission`, `.diskFull`, `.failed`.
    public static func create(
        _ run: CalibrationRun, in store: CalibrationStore, others: [(name: String, bytes: [UInt8])] = []
    ) throws(RecordingError) -> RunFolder {
        let folder = RunFolder(store, id: run.id)
        guard isName(run.id) else {
            throw RecordingError(
                .badData, file: run.id, problem: "is no name of a run", remedy: "use letters, digits, . _ and - only")
        }
        guard !FileManager.default.fileExists(atPath: folder.path) else {
            throw FileAccess.failure(EEXIST, folder.path, doing: "could not be made")
        }
        let hidden = RunFolder(store, id: "." + run.id + beginning)
        try FileAccess.makeFolder(hidden.path)
        do throws(RecordingError) {
            var bare = run
            bare.readings = []
            try hidden.writeNew(hidden.runPath, try json(Document(bare), file: hidden.runPath, pretty: true) + [0x0A])
            try hidden.writeNew(hidden.readingsPath, [])
            for other in others { try hidden.writeNew(hidden.path + "/" + other.name, other.bytes) }
            for reading in run.readings { try hidden.append(.reading(reading)) }
            try FileAccess.syncFolder(hidden.path)
            if rename(hidden.path, folder.path) != 0 {
                throw FileAccess.failure(errno, folder.path, doing: "could not be made")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: hidden.path)
            throw error
        }
        try FileAccess.syncFolder(store.path + "/runs")
        return folder
    }

    /// What a folder's hidden name ends in while it is being made.
    private static let beginning = ".new"

    /// Folders of runs that were cut off while they were being made, before anything was read.
    public static func leftovers(_ store: CalibrationStore) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: store.path + "/runs")) ?? []
        return names.filter { $0.hasPrefix(".") && $0.hasSuffix(beginning) }.sorted().map { store.path + "/runs/" + $0 }
    }

    /// Writes a file that is not there yet.
    ///
    /// - Throws: `.exists` where it is.
    public func writeNew(_ path: String, _ bytes: [UInt8]) throws(RecordingError) {
        let descriptor = try FileAccess.create(path)
        defer { close(descriptor) }
        try FileAccess.write(bytes, to: descriptor, path: path)
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, path, doing: "could not be synced") }
    }

    /// Appends a reading; it is on the disk when this returns.
    public func append(_ reading: StepReading) throws(RecordingError) { try append(.reading(reading)) }

    /// Appends a line; it is on the disk when this returns.
    ///
    /// The torn rest of a line that was being written when the power went is cut off first: it was never a reading.
    public func append(_ entry: RunEntry) throws(RecordingError) {
        let line = try Self.json(entry, file: readingsPath, pretty: false) + [0x0A]
        let descriptor = open(readingsPath, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileAccess.failure(errno, readingsPath, doing: "could not be opened") }
        defer { close(descriptor) }
        if let torn = try Self.tornEnd(descriptor, readingsPath) {
            switch torn {
            case .whole: try FileAccess.write([0x0A], to: descriptor, path: readingsPath)
            case .cut(let length):
                if ftruncate(descriptor, length) != 0 {
                    throw FileAccess.failure(errno, readingsPath, doing: "could not be mended")
                }
            }
        }
        try FileAccess.write(line, to: descriptor, path: readingsPath)
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, readingsPath, doing: "could not be synced") }
    }

    private enum End {
        /// A whole line without its end.
        case whole
        /// Half a line, which begins here.
        case cut(at: off_t)
    }

    /// What stands behind the last line end; nil for nothing.
    private static func tornEnd(_ descriptor: Int32, _ path: String) throws(RecordingError) -> End? {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0 else { return nil }
        var last: UInt8 = 0
        guard pread(descriptor, &last, 1, size - 1) == 1 else {
            throw FileAccess.failure(errno, path, doing: "could not be read")
        }
        if last == 0x0A { return nil }
        let bytes = try FileAccess.read(path)
        let start = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
        if (try? JSONDecoder().decode(RunEntry.self, from: Data(bytes[start...]))) != nil { return .whole }
        return .cut(at: off_t(start))
    }

    private static func json(
        _ value: some Encodable, file: String, pretty: Bool
    ) throws(RecordingError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(value)) } catch {
            throw RecordingError(
                .badData, file: file, problem: "a number of the run is infinite or none",
                remedy: "look at the numbers of the plan and the weights")
        }
    }

    // MARK: Reading

    /// Reads a run.
    ///
    /// A torn last line is left out and told.
    ///
    /// - Throws: `.notFound` where there is no such run; `.badData` with file and line where it is none.
    public func read() throws(RecordingError) -> Content {
        let head = try FileAccess.read(runPath)
        var run: CalibrationRun
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(head))
            guard document.schema == Self.schema else {
                throw RecordingError(
                    .badData, file: runPath, problem: "its schema is \(document.schema) and not \(Self.schema)",
                    remedy: "read it with the version of bilanx that wrote it")
            }
            run = document.run
        } catch let error as RecordingError { throw error } catch {
            throw RecordingError(
                .badData, file: runPath, problem: "is no calibration run: \(JSONFault.words(error))",
                remedy: "restore it from a copy")
        }
        // A run that was cut off between its two files has no readings.
        var bytes: [UInt8] = []
        do throws(RecordingError) { bytes = try FileAccess.read(readingsPath) } catch {
            if error.kind != .notFound { throw error }
        }
        var problems: [String] = []
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where !line.isEmpty {
            do { try JSONDecoder().decode(RunEntry.self, from: Data(line)).apply(to: &run) } catch {
                guard number == lines.count - 1 else {
                    throw RecordingError(
                        .badData, file: readingsPath, line: number + 1,
                        problem: "is no reading: \(JSONFault.words(error))", remedy: "restore it from a copy")
                }
                problems.append(
                    "\(readingsPath):\(number + 1): the last line is torn and was left out; its step has to be read again."
                )
            }
        }
        var hash = SHA256()
        hash.update(data: head)
        hash.update(data: bytes)
        let digest = hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return Content(run: run, rawHash: digest, problems: problems)
    }

    /// Ids of the runs of a store, the oldest first; none where there is no folder yet.
    public static func list(_ store: CalibrationStore) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: store.path + "/runs")) ?? []
        return names.filter {
            !$0.hasPrefix(".") && FileManager.default.fileExists(atPath: RunFolder(store, id: $0).runPath)
        }.sorted()
    }

    /// The run of an id or of a path to its folder.
    public static func find(_ text: String, in store: CalibrationStore) -> RunFolder {
        let here = RunFolder(path: text)
        if text.contains("/") || FileManager.default.fileExists(atPath: here.runPath) { return here }
        return RunFolder(store, id: text)
    }

    private static func isName(_ id: String) -> Bool {
        !id.isEmpty && !id.hasPrefix(".")
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    || $0 == 0x2E || $0 == 0x5F
            }
    }
}
