import Crypto
import Foundation
import GRDB
import Recordings

extension RosterIndex {
    /// A digest of everything that the index says, in an order of its own: equal for indices that say the same.
    ///
    /// Numbers of rows and times of files, which depend on how the index came about, are left out.
    public func contentHash() throws(RecordingError) -> String {
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
        return try read { db in
            var hash = SHA256()
            for sql in queries {
                hash.update(data: Array(sql.utf8))
                let rows = try Row.fetchCursor(db, sql: sql)
                while let row = try rows.next() {
                    for (_, value) in row { hash.update(data: Array((value.description + "\u{1F}").utf8)) }
                }
            }
            return Hex.text(hash.finalize())
        }
    }
}
