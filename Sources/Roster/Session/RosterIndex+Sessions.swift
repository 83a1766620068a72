import Foundation
import GRDB
import Recordings

extension RosterIndex {
    /// Visits, the latest first: every day on which the person was recorded or something was said of the visit.
    ///
    /// - Parameters:
    ///   - athlete: id in the roster; nil for all.
    ///   - from: first day; nil for the first that there is.
    ///   - until: last day.
    ///   - limit: how many at most.
    public func sessions(
        athlete: String? = nil, from: String? = nil, until: String? = nil, limit: Int = 100
    ) throws(RecordingError) -> [AthleteSession] {
        try read { db in
            let owners = try Owners(db)
            let recorded = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT athlete, day FROM recording WHERE athlete IS NOT NULL
                    AND (?1 IS NULL OR athlete = ?1) AND (?2 IS NULL OR day >= ?2) AND (?3 IS NULL OR day <= ?3)
                    ORDER BY day DESC, athlete LIMIT ?4
                    """, arguments: [athlete, from, until, limit])
            let said = try Row.fetchAll(
                db,
                sql: """
                    SELECT athlete, day FROM session WHERE (?1 IS NULL OR day >= ?1) AND (?2 IS NULL OR day <= ?2)
                    UNION SELECT athlete, date FROM entry WHERE kind = 'comment' AND about = athlete || '/' || date
                    AND (?1 IS NULL OR date >= ?1) AND (?2 IS NULL OR date <= ?2)
                    """, arguments: [from, until])
            var seen: Set<String> = []
            var keys: [(athlete: String, day: String)] = []
            for row in recorded + said {
                // Of people who are one person the visits are one.
                let owner = owners.root(row["athlete"])
                let day: String = row["day"]
                guard athlete == nil || owner == athlete,
                    seen.insert(SessionFacts.id(athlete: owner, day: day)).inserted
                else { continue }
                keys.append((owner, day))
            }
            return try keys.sorted { ($1.day, $0.athlete) < ($0.day, $1.athlete) }.prefix(limit)
                .map { try Self.session(db, owners, athlete: $0.athlete, day: $0.day) }
        }
    }

    /// One visit: what was said of it, the recordings of the day, and comments on all of it.
    ///
    /// A day on which nothing happened gives a visit without anything.
    public func session(athlete: String, day: String) throws(RecordingError) -> AthleteSession {
        try read { db in try Self.session(db, Owners(db), athlete: athlete, day: day) }
    }

    private static func session(
        _ db: Database, _ owners: Owners, athlete: String, day: String
    ) throws -> AthleteSession {
        let recordings = try recordings(db, "WHERE athlete = ? AND day = ? ORDER BY moment, id", [athlete, day])
        let title = try athletes(db, "SELECT json FROM athlete WHERE id = ?", [athlete]).first?.title ?? athlete
        let decoder = JSONDecoder()
        var facts = SessionFacts(athlete: athlete, day: day)
        let said = try String.fetchAll(db, sql: "SELECT json FROM session WHERE day = ? ORDER BY id", arguments: [day])
            .map { try decoder.decode(SessionFacts.self, from: Data($0.utf8)) }
            .filter { owners.root($0.athlete) == athlete }
            // What was said of the person under this id comes before what was said under another.
            .sorted { ($0.athlete != athlete ? 1 : 0, $0.athlete) < ($1.athlete != athlete ? 1 : 0, $1.athlete) }
        for one in said {
            facts.readiness = facts.readiness ?? one.readiness
            facts.supervised = facts.supervised ?? one.supervised
            facts.supervisor = facts.supervisor ?? one.supervisor
        }
        var abouts = Set(owners.identities(athlete).map { SessionFacts.id(athlete: $0, day: day) })
        for recording in recordings {
            abouts.insert(recording.id)
            for trial in 0..<recording.trials { abouts.insert("\(recording.id)/\(trial + 1)") }
        }
        var entries: [Entry] = []
        let about = try db.cachedStatement(sql: "SELECT json FROM entry WHERE about = ? ORDER BY date, id")
        for id in abouts.sorted() {
            entries += try String.fetchAll(about, arguments: [id])
                .map { try decoder.decode(Entry.self, from: Data($0.utf8)) }
        }
        let known = Set(entries.map(\.id))
        entries += try String.fetchAll(
            db, sql: "SELECT json FROM entry WHERE athlete = ? AND date = ? ORDER BY kind, id",
            arguments: [athlete, day]
        ).map { try decoder.decode(Entry.self, from: Data($0.utf8)) }.filter { !known.contains($0.id) }
        return AthleteSession(facts: facts, title: title, recordings: recordings, entries: entries)
    }

    /// Drafts that say something of a visit; what is said already gives none.
    public func drafts(
        session athlete: String, day: String, _ values: [String: ChangeValue]
    ) throws(RecordingError) -> [ChangeDraft] {
        let id = SessionFacts.id(athlete: athlete, day: day)
        var drafts: [ChangeDraft] = []
        for (field, value) in values.sorted(by: { $0.key < $1.key }) {
            if let draft = try draft(.session, id, person: athlete, field: field, value: value) { drafts.append(draft) }
        }
        return drafts
    }

    /// Drafts of a comment on a visit.
    public static func comment(
        session athlete: String, day: String, text: String
    ) -> [ChangeDraft] {
        entry(
            .comment, athlete: athlete,
            ["about": .text(SessionFacts.id(athlete: athlete, day: day)), "date": .text(day), "text": .text(text)])
    }

    /// Drafts of a comment on a recording or one of its trials.
    ///
    /// The id begins with the recording's, so that the words go with the recording where it is erased.
    public static func comment(
        recording: RecordingRow, trial: Int?, text: String, day: String
    ) -> [ChangeDraft] {
        let id = recording.id + "/comment/" + newID()
        let about = trial.map { "\(recording.id)/\($0)" } ?? recording.id
        let values = ["about": about, "date": day, "text": text]
        return values.sorted { $0.key < $1.key }.map { field, value in
            ChangeDraft(.comment, id, person: recording.athlete, field: field, value: .text(value))
        }
    }
}
