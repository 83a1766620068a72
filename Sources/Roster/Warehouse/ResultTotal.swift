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
    /// What a sum is of, within a team and a test.
    private struct Summed: Hashable {
        var metric: String
        var limb: String
        var unit: String
        var isSummary: Bool
    }

    /// Totals of the results by team, test, metric and limb, in this order, over whole partitions.
    ///
    /// It reads every result that is meant: seconds for millions. They are summed as they lie, since sorting them takes ten
    /// times as long.
    public func totals(_ selection: ResultSelection = ResultSelection()) throws(RecordingError) -> [ResultTotal] {
        struct Place: Hashable {
            var team: String?
            var test: String
        }
        struct Sum {
            var rows = 0
            var count = 0
            var sum = 0.0
        }
        let sums: [Place: [Summed: Sum]] = try read { db in
            var sums: [Place: [Summed: Sum]] = [:]
            let values = try db.cachedStatement(
                sql:
                    "SELECT metric, limb, unit, trial, value FROM metric WHERE recording = ? ORDER BY metric, trial, limb"
            )
            for (partition, recordings) in try Self.partitions(db, selection).sorted(by: { $0.key < $1.key }) {
                for recording in recordings {
                    let counting = try TrialCounting(db, recording)
                    // Taken out of the table for as long as it grows, so that it is not copied.
                    let place = Place(team: partition.team, test: counting.test)
                    var table = sums.removeValue(forKey: place) ?? [:]
                    let rows = try Row.fetchCursor(values, arguments: [recording])
                    while let row = try rows.next() {
                        let trial: Int = row[3]
                        let key = Summed(metric: row[0], limb: row[1], unit: row[2], isSummary: trial == 0)
                        table[key, default: Sum()].rows += 1
                        guard counting.counts(trial), let value: Double = row[4] else { continue }
                        table[key, default: Sum()].count += 1
                        table[key, default: Sum()].sum += value
                    }
                    sums[place] = table
                }
            }
            return sums
        }
        var totals: [ResultTotal] = []
        for (place, table) in sums {
            for (key, sum) in table {
                totals.append(
                    ResultTotal(
                        team: place.team, test: place.test, metric: key.metric, limb: key.limb, unit: key.unit,
                        isSummary: key.isSummary, rows: sum.rows, count: sum.count, sum: sum.count > 0 ? sum.sum : nil,
                        mean: sum.count > 0 ? sum.sum / Double(sum.count) : nil))
            }
        }
        return totals.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    }
}

extension ResultTotal {
    /// By what totals are sorted; no team comes first.
    fileprivate var order: [String] {
        [team.map { "1" + $0 } ?? "0", test, metric, limb, unit, isSummary ? "1" : "0"]
    }
}

/// Which values of a recording count now.
struct TrialCounting {
    /// Id of its test.
    let test: String
    private let isOutdated: Bool
    private let takenOut: Set<Int>

    /// Asks for a recording by its row.
    init(_ db: Database, _ recording: Int64) throws {
        let head = try db.cachedStatement(
            sql: "SELECT test, \(RosterIndex.summaryIsOutdated) FROM recording WHERE row = ?")
        let row = try Row.fetchOne(head, arguments: [recording])
        test = row?[0] ?? ""
        isOutdated = row?[1] ?? false
        let out = try db.cachedStatement(
            sql: """
                SELECT number FROM trial JOIN recording ON recording.row = trial.recording
                WHERE trial.recording = ? AND NOT \(RosterIndex.trialCounts)
                """)
        takenOut = Set(try Int.fetchAll(out, arguments: [recording]))
    }

    /// True for a trial that counts, and for a summary, trial 0, that is of those that count.
    func counts(_ trial: Int) -> Bool { trial == 0 ? !isOutdated : !takenOut.contains(trial) }
}
