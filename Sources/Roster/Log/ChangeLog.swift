import Foundation
import Recordings

/// The files of changes in a data folder: all stations' to read, one station's to write.
public struct ChangeLog: Sendable {
    /// Folder of all stations.
    public let root: String
    /// Who writes.
    public let station: StationName

    /// The roster of a data folder as a station sees it.
    public init(data: DataDirectory, station: StationName) {
        root = data.path + "/roster"
        self.station = station
    }

    /// Folder of this station's files.
    public var own: String { root + "/" + station.text }

    /// All files of changes, sorted by station and name; what a carrier puts beside them is passed over.
    ///
    /// A station's files end in `.jsonl`; copies that a carrier made of them under other names in the same folder count
    /// too, since changes that arrive twice harm nothing.
    public func files() -> [String] {
        let manager = FileManager.default
        guard let stations = try? manager.contentsOfDirectory(atPath: root) else { return [] }
        var paths: [String] = []
        for name in stations.sorted() where StationName(name) != nil {
            let names = (try? manager.contentsOfDirectory(atPath: root + "/" + name)) ?? []
            paths += names.filter { $0.hasSuffix(".jsonl") }.sorted().map { root + "/" + name + "/" + $0 }
        }
        return paths
    }

    /// Every change of every station, and what is damaged by file.
    ///
    /// - Throws: where a file is there and cannot be read.
    public func readAll() throws(RecordingError) -> (changes: [Change], damage: [String: [LogReading.Damage]]) {
        var changes: [Change] = []
        var damage: [String: [LogReading.Damage]] = [:]
        for path in files() {
            let reading = LogReading(try SystemFile.read(path) ?? [])
            changes += reading.changes
            if !reading.damage.isEmpty { damage[path] = reading.damage }
        }
        return (changes, damage)
    }

    /// Appends changes as this station's, in one write, and returns when the disk has them.
    ///
    /// - Parameters:
    ///   - drafts: what to change, in order.
    ///   - seen: the latest moment that the writer knows of.
    ///   - wall: milliseconds since 1970 UTC; names the month's file too.
    /// - Returns: the changes as they stand in the file.
    /// - Throws: where the folder or the file cannot be written; nothing counts then.
    @discardableResult
    public func append(
        _ drafts: [ChangeDraft], seen: HybridTime = .zero,
        wall: Int64 = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
    ) throws(RecordingError) -> [Change] {
        guard !drafts.isEmpty else { return [] }
        for draft in drafts {
            if case .number(let number) = draft.value, !number.isFinite {
                throw RecordingError(
                    .needsOption, file: own, problem: "\(draft.field) is no number", remedy: "give a finite number")
            }
        }
        try SystemFile.makeFolder(own)
        return try SystemFile.locked(own + "/lock") { () throws(RecordingError) in
            let month = ZonedTime(microseconds: wall &* 1000, offsetMinutes: 0).dateText.prefix(7)
            let path = own + "/" + month + ".jsonl"
            let last = try lastOwn()
            var time = max(seen, last?.time ?? .zero)
            var number = last?.number ?? 0
            var changes: [Change] = []
            var text: [UInt8] = []
            // A line that a kill cut off is closed, so that it costs itself only.
            if let end = try SystemFile.read(path)?.last, end != 0x0A { text.append(0x0A) }
            for draft in drafts {
                number += 1
                time = time.next(wall: wall)
                let change = Change(
                    id: UUIDv7(milliseconds: wall).description, station: station.text, number: number, time: time,
                    kind: draft.kind, entity: draft.entity, person: draft.person, field: draft.field,
                    value: draft.value, replaces: draft.replaces)
                changes.append(change)
                text += Array(ChangeLine.text(change).utf8) + [0x0A]
            }
            try SystemFile.append(text, to: path)
            return changes
        }
    }

    /// The latest change of this station that can be read.
    private func lastOwn() throws(RecordingError) -> (number: Int, time: HybridTime)? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
        var best: (number: Int, time: HybridTime)?
        for name in names.filter({ $0.hasSuffix(".jsonl") }).sorted() {
            guard let bytes = try SystemFile.read(own + "/" + name) else { continue }
            for line in bytes.split(separator: 0x0A).reversed() {
                guard let change = ChangeLine.read(line) else { continue }
                if best.map({ $0.number < change.number }) ?? true {
                    best = (change.number, max(change.time, best?.time ?? .zero))
                }
                break
            }
        }
        return best
    }

    /// Takes values out of this station's files, line by line, and writes every other line as it is.
    ///
    /// - Parameter isTaken: true for the changes that lose their value.
    /// - Returns: how many lines lost theirs.
    /// - Throws: where a file cannot be rewritten; those before it are rewritten then, and calling again goes on.
    @discardableResult
    public func redact(_ isTaken: (Change) -> Bool) throws(RecordingError) -> Int {
        guard FileManager.default.fileExists(atPath: own) else { return 0 }
        return try SystemFile.locked(own + "/lock") { () throws(RecordingError) in
            var count = 0
            let names = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
            for name in names.filter({ $0.hasSuffix(".jsonl") }).sorted() {
                let path = own + "/" + name
                guard let bytes = try SystemFile.read(path) else { continue }
                var isChanged = false
                var lines: [ArraySlice<UInt8>] = []
                for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
                    if let change = ChangeLine.read(line), !change.isRedacted, isTaken(change) {
                        lines.append(Array(ChangeLine.text(change.redacted).utf8)[...])
                        isChanged = true
                        count += 1
                    } else {
                        lines.append(line)
                    }
                }
                if isChanged { try SystemFile.replace(path, with: Array(lines.joined(separator: [0x0A]))) }
            }
            return count
        }
    }
}
