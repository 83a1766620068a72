import Foundation
import GRDB
import Recordings
import SignalCore

extension RosterIndex {
    /// Reads recordings that are new or changed, forgets those that went, and removes those of erased people.
    func readRecordings(_ done: inout IndexUpdate) throws(RecordingError) {
        let known = try read { db in
            try Row.fetchAll(db, sql: "SELECT path, fingerprint FROM recording")
                .reduce(into: [String: String]()) { $0[$1["path"]] = $1["fingerprint"] }
        }
        let graves = try read { db in try Graves(db) }
        var present: Set<String> = []
        var fresh: [(path: String, fingerprint: String)] = []
        for path in folders() {
            let name = relative(path)
            let fingerprint = Self.fingerprint(RecordingFolder(path: path))
            present.insert(name)
            if known[name] != fingerprint { fresh.append((path, fingerprint)) }
        }
        // A tombstone that arrived after its recordings takes them too; their rows are there already.
        if !graves.isEmpty {
            let rows = try read { db in
                try Row.fetchAll(db, sql: "SELECT id, path, athleteText, moment FROM recording")
            }
            for row in rows where graves.holds(row["id"], row["athleteText"], row["moment"]) {
                let name: String = row["path"]
                try remove(data.path + "/" + name)
                present.remove(name)
                done.removed += 1
            }
            for recording in unfinished()
            where graves.holds(recording.id ?? "", recording.athleteText, recording.moment) && !recording.isRunning {
                try remove(recording.path)
                done.removed += 1
            }
        }
        let gone = known.keys.filter { !present.contains($0) }
        if !gone.isEmpty {
            try write { db in
                for path in gone { try db.execute(sql: "DELETE FROM recording WHERE path = ?", arguments: [path]) }
            }
        }
        let owners = try read { db in try Owners(db) }
        try write { db in try db.execute(sql: "DELETE FROM trouble") }
        // Some at a time, so that readers and other writers get their turn in a long list.
        var at = 0
        while at < fresh.count {
            let part = fresh[at..<min(at + 64, fresh.count)]
            at += part.count
            var facts: [(path: String, fingerprint: String, facts: RecordingFacts)] = []
            var troubles: [(String, String)] = []
            for (path, fingerprint) in part where FileManager.default.fileExists(atPath: path) {
                do throws(RecordingError) {
                    let one = try RecordingFacts(RecordingFolder(path: path))
                    let header = one.header
                    if graves.holds(header.id.description, header.athlete, header.started.microseconds / 1000) {
                        try remove(path)
                        done.removed += 1
                        continue
                    }
                    facts.append((relative(path), fingerprint, one))
                } catch {
                    troubles.append((relative(path), error.description))
                }
            }
            try write { db in
                for (path, fingerprint, facts) in facts {
                    try Self.store(db, path, fingerprint, facts, owners)
                }
                for (path, problem) in troubles {
                    try db.execute(sql: "INSERT OR REPLACE INTO trouble VALUES (?, ?)", arguments: [path, problem])
                }
            }
            done.recordings += facts.count
        }
    }

    /// Folders of finished recordings, sorted.
    func folders() -> [String] {
        let manager = FileManager.default
        let days = ((try? manager.contentsOfDirectory(atPath: data.recordings)) ?? []).sorted()
        return days.flatMap { day in
            ((try? manager.contentsOfDirectory(atPath: data.recordings + "/" + day)) ?? []).sorted()
                .map { data.recordings + "/" + day + "/" + $0 }
        }.filter { path in
            !RecordingFolder(path: path).isPartial
                && manager.fileExists(atPath: RecordingFolder(path: path).trialFile)
        }
    }

    private func remove(_ path: String) throws(RecordingError) {
        do { try FileManager.default.removeItem(atPath: path) } catch {
            guard FileManager.default.fileExists(atPath: path) else { return }
            throw RecordingError(
                .failed, file: path, problem: "is of an erased person and could not be removed: \(error)",
                remedy: "remove the folder by hand, then run `bilanx reindex`")
        }
    }

    private static func fingerprint(_ folder: RecordingFolder) -> String {
        [folder.trialFile, folder.results, folder.notes].map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return "-" }
            return "\(status.st_size):\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }.joined(separator: " ")
    }

    private static func store(
        _ db: Database, _ path: String, _ fingerprint: String, _ facts: RecordingFacts, _ owners: Owners
    ) throws {
        let header = facts.header
        let id = header.id.description
        // A folder that was copied under another name is the same recording; the first path stands for it.
        if let other = try String.fetchOne(db, sql: "SELECT path FROM recording WHERE id = ?", arguments: [id]),
            other != path
        {
            try db.execute(
                sql: "INSERT OR REPLACE INTO trouble VALUES (?, ?)",
                arguments: [max(path, other), "is a copy of \(min(path, other))"])
            if other < path { return }
        }
        try db.execute(sql: "DELETE FROM recording WHERE id = ? OR path = ?", arguments: [id, path])
        let scales = header.scales.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            $0.key.rawValue + "=" + $0.value.id
        }
        try db.execute(
            sql: """
                INSERT INTO recording (id, path, fingerprint, started, moment, day, test, athleteText, athlete, rate,
                load, box, lever, conditions, software, preset, computedBy, bodyMass, scales, checked)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, path, fingerprint, header.started.description, header.started.microseconds / 1000,
                header.started.dateText, header.test, header.athlete, header.athlete.flatMap(owners.athlete),
                header.rate, header.loadKilograms, header.boxHeight, header.leverArm, header.conditions,
                header.software, facts.preset, facts.computedBy, facts.bodyMass, scales.joined(separator: " "),
                header.check?.text,
            ])
        let row = db.lastInsertedRowID
        for trial in facts.trials {
            try db.execute(
                sql: "INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    row, trial.number, trial.start, trial.end, trial.kept, trial.status,
                    trial.reasons.joined(separator: " "), trial.limb, trial.reported,
                ])
        }
        for (number, note) in facts.notes.enumerated() {
            try db.execute(sql: "INSERT INTO note VALUES (?, ?, ?)", arguments: [row, number + 1, note])
        }
        let statement = try db.cachedStatement(sql: metricInsert)
        for value in facts.values { try insert(statement, row, value) }
    }

    static let metricInsert = "INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

    static func insert(_ statement: Statement, _ row: Int64, _ value: RecordingFacts.Value) throws {
        try statement.execute(arguments: [
            row, value.metric, value.trial, value.limb, value.value, value.unit, value.status, value.method,
            value.index, value.larger, value.low, value.high, value.count, value.verdict, value.lost,
        ])
    }
}

/// By what recordings of erased people are known.
struct Graves {
    private var tombstones: [Tombstone]

    init(_ db: Database) throws { tombstones = Array(try RosterIndex.privacy(db).tombstones.values) }

    var isEmpty: Bool { tombstones.isEmpty }

    /// True for a recording of an erased person; a code that somebody else got after the erasure is theirs.
    func holds(_ id: String, _ text: String?, _ moment: Int64) -> Bool {
        tombstones.contains { grave in
            if grave.recordings.contains(id) { return true }
            guard let text else { return false }
            if text == grave.id { return true }
            return moment <= grave.time.milliseconds
                && grave.codes.contains(FormerCode.digest(athlete: grave.id, code: text))
        }
    }
}
