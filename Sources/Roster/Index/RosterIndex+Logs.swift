import Crypto
import Foundation
import GRDB
import Recordings

extension RosterIndex {
    /// Reads what is new in the files of changes; what it concerns is pending from then on, through a kill too.
    func readLogs(_ done: inout IndexUpdate) throws(RecordingError) {
        let paths = log.files()
        let known = try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM logFile").reduce(into: [String: Row]()) { $0[$1["path"]] = $1 }
        }
        for gone in known.keys where !paths.contains(relative(gone, isRelative: true)) {
            try forget(gone)
        }
        for path in paths {
            let name = relative(path)
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            let modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
            let row = known[name]
            if let row, row["size"] == Int64(status.st_size), row["modified"] == modified { continue }
            guard let bytes = try SystemFile.read(path) else { continue }
            var consumed = 0
            var lines = 0
            if let row {
                let before: Int = row["consumed"]
                let hash: String = row["hash"]
                if before <= bytes.count, Hex.text(SHA256.hash(data: bytes[..<before])) == hash {
                    consumed = before
                    lines = row["lines"]
                } else {
                    try forget(name)
                }
            }
            let reading = LogReading(Array(bytes[consumed...]), firstLine: lines + 1)
            let whole = consumed + reading.consumed
            let ends = bytes[consumed..<whole].reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
            let values: StatementArguments = [
                name, bytes.count, modified, whole, lines + ends, Hex.text(SHA256.hash(data: bytes[..<whole])),
            ]
            try write { db in
                for change in reading.changes { try Self.insert(db, change, file: name) }
                try db.execute(sql: "DELETE FROM damage WHERE file = ? AND torn = 1", arguments: [name])
                for damage in reading.damage {
                    try db.execute(
                        sql: "INSERT INTO damage VALUES (?, ?, ?)", arguments: [name, damage.line, damage.isTorn])
                }
                try db.execute(sql: "INSERT OR REPLACE INTO logFile VALUES (?, ?, ?, ?, ?, ?)", arguments: values)
            }
            done.changes += reading.changes.count
        }
    }

    /// Path below the data folder, and back.
    func relative(_ path: String, isRelative: Bool = false) -> String {
        isRelative ? data.path + "/" + path : String(path.dropFirst(data.path.count + 1))
    }

    private func forget(_ file: String) throws(RecordingError) {
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO pending SELECT DISTINCT kind, entity FROM logLine WHERE file = ?",
                arguments: [file])
            try db.execute(sql: "DELETE FROM logLine WHERE file = ?", arguments: [file])
            try db.execute(sql: "DELETE FROM damage WHERE file = ?", arguments: [file])
            try db.execute(sql: "DELETE FROM logFile WHERE path = ?", arguments: [file])
            try db.execute(sql: "DELETE FROM unredacted WHERE file = ?", arguments: [file])
        }
    }

    private static func insert(_ db: Database, _ change: Change, file: String) throws {
        // Of two lines with one id in a file the one without a value wins, as in the merge.
        if !change.isRedacted {
            let known = try Bool.fetchOne(
                db, sql: "SELECT redacted FROM logLine WHERE file = ? AND id = ?", arguments: [file, change.id])
            if known == true { return }
        }
        try db.execute(
            sql: "INSERT OR IGNORE INTO pending VALUES (?, ?)", arguments: [change.kind.rawValue, change.entity])
        try db.execute(
            sql: "INSERT OR REPLACE INTO logLine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                file, change.id, change.kind.rawValue, change.entity,
                change.kind == .athlete ? change.entity : change.person, change.field, change.isRedacted,
                change.time.milliseconds, change.time.count, ChangeLine.text(change),
            ])
    }

    /// Takes values that nobody may keep out of this station's files and out of the index.
    ///
    /// - Returns: true where files were rewritten, so that they have to be read again.
    func obeyPrivacy(_ done: inout IndexUpdate) throws(RecordingError) -> Bool {
        let found: (privacy: Privacy, taken: [(file: String, change: Change)]) = try read { db in
            let privacy = try Self.privacy(db)
            var taken: [(file: String, change: Change)] = []
            for person in Set(privacy.tombstones.keys).union(privacy.anonymised.keys) {
                let rows = try Row.fetchAll(
                    db, sql: "SELECT file, line FROM logLine WHERE person = ? AND redacted = 0", arguments: [person])
                for row in rows {
                    let line: String = row["line"]
                    guard let change = ChangeLine.read(Array(line.utf8)), privacy.takes(change) else { continue }
                    taken.append((row["file"], change))
                }
            }
            for recording in Set(privacy.tombstones.values.flatMap(\.recordings)) {
                // "0" is the character behind "/".
                let rows = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT file, line FROM logLine WHERE kind IN ('trial', 'comment') AND entity >= ? AND entity < ?
                        AND redacted = 0 AND person IS NULL
                        """, arguments: [recording + "/", recording + "0"])
                for row in rows {
                    let line: String = row["line"]
                    guard let change = ChangeLine.read(Array(line.utf8)), privacy.takes(change) else { continue }
                    taken.append((row["file"], change))
                }
            }
            return (privacy, taken)
        }
        let own = relative(log.own) + "/"
        if !found.taken.isEmpty {
            done.redacted += found.taken.count
            try write { db in
                for (file, change) in found.taken {
                    try Self.insert(db, change.redacted, file: file)
                    try db.execute(sql: "INSERT OR IGNORE INTO unredacted VALUES (?)", arguments: [file])
                }
            }
        }
        // Another station that shares this index may have found them first; the file is still this one's to rewrite.
        let files = try read { db in try String.fetchAll(db, sql: "SELECT file FROM unredacted") }
        guard files.contains(where: { $0.hasPrefix(own) }) else { return false }
        let count = try log.redact(found.privacy.takes)
        try write { db in
            for file in files where file.hasPrefix(own) {
                try db.execute(sql: "DELETE FROM unredacted WHERE file = ?", arguments: [file])
            }
        }
        return count > 0
    }
}

extension RosterIndex {
    /// Files of other stations that still hold values of erased or anonymised people, below the data folder.
    public func filesWithErasedValues() throws(RecordingError) -> [String] {
        let privacy = try read { db in try Self.privacy(db) }
        guard !privacy.tombstones.isEmpty || !privacy.anonymised.isEmpty else { return [] }
        var found: [String] = []
        for path in log.files() {
            let changes = LogReading(try SystemFile.read(path) ?? []).changes
            if changes.contains(where: { !$0.isRedacted && privacy.takes($0) }) { found.append(relative(path)) }
        }
        return found
    }
}
