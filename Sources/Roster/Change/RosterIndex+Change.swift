import Assessments
import GRDB
import Recordings
import SignalCore
import Statistics
import Symmetry

extension RosterIndex {
    // MARK: What there is

    /// A test that an athlete has recordings of.
    public struct TestTally: Sendable, Hashable, Codable {
        /// Id of the test.
        public var test: String
        /// Recordings.
        public var recordings: Int
        /// Days on which they were made.
        public var days: Int
        /// First day.
        public var first: String
        /// Last day.
        public var last: String
    }

    /// The tests of an athlete, those of the latest day first.
    public func tests(athlete: String) throws(RecordingError) -> [TestTally] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT test, count(*), count(DISTINCT day), min(day), max(day) FROM recording WHERE athlete = ?
                    GROUP BY test ORDER BY max(day) DESC, test
                    """, arguments: [athlete]
            ).map { TestTally(test: $0[0], recordings: $0[1], days: $0[2], first: $0[3], last: $0[4]) }
        }
    }

    /// Ids of the metrics that an athlete has values of in a test, sorted.
    public func metrics(athlete: String, test: String) throws(RecordingError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT metric FROM recording JOIN metric ON metric.recording = recording.row
                    WHERE athlete = ? AND test = ? AND value IS NOT NULL ORDER BY metric
                    """, arguments: [athlete, test])
        }
    }

    // MARK: Sessions

    /// The sessions of an athlete in one metric of a test, of all conditions, oldest first.
    public func sessions(
        athlete: String, test: String, metric: String, rule: SetRule = .mean
    ) throws(RecordingError) -> [SessionPoint] {
        let recorded = try read { db in
            try Self.recorded(db, metric: metric, "athlete = ? AND test = ?", [athlete, test])
        }
        return SessionPoint.sessions(recorded, rule: rule)
    }

    /// What changed of an athlete in a metric of a test; nil where there is no session.
    ///
    /// The noise of the squad comes from all other athletes of the roster.
    public func change(
        athlete: String, test: String, metric: String, request: ChangeRequest = ChangeRequest()
    ) throws(RecordingError) -> ChangeReport? {
        let sessions = try sessions(athlete: athlete, test: test, metric: metric, rule: request.rule)
        guard !sessions.isEmpty else { return nil }
        let squad = try reliability(test: test, metric: metric, rule: request.rule, leavingOut: athlete)
        return ChangeReport(sessions, request: request, squad: squad.noises)
    }

    /// How well a metric repeats over all athletes, or those of a group.
    ///
    /// - Parameter athlete: somebody who is not to count; nil for nobody.
    public func reliability(
        test: String, metric: String, rule: SetRule = .mean, group: String? = nil, leavingOut athlete: String? = nil
    ) throws(RecordingError) -> SquadReliability {
        let recorded = try read { db in
            try Self.recorded(
                db, metric: metric,
                """
                test = ?1 AND athlete IS NOT NULL AND (?2 IS NULL OR athlete <> ?2)
                AND (?3 IS NULL OR athlete IN (SELECT athlete FROM membership WHERE rosterGroup = ?3))
                """, [test, athlete, group])
        }
        var people: [String] = []
        var byPerson: [String: [RecordedMetric]] = [:]
        for one in recorded {
            if byPerson[one.athlete] == nil { people.append(one.athlete) }
            byPerson[one.athlete, default: []].append(one)
        }
        let sessions = people.flatMap { SessionPoint.sessions(byPerson[$0] ?? [], rule: rule, judged: false) }
        return SquadReliability(test: test, metric: metric, sessions: sessions)
    }

    // MARK: Directions

    /// Which side each test of an athlete favours in its latest session, in the catalogue's order of tests.
    public func directions(athlete: String, rule: SetRule = .mean) throws(RecordingError) -> DirectionProfile {
        try directions("athlete = ?", [athlete], rule).first ?? DirectionProfile(athlete: athlete, tests: [])
    }

    /// The same of every athlete of a group, or of all.
    public func directions(group: String?, rule: SetRule = .mean) throws(RecordingError) -> [DirectionProfile] {
        try directions(
            """
            athlete IS NOT NULL
            AND (?1 IS NULL OR athlete IN (SELECT athlete FROM membership WHERE rosterGroup = ?1))
            """, [group], rule)
    }

    private func directions(
        _ clause: String, _ arguments: StatementArguments, _ rule: SetRule
    ) throws(RecordingError) -> [DirectionProfile] {
        var found: [String: [String: [RecordedMetric]]] = [:]
        for test in TestID.allCases.map(\.rawValue) {
            guard let metric = ChangeDefaults.direction(of: test) else { continue }
            let recorded = try read { db in
                // Only the latest day of each athlete.
                try Self.recorded(
                    db, metric: metric,
                    """
                    test = '\(test)' AND \(clause) AND day = (SELECT day FROM recording AS other
                    WHERE other.athlete = recording.athlete AND other.test = recording.test
                    ORDER BY moment DESC LIMIT 1)
                    """, arguments)
            }
            for one in recorded { found[one.athlete, default: [:]][test, default: []].append(one) }
        }
        return found.keys.sorted().map { athlete in
            DirectionProfile(
                athlete: athlete,
                tests: TestID.allCases.compactMap { test in
                    TestDirection(SessionPoint.sessions(found[athlete]?[test.rawValue] ?? [], rule: rule))
                })
        }
    }

    // MARK: Opposing muscles

    /// The ratios of opposing muscles of an athlete over the sessions, told apart by words of the conditions.
    ///
    /// - Parameters:
    ///   - pairs: what is set against what.
    ///   - metric: id of the metric; nil for torque, else net force, else force, whichever a session has first.
    public func opposing(
        athlete: String, pairs: [OpposingPair] = OpposingPair.named, metric: String? = nil, rule: SetRule = .mean
    ) throws(RecordingError) -> [OpposingSession] {
        let metrics = metric.map { [$0] } ?? ["peakTorque", "peakForceNet", "peakForce"]
        var byMetric: [[SessionPoint]] = []
        for metric in metrics {
            let recorded = try read { db in
                try Self.recorded(db, metric: metric, "athlete = ? AND conditions IS NOT NULL", [athlete])
            }
            byMetric.append(SessionPoint.sessions(recorded, rule: rule))
        }
        return pairs.flatMap { pair -> [OpposingSession] in
            var days: Set<String> = []
            // The first metric that a day has stands for it.
            return byMetric.flatMap { points in
                let sessions = pair.sessions(points).filter { !days.contains($0.day) }
                days.formUnion(sessions.map(\.day))
                return sessions
            }.sorted { $0.numerator.moment < $1.numerator.moment }
        }
    }

    // MARK: Rows

    /// One metric of the recordings that a condition chooses, oldest first.
    static func recorded(
        _ db: Database, metric: String, _ clause: String, _ arguments: StatementArguments
    ) throws -> [RecordedMetric] {
        var list: [RecordedMetric] = []
        var places: [Int64: Int] = [:]
        let heads = try Row.fetchCursor(
            db,
            sql: """
                SELECT row, id, athlete, moment, day, test, preset, load, box, lever, conditions FROM recording
                WHERE \(clause) ORDER BY moment, id
                """, arguments: arguments)
        while let head = try heads.next() {
            places[head[0]] = list.count
            list.append(
                RecordedMetric(
                    recording: head[1], athlete: head[2] ?? "", moment: head[3], day: head[4], test: head[5],
                    metric: metric, unit: "", preset: head[6],
                    conditions: Conditions(load: head[7], boxHeight: head[8], leverArm: head[9], text: head[10]),
                    trials: []))
        }
        let statement = try db.cachedStatement(
            sql: """
                SELECT metric.trial, limb, value, unit, metric.status, method, indexName, low, high, n, verdict
                FROM metric WHERE recording = ? AND metric = ? ORDER BY metric.trial
                """)
        let trials = try db.cachedStatement(sql: "SELECT number, kept, status, limb FROM trial WHERE recording = ?")
        let decisions = try db.cachedStatement(sql: "SELECT trial, reason FROM decision WHERE recording = ?")
        let hasDecisions = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM decision)") ?? false
        for (row, place) in places {
            let rows = try Row.fetchCursor(statement, arguments: [row, metric])
            while let value = try rows.next() { list[place].take(value) }
            guard !list[place].trials.isEmpty else { continue }
            let states = try Row.fetchCursor(trials, arguments: [row])
            while let state = try states.next() { list[place].take(trial: state) }
            guard hasDecisions else { continue }
            let disabled = try Row.fetchCursor(decisions, arguments: [list[place].recording])
            while let decision = try disabled.next() {
                let number: Int = decision[0]
                if let k = list[place].trials.firstIndex(where: { $0.number == number }) {
                    list[place].trials[k].disabled = decision[1]
                }
            }
        }
        return list.filter { !$0.trials.isEmpty || $0.summary != nil }
    }
}

extension RecordedMetric {
    /// Takes a row of the table of metrics.
    fileprivate mutating func take(_ row: Row) {
        let number: Int = row[0]
        let limb: String = row[1]
        let value: Double? = row[2]
        if limb != "asymmetry" {
            unit = row[3]
            method = row[5]
        }
        if number == 0 {
            var summary = summary ?? Summary()
            switch limb {
            case "left": summary.left = value
            case "right": summary.right = value
            case "both": summary.both = value
            default:
                summary.value = value
                summary.status = MeasureStatus(rawValue: row[4])
                summary.index = row[6]
                if let low: Double = row[7], let high: Double = row[8], low <= high { summary.interval = low...high }
                summary.verdict = (row[10] as String?).flatMap(DifferenceRule.Verdict.init)
            }
            if limb != "asymmetry" { summary.count = row[9] }
            self.summary = summary
            return
        }
        // Rows come in the order of trials.
        if trials.last?.number != number { trials.append(Trial(number: number)) }
        let at = trials.count - 1
        let status = MeasureStatus(rawValue: row[4]) ?? .notDetected
        switch limb {
        case "left": (trials[at].left, trials[at].metricStatus) = (value, status)
        case "right": (trials[at].right, trials[at].metricStatus) = (value, status)
        case "both": (trials[at].both, trials[at].metricStatus) = (value, status)
        default: trials[at].indexStatus = status
        }
    }

    /// Takes a row of the table of trials.
    fileprivate mutating func take(trial row: Row) {
        let number: Int = row[0]
        guard let at = trials.firstIndex(where: { $0.number == number }) else { return }
        trials[at].isKept = row[1]
        trials[at].status = MeasureStatus(rawValue: row[2]) ?? .notDetected
        trials[at].limb = (row[3] as String?).flatMap(Side.init)
    }
}
