import Assessments
import Foundation
import Recordings
import Roster
import Symmetry

/// Answers the page of the roster from the same queries as the command line.
///
/// Everything is read; edits stay with the command line.
public final class RosterDesk: Sendable {
    private let index: RosterIndex
    private let updated = Locked<Double>(-.infinity)

    /// Of a roster's index.
    public init(_ index: RosterIndex) { self.index = index }

    /// People at most in a list.
    private static let most = 200
    /// Seconds between two looks for what came into the folder.
    private static let patience = 2.0

    func answer(_ request: RosterRequest) -> Response {
        do throws(RecordingError) {
            try refresh()
            guard let json = try document(request) else {
                return .refusal(404, "The roster does not know it.", code: "none")
            }
            return .json(json)
        } catch {
            return .refusal(409, error.description, code: "roster")
        }
    }

    /// Takes in what came into the folder since; several screens share one look.
    private func refresh() throws(RecordingError) {
        let now = Monotonic.seconds
        let isDue = updated.withLock { last in
            guard now - last >= Self.patience else { return false }
            last = now
            return true
        }
        if isDue { try index.update() }
    }

    private func document(_ request: RosterRequest) throws(RecordingError) -> [UInt8]? {
        switch request {
        case .athletes(let text, let group): try encode(athletes(text, group))
        case .athlete(let id): try athlete(id).map(encode)
        case .change(let id, let about): try change(id, about).map(encode)
        case .guidance(let id, let about): try guidance(id, about).map(encode)
        case .compare(let before, let after): try compare(before, after).map(encode)
        case .team(let group, let test, let metric): try encode(team(group, test, metric))
        }
    }

    private func encode(_ document: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Its values are finite, so that it cannot fail.
        return (try? encoder.encode(document)).map(Array.init) ?? Array("{}".utf8)
    }

    // MARK: Documents

    private func athletes(_ text: String, _ group: String?) throws(RecordingError) -> PeopleDocument {
        var found = try index.athletes(matching: text, limit: Self.most)
        if let group { found = found.filter { $0.groups.contains(group) } }
        return PeopleDocument(
            athletes: found.map { PeopleDocument.Person(id: $0.id, code: $0.code, title: $0.title) },
            groups: try index.groups(),
            count: try index.athleteCount())
    }

    private func athlete(_ id: String) throws(RecordingError) -> PersonDocument? {
        guard let athlete = try index.athlete(id) else { return nil }
        let names = Dictionary(try index.groups().map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
        return PersonDocument(
            title: athlete.title, facts: athlete.facts(groups: names),
            tests: try index.reportTests(athlete: athlete.id),
            blocks: try index.blocks(athlete: athlete.id).filter { $0.state == .open }
                .map { PersonDocument.Block(id: $0.id, sentences: $0.sentences) })
    }

    private func report(_ id: String, _ about: RosterAbout) throws(RecordingError) -> ChangeReport? {
        guard let athlete = try index.athlete(id), let rule = SetRule(rawValue: about.rule),
            let against = ChangeBaseline(about.against)
        else { return nil }
        return try index.change(
            athlete: athlete.id, test: about.test, metric: about.metric,
            request: ChangeRequest(rule: rule, against: against, involved: athlete.involved))
    }

    private func change(_ id: String, _ about: RosterAbout) throws(RecordingError) -> ChangeDocument? {
        try report(id, about).map { ChangeDocument($0) }
    }

    private func guidance(_ id: String, _ about: RosterAbout) throws(RecordingError) -> GuidanceDocument? {
        guard let report = try report(id, about), let facts = try index.guidanceFacts(report) else { return nil }
        return GuidanceDocument(Guidance(facts))
    }

    private func compare(_ before: String, _ after: String) throws(RecordingError) -> DrawingDocument? {
        guard let a = try index.curve(recording: before), let b = try index.curve(recording: after) else { return nil }
        let (first, second) = a.started <= b.started ? (a, b) : (b, a)
        return DrawingDocument(svg: ComparePlot.svg(first, second, id: "compare"))
    }

    private func team(_ group: String?, _ test: String?, _ metric: String?) throws(RecordingError) -> TeamDocument {
        let tests = try index.reportTests(athlete: nil)
        guard let chosen = tests.first(where: { $0.test == test }) ?? tests.first,
            let metric = chosen.metrics.first(where: { $0.id == metric })?.id ?? chosen.metrics.first?.id
        else { return TeamDocument(test: nil, metric: nil, tests: tests, rows: []) }
        let report = try index.teamReport(
            group: group, test: chosen.test, metric: metric, made: "", software: "")
        return TeamDocument(
            test: chosen.test, metric: metric, tests: tests, rows: report.rows.map { TeamDocument.Row($0) })
    }
}
