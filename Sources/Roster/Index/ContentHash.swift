import Crypto
import Foundation
import GRDB
import Recordings

extension RosterIndex {
    /// A digest of everything that the index says, in an order of its own: equal for indices that say the same.
    ///
    /// Numbers of rows and times of files, which depend on how the index came about, are left out.
    public func contentHash() throws(RecordingError) -> String {
        var hash = SHA256()
        try eachContent { hash.update(data: Array($0.utf8)) }
        return Hex.text(hash.finalize())
    }

    /// What the digest is over, a row a text: for telling in what two indices differ.
    public func contentDump() throws(RecordingError) -> [String] {
        var rows: [String] = []
        try eachContent { rows.append($0) }
        return rows
    }

    private func eachContent(_ body: (String) -> Void) throws(RecordingError) {
        let of = "(SELECT id FROM recording WHERE row = recording)"
        let queries = [
            "SELECT id, search, json, mergedInto FROM athlete ORDER BY id",
            "SELECT code, athlete, current FROM athleteCode ORDER BY code, athlete",
            "SELECT word, athlete FROM athleteWord ORDER BY word, athlete",
            "SELECT digest, athlete FROM formerCode ORDER BY digest, athlete",
            "SELECT id, name FROM rosterGroup ORDER BY id", "SELECT * FROM membership ORDER BY rosterGroup, athlete",
            "SELECT * FROM tag ORDER BY tag, athlete", "SELECT * FROM entry ORDER BY id",
            "SELECT * FROM decision ORDER BY id", "SELECT * FROM session ORDER BY id",
            "SELECT * FROM clash ORDER BY kind, entity, field, other, otherBy",
            """
            SELECT id, path, started, moment, day, test, athleteText, athlete, rate, load, box, lever, conditions,
            software, preset, computedBy, bodyMass, scales, checked FROM recording ORDER BY id
            """,
            "SELECT \(of) AS id, number, start, end, kept, status, reasons, limb, reported FROM trial ORDER BY id, number",
            """
            SELECT \(of) AS id, metric, trial, limb, value, unit, status, method, indexName, larger, low, high, n,
            verdict, lost FROM metric ORDER BY id, metric, trial, limb
            """,
            "SELECT \(of) AS id, number, json FROM note ORDER BY id, number",
            "SELECT path, problem FROM trouble ORDER BY path",
        ]
        try read { db in
            for sql in queries {
                body(sql)
                let rows = try Row.fetchCursor(db, sql: sql)
                while let row = try rows.next() { body(row.map { $0.1.description + "\u{1F}" }.joined()) }
            }
        }
    }
}
