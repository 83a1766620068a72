import Assessments
import GRDB
import Recordings
import SignalCore
import Symmetry

extension RosterIndex {
    /// The tests of which there are results, the latest first.
    ///
    /// - Parameter athlete: id in the roster; nil for everybody.
    public func reportTests(athlete: String?) throws(RecordingError) -> [ReportTest] {
        try read { db in
            let rule = athlete == nil ? "athlete IS NOT NULL" : "athlete = ?1"
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT test, count(DISTINCT day) AS days, max(day) AS latest FROM recording
                    WHERE \(rule) GROUP BY test ORDER BY latest DESC, test
                    """, arguments: athlete.map { [$0] } ?? []
            ).map { ReportTest(test: $0["test"], days: $0["days"], latest: $0["latest"]) }
        }
        .filter { !$0.metrics.isEmpty }
    }

    /// Everything on one athlete's page.
    ///
    /// - Parameters:
    ///   - athlete: the athlete.
    ///   - tests: ids of the tests; empty for all.
    ///   - metrics: ids of the metrics; empty for the first of each test.
    ///   - norms: the user's table; nil for none.
    ///   - supervision: who stands by, for the guidance.
    ///   - day: on which it is made.
    ///   - software: name and version of the program.
    public func athleteReport(
        _ athlete: Athlete, tests: [String] = [], metrics: [String] = [], norms: NormTable? = nil,
        supervision: GuidanceFacts.Supervision = .unknown, day: String, software: String
    ) throws(RecordingError) -> AthleteReport {
        let names = Dictionary(try groups().map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
        var report = AthleteReport(
            athlete: athlete, groups: athlete.groups.compactMap { names[$0] }, made: day, software: software,
            sections: [])
        let known = try reportTests(athlete: athlete.id).filter { tests.isEmpty || tests.contains($0.test) }
        let perTest = max(AthleteReport.mostRows / max(known.count, 1), 1)
        var rowCount = 0
        for test in known {
            let wanted = test.metrics.filter { metrics.isEmpty || metrics.contains($0.id) }
            var rows: [ReportRow] = []
            for metric in wanted {
                guard rows.count < perTest, rowCount < AthleteReport.mostRows else {
                    report.leftOut.append(test.test + " " + metric.id)
                    continue
                }
                let change = try change(
                    athlete: athlete.id, test: test.test, metric: metric.id,
                    request: ChangeRequest(involved: athlete.involved))
                guard let change, change.latest != nil else { continue }
                rows.append(
                    ReportRow(change: change, norms: norms.map { place(change, athlete, $0) } ?? [:]))
                rowCount += 1
            }
            guard !rows.isEmpty else { continue }
            var section = AthleteReport.Section(test: test.test, name: test.name, rows: rows)
            if report.sections.count < AthleteReport.mostDrawn { try draw(&section) }
            report.sections.append(section)
        }
        try addTraining(&report, supervision)
        let directions = try directions(athlete: athlete.id)
        if directions.tests.count > 1 { report.agreement = directions.words }
        return report
    }

    private func draw(_ section: inout AthleteReport.Section) throws(RecordingError) {
        guard let recording = section.drawn?.point?.recordings.last else { return }
        do throws(RecordingError) {
            section.curve = try curve(recording: recording, points: 300)
            if section.curve == nil { section.curveProblem = "The recording \(recording) has no trial that counts." }
        } catch {
            // A page without one drawing is better than none.
            section.curveProblem = error.description
        }
    }

    /// The first clear difference decides what is said of training; without one, the first difference says why not.
    private func addTraining(
        _ report: inout AthleteReport, _ supervision: GuidanceFacts.Supervision
    ) throws(RecordingError) {
        let rows = report.sections.flatMap(\.rows).filter { $0.point?.index != nil }
        guard let row = rows.first(where: { $0.point?.index?.verdict == .clear }) ?? rows.first,
            let facts = try guidanceFacts(row.change, supervision: supervision)
        else { return }
        report.guidanceAbout = [row.change.test, row.change.metric]
        report.guidance = Guidance(facts)
        report.block = try blocks(athlete: report.athlete.id).last { $0.state == .open }
    }

    private func place(_ change: ChangeReport, _ athlete: Athlete, _ norms: NormTable) -> [String: [NormPlacement]] {
        guard let point = change.latest else { return [:] }
        let age = athlete.age(on: point.day)
        var places: [String: [NormPlacement]] = [:]
        for quantity in ChangeQuantity.allCases {
            guard let value = point.value(quantity) else { continue }
            let limb = quantity == .index ? "asymmetry" : quantity.rawValue
            let unit = quantity == .index ? point.index?.unit ?? "%" : change.unit
            let found = norms.norms(
                test: change.test, metric: change.metric, limb: limb, sex: athlete.sex, age: age, unit: unit
            ).compactMap { NormPlacement(value, $0) }
            if !found.isEmpty { places[limb] = found }
        }
        return places
    }

    /// A team's table of one metric of one test.
    ///
    /// - Parameter group: id of the group; nil for everybody.
    public func teamReport(
        group: String?, test: String, metric: String, made: String, software: String
    ) throws(RecordingError) -> TeamReport {
        let groups = try groups()
        let name = group.map { id in groups.first { $0.id == id }?.name ?? id }
        let recorded = try read { db in
            try Self.recorded(db, metric: metric, "test = ? AND athlete IS NOT NULL", [test])
        }
        // Read once: the noise that judges one athlete is that of all the others.
        let sessions = Dictionary(grouping: recorded, by: \.athlete).mapValues {
            SessionPoint.sessions($0, rule: .mean)
        }
        let everybody = sessions.sorted { $0.key < $1.key }.flatMap(\.value)
        var rows: [TeamReport.Row] = []
        for athlete in try athletes(inGroup: group) {
            guard let own = sessions[athlete.id], !own.isEmpty else {
                rows.append(TeamReport.Row(athlete: athlete, row: nil))
                continue
            }
            let squad = SquadReliability(test: test, metric: metric, sessions: everybody, leavingOut: athlete.id)
            let change = ChangeReport(
                own, request: ChangeRequest(involved: athlete.involved), squad: squad.noises)
            rows.append(
                TeamReport.Row(athlete: athlete, row: change.flatMap { $0.latest == nil ? nil : ReportRow(change: $0) })
            )
        }
        return TeamReport(
            group: name, test: test, testName: TestID(rawValue: test).map { TestCatalogue.definition($0).name } ?? test,
            metric: metric, made: made,
            software: software, rows: rows)
    }
}
