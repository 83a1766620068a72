import GRDB
import Recordings

/// Count, sum and mean of one metric of a team: what another program must find in the export as well.
public struct ResultTotal: Sendable, Hashable, Codable {
    /// Name of the team; nil for people in no group.
    public var team: String?
    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// `left`, `right`, `both` or `asymmetry`.
    public var limb: String
    /// Unit of sum and mean.
    public var unit: String
    /// True for summaries of recordings, false for single trials.
    public var isSummary: Bool
    /// Rows of the tidy table.
    public var rows: Int
    /// Those that count and have a value.
    public var count: Int
    /// Sum of their values; nil for none.
    public var sum: Double?
    /// Their mean; nil for none.
    public var mean: Double?
}

extension RosterIndex {
    /// Totals of the results by team, test, metric and limb, in this order, over whole partitions.
    ///
    /// It reads every result that is meant: seconds for millions.
    public func totals(_ selection: ResultSelection = ResultSelection()) throws(RecordingError) -> [ResultTotal] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    WITH part AS (
                        SELECT recording.row AS row, recording.test AS test, first.team AS team,
                        \(Self.summaryIsOutdated) AS isOutdated FROM recording
                        LEFT JOIN (\(Self.teams)) AS first ON first.athlete = recording.athlete
                        WHERE (?1 IS NULL OR first.team = ?1) AND (?2 IS NULL OR substr(recording.day, 1, 7) >= ?2)
                        AND (?3 IS NULL OR substr(recording.day, 1, 7) <= ?3)
                    ), out AS (
                        SELECT trial.recording AS recording, trial.number AS number FROM trial
                        JOIN recording ON recording.row = trial.recording WHERE NOT \(Self.trialCounts)
                    ), value AS (
                        SELECT part.team, part.test, metric.metric, metric.limb, metric.unit,
                        metric.trial = 0 AS isSummary,
                        CASE WHEN CASE WHEN metric.trial = 0 THEN part.isOutdated
                            ELSE (metric.recording, metric.trial) IN (SELECT recording, number FROM out) END
                        THEN NULL ELSE metric.value END AS number
                        FROM part JOIN metric ON metric.recording = part.row
                    )
                    SELECT team, test, metric, limb, unit, isSummary, count(*), count(number), sum(number), avg(number)
                    FROM value GROUP BY team, test, metric, limb, unit, isSummary
                    ORDER BY team, test, metric, limb, unit, isSummary
                    """, arguments: [selection.team, selection.firstMonth, selection.lastMonth]
            ).map { row in
                ResultTotal(
                    team: row[0], test: row[1], metric: row[2], limb: row[3], unit: row[4], isSummary: row[5],
                    rows: row[6], count: row[7], sum: row[8], mean: row[9])
            }
        }
    }
}
