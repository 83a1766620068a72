import GRDB
import Recordings

extension RosterIndex {
    /// SQL of each athlete's team: the first of their groups by name, so that no result stands twice.
    static let teams = """
        SELECT membership.athlete AS athlete, min(rosterGroup.name) AS team FROM membership
        JOIN rosterGroup ON rosterGroup.id = membership.rosterGroup GROUP BY membership.athlete
        """

    /// Members of a group whose results stand under another one, which comes before it by name.
    public func countedElsewhere(group: String) throws(RecordingError) -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT membership.athlete) FROM membership
                    JOIN rosterGroup ON rosterGroup.id = membership.rosterGroup
                    JOIN (\(Self.teams)) AS first ON first.athlete = membership.athlete
                    WHERE rosterGroup.name = ?1 AND first.team <> ?1
                    """, arguments: [group]) ?? 0
        }
    }

    /// Rows of recordings by partition, in the order of their start; recordings without any value are left out.
    static func partitions(
        _ db: Database, _ selection: ResultSelection
    ) throws -> [ResultPartition: [Int64]] {
        var found: [ResultPartition: [Int64]] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT recording.row, first.team, substr(recording.day, 1, 7) FROM recording
                LEFT JOIN (\(teams)) AS first ON first.athlete = recording.athlete
                WHERE EXISTS (SELECT 1 FROM metric WHERE metric.recording = recording.row)
                ORDER BY recording.moment, recording.id
                """)
        while let row = try rows.next() {
            let partition = ResultPartition(team: row[1], month: row[2])
            if selection.holds(partition) { found[partition, default: []].append(row[0]) }
        }
        return found
    }

    /// Gives every row of a recording to `body`.
    static func resultRows(_ db: Database, _ recording: Int64, _ body: (ResultRow) throws -> Void) throws {
        let head = try db.cachedStatement(
            sql: "SELECT id, started, athlete, test, preset, computedBy FROM recording WHERE row = ?")
        guard let row = try Row.fetchOne(head, arguments: [recording]) else { return }
        var result = ResultRow()
        result.recording = row[0]
        result.started = row[1]
        result.athlete = row[2]
        result.test = row[3]
        result.preset = row[4]
        result.software = row[5]
        let counting = try TrialCounting(db, recording)
        let values = try db.cachedStatement(
            sql: """
                SELECT metric, trial, limb, value, unit, status, method, indexName, larger, low, high, n, verdict, lost
                FROM metric WHERE recording = ? ORDER BY metric, trial, limb
                """)
        let rows = try Row.fetchCursor(values, arguments: [recording])
        while let row = try rows.next() {
            let trial: Int = row[1]
            result.metric = row[0]
            result.trial = trial == 0 ? nil : trial
            result.limb = row[2]
            result.value = row[3]
            result.unit = row[4]
            result.status = row[5]
            result.method = row[6]
            result.index = row[7]
            result.larger = row[8]
            result.low = row[9]
            result.high = row[10]
            result.count = row[11]
            result.verdict = row[12]
            result.lost = row[13]
            result.counts = counting.counts(trial)
            try body(result)
        }
    }
}
