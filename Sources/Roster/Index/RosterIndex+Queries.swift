import Foundation
import GRDB
import Recordings

extension RosterIndex {
    // MARK: Athletes

    /// Athletes for a type-ahead: those of whom a word begins with the text, then those who hold it anywhere.
    ///
    /// Small and capital letters and accents do not matter. Athletes who were merged into another are left out.
    ///
    /// - Parameters:
    ///   - text: what was typed; empty for all.
    ///   - limit: how many at most.
    public func athletes(matching text: String = "", limit: Int = 50) throws(RecordingError) -> [Athlete] {
        let wanted = SearchText.folded(text.trimmingCharacters(in: .whitespaces))
        return try read { db in
            guard !wanted.isEmpty else {
                return try Self.athletes(
                    db, "SELECT json FROM athlete WHERE mergedInto IS NULL ORDER BY search, id LIMIT ?", [limit])
            }
            let first = try Self.athletes(
                db,
                """
                SELECT json FROM athlete WHERE mergedInto IS NULL AND id IN
                (SELECT athlete FROM athleteWord WHERE word >= ? AND word < ?) ORDER BY search, id LIMIT ?
                """, [wanted, wanted + "\u{10FFFF}", limit])
            guard first.count < limit else { return first }
            let found = Set(first.map(\.id))
            let more = try Self.athletes(
                db,
                "SELECT json FROM athlete WHERE mergedInto IS NULL AND instr(search, ?) > 0 ORDER BY search, id LIMIT ?",
                [wanted, limit + first.count])
            return first + more.filter { !found.contains($0.id) }.prefix(limit - first.count)
        }
    }

    /// The athlete with an id or a code, now or once; nil where the roster does not know it.
    public func athlete(_ text: String) throws(RecordingError) -> Athlete? {
        try read { db in
            guard let id = try Owners(db).athlete(text) else { return nil }
            return try Self.athletes(db, "SELECT json FROM athlete WHERE id = ?", [id]).first
        }
    }

    /// How many athletes there are.
    public func athleteCount() throws(RecordingError) -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM athlete WHERE mergedInto IS NULL") ?? 0
        }
    }

    /// The athletes of a group, or with a tag.
    public func athletes(inGroup group: String?, tagged tag: String? = nil) throws(RecordingError) -> [Athlete] {
        try read { db in
            try Self.athletes(
                db,
                """
                SELECT json FROM athlete WHERE mergedInto IS NULL
                AND (?1 IS NULL OR id IN (SELECT athlete FROM membership WHERE rosterGroup = ?1))
                AND (?2 IS NULL OR id IN (SELECT athlete FROM tag WHERE tag = ?2)) ORDER BY search, id
                """, [group, tag])
        }
    }

    static func athletes(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [Athlete] {
        let decoder = JSONDecoder()
        return try String.fetchAll(db, sql: sql, arguments: arguments).map {
            try decoder.decode(Athlete.self, from: Data($0.utf8))
        }
    }

    /// All groups by name.
    public func groups() throws(RecordingError) -> [AthleteGroup] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT id, name FROM rosterGroup ORDER BY name, id")
                .map { AthleteGroup(id: $0["id"], name: $0["name"]) }
        }
    }

    /// Dated lines about an athlete, or about a recording or trial, oldest first.
    ///
    /// - Parameter kind: one kind; nil for all.
    public func entries(
        athlete: String? = nil, about: String? = nil, kind: EntityKind? = nil
    ) throws(RecordingError) -> [Entry] {
        try read { db in
            let decoder = JSONDecoder()
            return try String.fetchAll(
                db,
                sql: """
                    SELECT json FROM entry WHERE (?1 IS NULL OR athlete = ?1) AND (?2 IS NULL OR about = ?2)
                    AND (?3 IS NULL OR kind = ?3) ORDER BY date, id
                    """, arguments: [athlete, about, kind?.rawValue]
            ).map { try decoder.decode(Entry.self, from: Data($0.utf8)) }
        }
    }

    /// Fields in which edits of stations clash.
    public func clashes() throws(RecordingError) -> [Clash] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM clash ORDER BY kind, entity, field, other, otherBy").map { row in
                Clash(
                    kind: row["kind"], entity: row["entity"], field: row["field"], shown: row["shown"],
                    shownBy: row["shownBy"], other: row["other"], otherBy: row["otherBy"])
            }
        }
    }

    /// Codes that two athletes have, so that recordings go to the older one of them.
    public func sharedCodes() throws(RecordingError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT code FROM athleteCode JOIN athlete ON athlete.id = athlete
                    WHERE current = 1 AND mergedInto IS NULL GROUP BY code HAVING count(*) > 1 ORDER BY code
                    """)
        }
    }

    /// What could not be read, one sentence each: damaged lines by file and line, and recordings.
    public func troubles() throws(RecordingError) -> [String] {
        try read { db in
            let lines = try Row.fetchAll(db, sql: "SELECT * FROM damage ORDER BY file, line").map { row -> String in
                let isTorn: Bool = row["torn"]
                let what =
                    isTorn
                    ? "the last line is cut off; it counts when the whole file is here"
                    : "the line is damaged and was left out; fetch the file anew from its station"
                return "\(row["file"] as String):\(row["line"] as Int): \(what)"
            }
            return lines
                + (try Row.fetchAll(db, sql: "SELECT * FROM trouble ORDER BY path").map {
                    "\($0["path"] as String): \($0["problem"] as String)"
                })
        }
    }

    // MARK: Recordings and results

    /// Recordings of one day, `2026-11-22` where they were made, in order.
    public func recordings(day: String) throws(RecordingError) -> [RecordingRow] {
        try recordings("WHERE day = ? ORDER BY moment, id", [day])
    }

    /// Recordings of an athlete, oldest first.
    public func recordings(athlete: String) throws(RecordingError) -> [RecordingRow] {
        try recordings("WHERE athlete = ? ORDER BY moment, id", [athlete])
    }

    /// The recording with an id, or whose folder's name ends in the text; nil where there is none or more than one.
    public func recording(_ text: String) throws(RecordingError) -> RecordingRow? {
        let found = try recordings("WHERE id = ?1 OR path = ?1 OR path LIKE '%' || ?1 LIMIT 2", [text])
        return found.count == 1 ? found[0] : nil
    }

    private func recordings(_ clause: String, _ arguments: StatementArguments) throws(RecordingError) -> [RecordingRow]
    {
        try read { db in try Self.recordings(db, clause, arguments) }
    }

    static func recordings(_ db: Database, _ clause: String, _ arguments: StatementArguments) throws -> [RecordingRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT *, (SELECT count(*) FROM trial WHERE trial.recording = recording.row) AS trials
                FROM recording \(clause)
                """, arguments: arguments
        ).map { row in
            RecordingRow(
                id: row["id"], path: row["path"], started: row["started"], test: row["test"], athlete: row["athlete"],
                athleteText: row["athleteText"], trials: row["trials"], software: row["software"],
                scales: row["scales"], check: row["checked"])
        }
    }

    /// SQL that is true for a row of `trial` that counts by notes and roster.
    static let trialCounts = """
        (trial.kept = 1 AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.recording = recording.id
            AND decision.trial = trial.number))
        """

    /// SQL that is true where the summary of a recording was formed over other trials than those that count now.
    static let summaryIsOutdated = """
        EXISTS (SELECT 1 FROM trial WHERE trial.recording = recording.row AND trial.reported <> \(trialCounts))
        """

    private static let metricColumns = """
        recording.id, recording.started, recording.athlete, recording.athleteText, recording.test, metric.trial,
        metric.metric, metric.limb, metric.value, metric.unit, metric.status, metric.method, metric.indexName,
        metric.larger, metric.low, metric.high, metric.n, metric.verdict, metric.lost, recording.preset,
        recording.computedBy, recording.load, recording.box, recording.lever, recording.conditions,
        metric.trial = 0 OR (coalesce((SELECT kept FROM trial WHERE trial.recording = metric.recording
            AND trial.number = metric.trial), 1) = 1 AND NOT EXISTS (SELECT 1 FROM decision
            WHERE decision.recording = recording.id AND decision.trial = metric.trial)) AS isKept,
        metric.trial = 0 AND \(summaryIsOutdated) AS isOutdated
        """

    private static func metricRow(_ row: Row) -> MetricRow {
        let trial: Int = row["trial"]
        return MetricRow(
            recording: row["id"], started: row["started"], athlete: row["athlete"], athleteText: row["athleteText"],
            test: row["test"], trial: trial == 0 ? nil : trial, metric: row["metric"], limb: row["limb"],
            value: row["value"], unit: row["unit"], status: row["status"], method: row["method"],
            index: row["indexName"], larger: row["larger"], low: row["low"], high: row["high"], count: row["n"],
            verdict: row["verdict"], lost: row["lost"], preset: row["preset"], software: row["computedBy"],
            conditions: Conditions(
                load: row["load"], boxHeight: row["box"], leverArm: row["lever"], text: row["conditions"]),
            isKept: row["isKept"], isOutdated: row["isOutdated"])
    }

    /// All values of one metric of one athlete and test, oldest first, each with the conditions that must agree.
    ///
    /// - Parameters:
    ///   - athlete: id in the roster.
    ///   - test: id of the test.
    ///   - metric: id of the metric.
    ///   - limb: one limb; nil for all.
    public func history(
        athlete: String, test: String, metric: String, limb: String? = nil
    ) throws(RecordingError) -> [MetricRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.metricColumns) FROM recording JOIN metric ON metric.recording = recording.row
                    WHERE recording.athlete = ?1 AND recording.test = ?2 AND metric.metric = ?3
                    AND (?4 IS NULL OR metric.limb = ?4) ORDER BY recording.moment, recording.id, metric.trial, metric.limb
                    """, arguments: [athlete, test, metric, limb]
            ).map(Self.metricRow)
        }
    }

    /// A page of results of all athletes, or of one: ordered by start of the recording.
    ///
    /// - Parameters:
    ///   - athlete: id in the roster; nil for all.
    ///   - after: the last recording of the page before; nil for the first page.
    ///   - recordings: how many recordings a page has.
    public func results(
        athlete: String? = nil, after: String? = nil, recordings: Int = 20
    ) throws(RecordingError) -> [MetricRow] {
        try read { db in
            let place = try Row.fetchOne(
                db, sql: "SELECT moment, id FROM recording WHERE id = ?", arguments: [after])
            let from: Int64 = place.map { $0["moment"] } ?? Int64.min
            let rows = try Int64.fetchAll(
                db,
                sql: """
                    SELECT row FROM recording WHERE \(athlete == nil ? "?1 IS NULL" : "athlete = ?1")
                    AND moment >= ?2 AND (moment > ?2 OR id > ?3) ORDER BY moment, id LIMIT ?4
                    """, arguments: [athlete, from, after ?? "", recordings])
            var page: [MetricRow] = []
            for row in rows {
                page += try Row.fetchAll(
                    db,
                    sql: """
                        SELECT \(Self.metricColumns) FROM recording JOIN metric ON metric.recording = recording.row
                        WHERE recording.row = ? ORDER BY metric.trial, metric.metric, metric.limb
                        """, arguments: [row]
                ).map(Self.metricRow)
            }
            return page
        }
    }

    /// The latest summary of a metric of each athlete, of a group or of all, by name.
    public func overview(
        group: String? = nil, test: String, metric: String
    ) throws(RecordingError) -> [OverviewRow] {
        let athletes = try athletes(inGroup: group)
        return try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT row, id, started, \(Self.summaryIsOutdated) AS isOutdated FROM recording
                    WHERE athlete = ? AND test = ? AND EXISTS
                    (SELECT 1 FROM metric WHERE metric.recording = recording.row AND metric.metric = ? AND trial = 0)
                    ORDER BY moment DESC LIMIT 1
                    """)
            let values = try db.cachedStatement(
                sql: "SELECT limb, value, unit, verdict FROM metric WHERE recording = ? AND metric = ? AND trial = 0")
            return try athletes.map { athlete in
                var result = OverviewRow(athlete: athlete.id, title: athlete.title)
                guard let row = try Row.fetchOne(statement, arguments: [athlete.id, test, metric]) else {
                    return result
                }
                result.recording = row["id"]
                result.started = row["started"]
                result.isOutdated = row["isOutdated"]
                let number: Int64 = row["row"]
                for value in try Row.fetchAll(values, arguments: [number, metric]) {
                    switch value["limb"] as String {
                    case "left": (result.left, result.unit) = (value["value"], value["unit"])
                    case "right": (result.right, result.unit) = (value["value"], value["unit"])
                    case "asymmetry": (result.asymmetry, result.verdict) = (value["value"], value["verdict"])
                    default: break
                    }
                }
                return result
            }
        }
    }

    /// Trials that the roster says do not count, with the reason, of one recording.
    public func disabledTrials(recording: String) throws(RecordingError) -> [Int: String] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT trial, reason FROM decision WHERE recording = ?", arguments: [recording])
                .reduce(into: [:]) { $0[$1["trial"]] = $1["reason"] }
        }
    }
}
