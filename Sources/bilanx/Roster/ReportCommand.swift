import ArgumentParser
import Assessments
import Foundation
import Recordings
import Roster

/// `bilanx report`: the printable page.
struct ReportCommand: ParsableCommand {
    /// How a report is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case html, json, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "One page of an athlete or a team: differences, trends, curves, guidance.",
        discussion: """
            One HTML file without scripts that prints to one sheet of A4 or Letter and needs no network. Norms come from a \
            table that you give, with columns test, metric, source and mean with sd or percentiles such as p50; each place \
            names that source. A team is ordered by what is clear, not by size alone.
            """)

    @Argument(help: "Code, id or name of an athlete; none for a team.")
    var athlete: String?
    @Option(help: "A group; with neither athlete nor group, everybody.")
    var group: String?
    @Option(help: "Id of a test; may be given several times for an athlete. Of a team, else the latest test.")
    var test: [String] = []
    @Option(help: "Id of a metric; may be given several times for an athlete. Of a team, else the test's first one.")
    var metric: [String] = []
    @Option(help: "A table of normative values, CSV.")
    var norms: String?
    @Option(name: .customLong("supervised"), help: ArgumentHelp("Who stands by: needed for minors.", valueName: "who"))
    var supervisor: String?
    @Option(help: "a4 or letter.")
    var paper = "a4"
    @Option(help: "html, json or csv.")
    var format: Format = .html
    @Option(help: ArgumentHelp("Where it is written; else to standard output.", valueName: "file"))
    var to: String?
    @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
    var output: String?

    func validate() throws {
        if athlete != nil, group != nil { throw ValidationError("Give an athlete or a group, not both.") }
        if sheet == nil { throw ValidationError("--paper is a4 or letter.") }
        if athlete == nil, test.count > 1 || metric.count > 1 {
            throw ValidationError("A team's report is of one test and one metric.")
        }
    }

    private var sheet: ReportPaper? { ["a4": .a4, "letter": .letter][paper.lowercased()] }

    func run() throws {
        let data = output.map { DataDirectory(path: $0) } ?? DataDirectory.standard()
        try RosterOptions.run(data) { index throws(RecordingError) in
            let table = try norms.map { file throws(RecordingError) in try Self.norms(file) }
            let text: String
            if let athlete {
                let person = try RosterOptions.athlete(athlete, index)
                let report = try index.athleteReport(
                    person, tests: test, metrics: metric, norms: table,
                    supervision: supervisor == nil ? .unknown : .supervised, day: RosterOptions.today,
                    software: Bilanx.software)
                text = try self.text(report.html(paper: sheet ?? .a4), report.table, report.json)
            } else {
                let report = try team(index)
                text = try self.text(report.html(paper: sheet ?? .a4), report.table, report.json)
            }
            try write(text)
        }
    }

    private func team(_ index: RosterIndex) throws(RecordingError) -> TeamReport {
        let groups = try index.groups()
        let found = group.map { name in groups.first { $0.name == name || $0.id == name } }
        if let group, found == .some(nil) {
            throw RecordingError(
                .needsOption, file: group, problem: "is no group",
                remedy: groups.isEmpty
                    ? "`bilanx athlete group \(group) CODE…` makes it"
                    : "there are: " + groups.map(\.name).joined(separator: ", "))
        }
        let tests = try index.reportTests(athlete: nil)
        guard let chosen = test.first.map({ id in tests.first { $0.test == id } }) ?? tests.first,
            let metric = metric.first ?? chosen.metrics.first?.id
        else {
            throw RecordingError(
                .needsOption, file: test.first ?? "roster", problem: "no athlete has results of it",
                remedy: tests.isEmpty
                    ? "record a test with `bilanx live --athlete CODE`"
                    : "there are: " + tests.map(\.test).joined(separator: ", "))
        }
        return try index.teamReport(
            group: found??.id, test: chosen.test, metric: metric, made: RosterOptions.today, software: Bilanx.software)
    }

    private func text(
        _ html: String, _ table: (header: [String], rows: [[String]]), _ json: () throws -> String
    ) throws(RecordingError) -> String {
        switch format {
        case .html: return html
        case .csv:
            return ([table.header] + table.rows).map { $0.map(CSVCell.text).joined(separator: ",") + "\n" }.joined()
        case .json:
            do { return try json() } catch {
                throw RecordingError(
                    .badData, file: "report", problem: "holds a number that JSON has no place for",
                    remedy: "see it with --format csv")
            }
        }
    }

    private func write(_ text: String) throws(RecordingError) {
        guard let to else {
            do { try Output.results(text) } catch { return }
            return
        }
        do { try Data(text.utf8).write(to: URL(filePath: to), options: .atomic) } catch {
            throw RecordingError(
                .failed, file: to, problem: "could not be written: \(error.localizedDescription)",
                remedy: "check the folder and the free space")
        }
        do { try Output.results(to + "\n") } catch { return }
    }

    private static func norms(_ file: String) throws(RecordingError) -> NormTable {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw RecordingError(.notFound, file: file, problem: "could not be read", remedy: "check the name")
        }
        return try NormTable(Array(bytes), name: file)
    }
}
