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
    /// It reads every result that is meant: seconds for millions. Recordings are summed first, in the order in which their
    /// values lie, since sorting millions of rows takes ten times as long.
    public func totals(_ selection: ResultSelection = ResultSelection()) throws(RecordingError) -> [ResultTotal] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    WITH part AS MATERIALIZED (
                        SELECT recording.row AS row, recording.test AS test, first.team AS team,
                        \(Self.summaryIsOutdated) AS isOutdated FROM recording
                        LEFT JOIN (\(Self.teams)) AS first ON first.athlete = recording.athlete
                        WHERE (?1 IS NULL OR first.team = ?1) AND (?2 IS NULL OR substr(recording.day, 1, 7) >= ?2)
                        AND (?3 IS NULL OR substr(recording.day, 1, 7) <= ?3)
                    ), out AS MATERIALIZED (
                        SELECT trial.recording AS recording, trial.number AS number FROM trial
                        JOIN recording ON recording.row = trial.recording WHERE NOT \(Self.trialCounts)
                    ), one AS MATERIALIZED (
                        SELECT metric.recording AS recording, metric.metric AS metric, metric.limb AS limb,
                        metric.unit AS unit, metric.trial = 0 AS isSummary, count(*) AS rows,
                        count(CASE WHEN out.number IS NULL THEN value END) AS n,
                        sum(CASE WHEN out.number IS NULL THEN value END) AS total
                        FROM metric LEFT JOIN out ON out.recording = metric.recording AND out.number = metric.trial
                        WHERE metric.recording IN (SELECT row FROM part)
                        GROUP BY metric.recording, metric.metric, isSummary, metric.limb, metric.unit
                    ), counting AS (
                        SELECT part.team, part.test, metric, limb, unit, isSummary, rows,
                        CASE WHEN isSummary AND part.isOutdated THEN 0 ELSE n END AS n,
                        CASE WHEN isSummary AND part.isOutdated THEN NULL ELSE total END AS total
                        FROM one CROSS JOIN part ON part.row = one.recording
                    )
                    SELECT team, test, metric, limb, unit, isSummary, sum(rows), sum(n), sum(total),
                    sum(total) / nullif(sum(n), 0) FROM counting GROUP BY team, test, metric, limb, unit, isSummary
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
