import GRDB
import Recordings
import Statistics

/// An index that was filled with people who do not exist, to see what questions to millions of results cost.
///
/// Its recordings have no folders: bringing such an index up to date empties it.
@_spi(Benchmarks)
public enum SyntheticRoster {
    /// What somebody asks the index, with how many rows come back.
    public struct Question {
        /// In words.
        public let name: String
        /// Asks it.
        public let ask: () throws -> Int
        /// True for what reads every result, where seconds are expected.
        public var readsAll = false
    }

    /// Recordings of a person.
    private static let recordings = 50
    /// Trials of a recording; the last row of each metric is its summary.
    private static let trials = 4
    /// Metrics and limbs of a trial.
    private static let values = 25
    /// Rows of one person.
    public static let rowsOfPerson = recordings * trials * values
    private static let firstDay: Int64 = 1_700_000_000_000
    private static let teams = 10

    /// Fills an empty index with so many rows, rounded up to whole people.
    ///
    /// - Returns: how many rows there are.
    @discardableResult
    public static func fill(_ index: RosterIndex, rows: Int, seed: UInt64 = 3) throws(RecordingError) -> Int {
        let people = (rows + rowsOfPerson - 1) / rowsOfPerson
        var random = SplitMix64(seed: seed)
        try index.write { db in
            for team in 0..<teams {
                try db.execute(
                    sql: "INSERT INTO rosterGroup VALUES (?, ?)", arguments: ["team-\(team)", "Team \(team)"])
            }
        }
        // A hundred people at a time, so that no transaction grows with their number.
        for first in stride(from: 0, to: people, by: 100) {
            try index.write { db in
                for person in first..<min(first + 100, people) { try add(db, person, &random) }
            }
        }
        try index.write { db in try db.execute(sql: "ANALYZE") }
        return people * rowsOfPerson
    }

    private static func add(_ db: Database, _ person: Int, _ random: inout SplitMix64) throws {
        let athlete = "id-\(person)"
        var someone = Athlete(id: athlete)
        someone.name = "Name \(person)"
        someone.groups = ["team-\(person % teams)"]
        try db.execute(
            sql: "INSERT INTO athlete VALUES (?, ?, ?, NULL)",
            arguments: [athlete, "name \(person)", try RosterIndex.json(someone)])
        for word in ["name", "\(person)", "name \(person)"] {
            try db.execute(sql: "INSERT INTO athleteWord VALUES (?, ?)", arguments: [word, athlete])
        }
        try db.execute(sql: "INSERT INTO membership VALUES (?, ?)", arguments: [athlete, "team-\(person % teams)"])
        let statement = try db.cachedStatement(sql: RosterIndex.metricInsert)
        for k in 0..<recordings {
            let moment = firstDay + Int64(k) * 86_400_000 + Int64(person)
            let started = ZonedTime(microseconds: moment * 1000, offsetMinutes: 0)
            try db.execute(
                sql: """
                    INSERT INTO recording (id, path, fingerprint, started, moment, day, test, athlete, rate, load,
                    software, preset, computedBy, scales) VALUES (?, ?, '', ?, ?, ?, ?, ?, 1000, 0, 's', 'p', 'c', '')
                    """,
                arguments: [
                    "r-\(person)-\(k)", "p-\(person)-\(k)", started.description, moment, started.dateText,
                    k % 2 == 0 ? "cmj" : "sj", athlete,
                ])
            let row = db.lastInsertedRowID
            for trial in 1..<trials {
                try db.execute(
                    sql: "INSERT INTO trial VALUES (?, ?, 0, 1, 1, 'ok', '', NULL, 1)", arguments: [row, trial])
            }
            for trial in 0..<trials {
                for value in 0..<values {
                    try RosterIndex.insert(
                        statement, row,
                        RecordingFacts.Value(
                            trial: trial, metric: "metric\(value % 9)", limb: ["left", "right", "both"][value / 9],
                            value: random.unit(), unit: "N", status: "ok", method: "m"))
                }
            }
        }
    }

    /// Everything that pages and commands ask.
    public static func questions(_ index: RosterIndex) -> [Question] {
        let someone = "id-77"
        return [
            Question(name: "type-ahead, beginning") { try index.athletes(matching: "na").count },
            Question(name: "type-ahead, anywhere") { try index.athletes(matching: "me 17").count },
            Question(name: "all athletes of a team") { try index.athletes(inGroup: "team-7").count },
            Question(name: "history of a metric") {
                try index.history(athlete: someone, test: "cmj", metric: "metric3").count
            },
            Question(name: "recordings of a person") { try index.recordings(athlete: someone).count },
            Question(name: "recordings of a day") { try index.recordings(day: "2023-11-20").count },
            Question(name: "a recording by its id") { try index.recording("r-77-3") == nil ? 0 : 1 },
            Question(name: "overview of a team") {
                try index.overview(group: "team-7", test: "cmj", metric: "metric3").count
            },
            Question(name: "overview of everybody") { try index.overview(test: "cmj", metric: "metric3").count },
            Question(name: "sessions of a person") { try index.sessions(athlete: someone).count },
            Question(name: "the latest sessions") { try index.sessions(limit: 50).count },
            Question(name: "first page of results") { try index.results(recordings: 20).count },
            Question(name: "late page of results") { try index.results(after: "r-50-45", recordings: 20).count },
            Question(name: "results of one person") { try index.results(athlete: someone, recordings: 20).count },
            Question(
                name: "totals of a team in a month",
                ask: {
                    try index.totals(ResultSelection(team: "Team 7", firstMonth: "2023-12", lastMonth: "2023-12")).count
                }, readsAll: true),
            Question(name: "totals of everything", ask: { try index.totals().count }, readsAll: true),
        ]
    }
}
