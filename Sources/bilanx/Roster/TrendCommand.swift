import ArgumentParser
import Assessments
import Recordings
import Roster
import SignalCore
import Symmetry

/// `bilanx trend`: what changed of a person, and whether it is more than noise.
struct TrendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trend", abstract: "Change over sessions, and whether it is more than noise.",
        discussion: """
            A session is a day, a test and equal conditions; sessions with another load, box, lever arm, conditions or \
            methods than the latest one are left out, and it says so. The latest session is compared with a baseline: \
            all earlier sessions, or what --against says.

            A change is real, within noise, or needs more sessions. With four baseline sessions the range that the \
            athlete's own sessions predict decides; with fewer, the typical error of the other athletes' repeats, \
            where these are enough. docs/change.md has the rules and the documents.

            --agreement shows for a group, or for everybody, whether the tests favour the same side; --reliability \
            shows how well the metrics of a test repeat.
            """)

    @Argument(help: "Code, id or name; none with --agreement.")
    var athlete: String?
    @Option(help: "Only this test; else all that the athlete has.")
    var test: String?
    @Option(help: "Only this metric; else the headline metrics of the test.")
    var metric: String?
    @Option(help: "How trials become one value: \(SetRule.allCases.map(\.rawValue).joined(separator: ", ")).")
    var rule: SetRule = .mean
    @Option(
        help: ArgumentHelp(
            "What the latest session is compared with: baseline (all earlier ones), previous, first:N, before:DATE.",
            valueName: "what"))
    var against = "baseline"
    @Option(help: ArgumentHelp("Take the session of this day, 2026-11-22, for the latest one.", valueName: "date"))
    var on: String?
    @Flag(help: "All metrics that the athlete has, not only the headline ones.")
    var all = false
    @Flag(help: "The sessions themselves: one row each, used or left out.")
    var sessions = false
    @Flag(help: "Also as limb symmetry index: the weaker side in % of the stronger one, or the involved of the other.")
    var lsi = false
    @Option(
        name: .customLong("ratio"),
        help: ArgumentHelp(
            "Opposing muscles by words of the conditions: hq=@hamstring:@quadriceps. Without it hq, adab and erir by their muscles' names.",
            valueName: "id=@above:@below"))
    var ratios: [String] = []
    @Flag(help: "Whether tests favour the same side, for a group or everybody.")
    var agreement = false
    @Flag(help: "How well metrics repeat in a group or in everybody: typical error, MDC95, ICC.")
    var reliability = false
    @Option(help: "Only the athletes of this group, with --agreement and --reliability.")
    var group: String?
    @OptionGroup var roster: RosterOptions

    func validate() throws {
        if agreement, reliability { throw ValidationError("--agreement and --reliability exclude each other.") }
        if agreement || reliability {
            if athlete != nil {
                throw ValidationError("--agreement and --reliability are over a group; leave the athlete out.")
            }
            if agreement, test != nil || metric != nil {
                throw ValidationError("--agreement compares all tests, each by its first headline metric.")
            }
            if reliability, test == nil { throw ValidationError("--reliability needs --test.") }
        } else {
            if athlete == nil { throw ValidationError("say whose trend: bilanx trend ATHLETE, or --agreement.") }
            if group != nil { throw ValidationError("--group goes with --agreement and --reliability.") }
        }
        guard ChangeBaseline(against) != nil else {
            throw ValidationError("--against \(against): write baseline, previous, first:N or before:2026-11-22.")
        }
        if let on, ChangeBaseline("before:" + on) == nil {
            throw ValidationError("--on \(on): write a day as 2026-11-22.")
        }
        if let test, TestID(rawValue: test) == nil {
            throw ValidationError(
                "there is no test \(test); tests: \(TestID.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        if let metric, MetricCatalogue.metric(metric) == nil {
            throw ValidationError("there is no metric \(metric); see bilanx methods.")
        }
        if all, metric != nil { throw ValidationError("--all and --metric exclude each other.") }
        _ = try pairs()
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let text = agreement ? try agree(index) : reliability ? try repeats(index) : try trend(index)
            // A reader that has gone away is no failure of the command.
            do { try Output.results(text) } catch { return }
        }
    }

    // MARK: One athlete

    private func trend(_ index: RosterIndex) throws(RecordingError) -> String {
        let person = try RosterOptions.athlete(athlete ?? "", index)
        let there = try index.tests(athlete: person.id).map(\.test)
        guard !there.isEmpty else {
            throw RecordingError(
                .needsOption, file: person.title, problem: "has no recording in this data folder",
                remedy: "record with `--athlete \(person.code ?? person.id)`; `bilanx athlete show` lists what there is"
            )
        }
        if let test, !there.contains(test) {
            throw RecordingError(
                .needsOption, file: person.title, problem: "has no recording of the test \(test)",
                remedy: "there are: " + there.joined(separator: ", "))
        }
        let request = ChangeRequest(
            rule: rule, against: ChangeBaseline(against) ?? .earlier, day: on,
            involved: person.involvedSide.flatMap(Side.init))
        var reports: [ChangeReport] = []
        for test in test.map({ [$0] }) ?? there {
            let has = try index.metrics(athlete: person.id, test: test)
            let wanted = metric.map { [$0] } ?? (all ? has : ChangeDefaults.metrics(of: test))
            for metric in wanted where has.contains(metric) {
                let report = try index.change(athlete: person.id, test: test, metric: metric, request: request)
                if let report { reports.append(report) }
            }
        }
        guard !reports.isEmpty else {
            throw RecordingError(
                .needsOption, file: person.title,
                problem: on.map { "has no session on \($0)" }
                    ?? metric.map { "has no value of \($0)" } ?? "has no value of a headline metric",
                remedy: on == nil
                    ? "leave --metric out, or take --all, to see what there is"
                    : "`bilanx athlete show` lists the days, or leave --on out")
        }
        let directions = test == nil && metric == nil ? try index.directions(athlete: person.id, rule: rule) : nil
        let document = TrendDocument(
            software: Bilanx.software, athlete: person.id, code: person.code, reports: reports,
            directions: directions.flatMap { $0.tests.isEmpty ? nil : $0 },
            opposing: try index.opposing(
                athlete: person.id, pairs: (try? pairs()) ?? OpposingPair.named, metric: metric, rule: rule))
        switch roster.format {
        case .json: return document.json
        case .csv: return sessions ? document.sessionsCSV : document.csv
        case .table: return TrendTable(document, title: person.title, sessions: sessions, lsi: lsi).text
        }
    }

    /// The ratios that were asked for.
    private func pairs() throws -> [OpposingPair] {
        if ratios.isEmpty { return OpposingPair.named }
        return try ratios.map { text in
            let option = try RatioOption(text)
            guard option.paths.isEmpty, option.metric == nil else {
                throw ValidationError("--ratio \(text): name words of the conditions, as in hq=@hamstring:@quadriceps.")
            }
            return OpposingPair(
                task: option.task, above: option.numerator.map { String($0.dropFirst()) },
                below: option.denominator.map { String($0.dropFirst()) })
        }
    }

    // MARK: A group

    /// Id of the group; nil for everybody.
    private func groupID(_ index: RosterIndex) throws(RecordingError) -> String? {
        guard let group else { return nil }
        let groups = try index.groups()
        if let found = groups.first(where: { $0.name == group || $0.id == group }) { return found.id }
        throw RecordingError(
            .needsOption, file: group, problem: "is no group",
            remedy: groups.isEmpty
                ? "there is none yet; `bilanx athlete edit CODE --group NAME` makes one"
                : "there are: " + groups.map(\.name).joined(separator: ", "))
    }

    private func repeats(_ index: RosterIndex) throws(RecordingError) -> String {
        let test = test ?? ""
        let id = try groupID(index)
        var found: [SquadReliability] = []
        for metric in metric.map({ [$0] }) ?? ChangeDefaults.metrics(of: test) {
            let one = try index.reliability(test: test, metric: metric, rule: rule, group: id)
            if !one.series.isEmpty { found.append(one) }
        }
        if found.isEmpty {
            throw RecordingError(
                .needsOption, file: group ?? "the roster",
                problem: "has nobody with two sessions of \(test) under equal conditions",
                remedy: "test the same people twice under the same conditions, some days apart")
        }
        let document = ReliabilityDocument(software: Bilanx.software, group: group, metrics: found)
        switch roster.format {
        case .json: return document.json
        case .csv: return document.csv
        case .table: return ReliabilityTable(document).text
        }
    }

    private func agree(_ index: RosterIndex) throws(RecordingError) -> String {
        let document = AgreementDocument(
            software: Bilanx.software, group: group, profiles: try index.directions(group: groupID(index), rule: rule))
        if document.profiles.isEmpty {
            throw RecordingError(
                .needsOption, file: group ?? "the roster", problem: "has no recording of an athlete",
                remedy: "record with --athlete, or `bilanx athlete import` the team first")
        }
        switch roster.format {
        case .json: return document.json
        case .csv: return AgreementTable(document).csv
        case .table:
            var names: [String: String] = [:]
            for profile in document.profiles { names[profile.athlete] = try index.athlete(profile.athlete)?.title }
            return AgreementTable(document, names: names).text
        }
    }
}
