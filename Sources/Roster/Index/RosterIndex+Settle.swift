import Assessments
import Foundation
import GRDB
import Recordings

extension RosterIndex {
    /// Folds everything that is pending into the tables, and finds whose the recordings are.
    func settle() throws(RecordingError) {
        try write { db in
            let pending = try Row.fetchAll(db, sql: "SELECT kind, entity FROM pending")
            guard !pending.isEmpty else { return }
            for row in pending { try Self.settle(db, row["kind"], row["entity"]) }
            try db.execute(sql: "DELETE FROM pending")
            try Self.link(db)
        }
    }

    private static func settle(_ db: Database, _ kind: String, _ id: String) throws {
        try db.execute(sql: "DELETE FROM clash WHERE kind = ? AND entity = ?", arguments: [kind, id])
        let changes = try changes(db, kind, id)
        let state = try isErased(db, changes.first) ? nil : EntityState(changes)
        switch EntityKind(rawValue: kind) {
        case .athlete: try settleAthlete(db, id, state, changes)
        case .group:
            try db.execute(sql: "DELETE FROM rosterGroup WHERE id = ?", arguments: [id])
            if let name = state?["name"]?.text {
                try db.execute(sql: "INSERT INTO rosterGroup VALUES (?, ?)", arguments: [id, name])
            }
        case .trial:
            try db.execute(sql: "DELETE FROM decision WHERE id = ?", arguments: [id])
            let parts = id.split(separator: "/")
            if parts.count == 2, let trial = Int(parts[1]), let reason = state?["disabled"]?.text {
                try db.execute(
                    sql: "INSERT INTO decision VALUES (?, ?, ?, ?)", arguments: [id, String(parts[0]), trial, reason])
            }
        case .session:
            try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id])
            guard let state, let session = SessionFacts(state) else { break }
            try db.execute(
                sql: "INSERT INTO session VALUES (?, ?, ?, ?)",
                arguments: [id, session.athlete, session.day, try json(session)])
        default:
            try db.execute(sql: "DELETE FROM entry WHERE id = ?", arguments: [id])
            guard let state, state["removed"] == nil else { break }
            let entry = Entry(state)
            // Of a person who was anonymised words may have been all there was.
            guard entry.value != nil || entry.text != nil || entry.date != nil else { break }
            try db.execute(
                sql: "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [id, kind, entry.athlete, entry.date, entry.about, try json(entry)])
        }
        for (field, clash) in state?.clashes ?? [] {
            for other in clash.others {
                try db.execute(
                    sql: "INSERT INTO clash VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        kind, id, field, clash.shown.value.shown, clash.shown.station, other.value.shown,
                        other.station,
                    ])
            }
        }
    }

    private static func settleAthlete(
        _ db: Database, _ id: String, _ state: EntityState?, _ changes: [Change]
    ) throws {
        try db.execute(sql: "DELETE FROM athlete WHERE id = ?", arguments: [id])
        for table in ["athleteWord", "athleteCode", "formerCode", "membership", "tag"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE athlete = ?", arguments: [id])
        }
        let digests = Set(changes.compactMap { AthleteField.formerCode(in: $0.field) })
        for digest in digests.sorted() {
            try db.execute(sql: "INSERT INTO formerCode VALUES (?, ?)", arguments: [digest, id])
        }
        guard let state else { return }
        let athlete = Athlete(state)
        let search = SearchText.folded([athlete.code, athlete.name].compactMap(\.self).joined(separator: " "))
        try db.execute(
            sql: "INSERT INTO athlete VALUES (?, ?, ?, ?)",
            arguments: [id, search, try json(athlete), athlete.mergedInto])
        for word in SearchText.words(search) {
            try db.execute(sql: "INSERT OR IGNORE INTO athleteWord VALUES (?, ?)", arguments: [word, id])
        }
        // Recordings keep the code that they were made with, so that former codes lead to the athlete too.
        for code in Set(changes.filter { $0.field == AthleteField.code }.compactMap(\.value.text)).sorted() {
            try db.execute(
                sql: "INSERT INTO athleteCode VALUES (?, ?, ?)", arguments: [code, id, code == athlete.code])
        }
        for group in athlete.groups {
            try db.execute(sql: "INSERT INTO membership VALUES (?, ?)", arguments: [id, group])
        }
        for tag in athlete.tags { try db.execute(sql: "INSERT INTO tag VALUES (?, ?)", arguments: [id, tag]) }
    }

    /// Finds whose every recording is; a change of a code may give recordings to somebody else.
    static func link(_ db: Database) throws {
        let owners = try Owners(db)
        let texts = try String.fetchAll(
            db, sql: "SELECT DISTINCT athleteText FROM recording WHERE athleteText IS NOT NULL")
        for text in texts {
            try db.execute(
                sql: "UPDATE recording SET athlete = ?1 WHERE athleteText = ?2 AND athlete IS NOT ?1",
                arguments: [owners.athlete(text), text])
        }
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// Whose a recording is, by what its header carries.
struct Owners {
    private var ids: Set<String> = []
    private var merged: [String: String] = [:]
    private var codes: [String: String] = [:]
    private var former: [(digest: String, athlete: String)] = []

    init(_ db: Database) throws {
        for row in try Row.fetchAll(db, sql: "SELECT id, mergedInto FROM athlete") {
            ids.insert(row["id"])
            if let into: String = row["mergedInto"] { merged[row["id"]] = into }
        }
        // Who has the code now comes before who had it once, then the older athlete.
        for row in try Row.fetchAll(db, sql: "SELECT * FROM athleteCode ORDER BY code, current DESC, athlete") {
            let code: String = row["code"]
            if codes[code] == nil { codes[code] = row["athlete"] }
        }
        for row in try Row.fetchAll(
            db, sql: "SELECT * FROM formerCode WHERE athlete IN (SELECT id FROM athlete) ORDER BY athlete, digest")
        {
            former.append((row["digest"], row["athlete"]))
        }
    }

    /// The athlete of a text; nil where the roster does not know it.
    func athlete(_ text: String) -> String? {
        let found =
            ids.contains(text)
            ? text
            : codes[text]
                ?? former.first { FormerCode.digest(athlete: $0.athlete, code: text) == $0.digest }?.athlete
        return found.map(root)
    }

    /// An athlete's id and those of everybody who was merged into them.
    func identities(_ athlete: String) -> [String] {
        [athlete] + merged.keys.filter { $0 != athlete && root($0) == athlete }.sorted()
    }

    /// The athlete whom another was merged into, however far; in a circle the first id of it.
    func root(_ id: String) -> String {
        var path = [id]
        var at = id
        while let next = merged[at], ids.contains(next) {
            if let start = path.firstIndex(of: next) { return path[start...].min() ?? id }
            path.append(next)
            at = next
        }
        return at
    }
}

/// Text as the type-ahead compares it: small letters without accents.
enum SearchText {
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).lowercased()
    }

    /// The words of a folded text, and the text itself.
    static func words(_ folded: String) -> Set<String> {
        Set(folded.split { !$0.isLetter && !$0.isNumber }.map(String.init) + (folded.isEmpty ? [] : [folded]))
    }
}
