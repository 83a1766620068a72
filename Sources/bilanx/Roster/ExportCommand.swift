import ArgumentParser
import Foundation
import Recordings
import Roster

/// `bilanx export`: everything at once for other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes what the index holds for other programs.",
        subcommands: [ExportResultsCommand.self])
}

/// `bilanx export results`.
struct ExportResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "Writes the tidy table of all results by team and month, as Parquet or CSV.",
        discussion: """
            Files are DIR/team=TEAM/month=2026-11/part-0.parquet, as DuckDB, Spark and others read them \
            (docs/warehouse.md). An athlete's team is the first of their groups by name, so that no result stands twice. \
            Each call writes whole partitions anew: with --group those of one team, with --from and --until the months in \
            which these days lie. The column counts is false for trials that were taken out, and for summaries over other \
            trials than those that count now.
            """)

    /// How files, or totals, are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case parquet
        case csv
        case table
        case json
    }

    @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
    var output: String?
    @Option(help: ArgumentHelp("Folder to write; else warehouse in the data folder.", valueName: "dir"))
    var to: String?
    @Option(help: "Only this team.")
    var group: String?
    @Option(help: "From the month of this day on, such as 2026-11-22 or 2026-11.")
    var from: String?
    @Option(help: "Up to the month of this day.")
    var until: String?
    @Flag(help: "Write no files: count, sum and mean of each metric by team.")
    var totals = false
    @Option(help: "Files: parquet, csv. Totals: table, json, csv.")
    var format: Format?

    func validate() throws {
        if totals, to != nil { throw ValidationError("--totals writes no files: leave --to out.") }
        if totals, format == .parquet { throw ValidationError("Totals are written as table, json or csv.") }
        if !totals, format == .table || format == .json {
            throw ValidationError("Files are written as parquet or csv.")
        }
    }

    func run() throws {
        let data = output.map { DataDirectory(path: $0) } ?? DataDirectory.standard()
        try RosterOptions.run(data) { index throws(RecordingError) in
            let selection = ResultSelection(
                team: try team(index), firstMonth: try Self.month(from, "--from"),
                lastMonth: try Self.month(until, "--until"))
            if totals { return try write(index.totals(selection)) }
            let folder = to ?? data.path + "/warehouse"
            let export = ResultExport(folder: folder, isParquet: format != .csv, software: Bilanx.software)
            let done = try export.write(index, selection)
            try index.noteExport(folder, athlete: nil, day: RosterOptions.today)
            var words = "\(done.rows) rows were written in \(done.partitions) partitions"
            if done.removed > 0 { words += ", and \(done.removed) that are empty now were taken away" }
            Output.words(words + ".")
            do { try Output.results(folder + "\n") } catch { return }
        }
    }

    /// The team that is meant; says how many of its people are counted under another.
    private func team(_ index: RosterIndex) throws(RecordingError) -> String? {
        guard let group else { return nil }
        let groups = try index.groups()
        guard let found = groups.first(where: { $0.name == group || $0.id == group }) else {
            throw RecordingError(
                .needsOption, file: group, problem: "is no group",
                remedy: "there are: " + groups.map(\.name).joined(separator: ", "))
        }
        let elsewhere = try index.countedElsewhere(group: found.name)
        if elsewhere > 0 {
            Output.words(
                "\(elsewhere) people of \(found.name) are in a group that comes before it by name, and their results stand "
                    + "under that one.")
        }
        return found.name
    }

    private static func month(_ text: String?, _ option: String) throws(RecordingError) -> String? {
        guard let text else { return nil }
        let day = text.count == 7 ? text + "-01" : text
        guard case .text(let date) = try AthleteFields.value("date", day, option: option) else { return nil }
        return String(date.prefix(7))
    }

    private func write(_ totals: [ResultTotal]) throws(RecordingError) {
        let options = RosterOptions.answering(format == .json ? .json : format == .csv ? .csv : .table)
        if format == .json { return try options.write(json: totals) }
        func number(_ value: Double?) -> String {
            value.map { format == .csv ? "\($0)" : String(format: "%.9g", $0) } ?? ""
        }
        try options.write(
            ["team", "test", "metric", "limb", "unit", "of", "rows", "count", "sum", "mean"],
            totals.map { total in
                [
                    total.team ?? "", total.test, total.metric, total.limb, total.unit,
                    total.isSummary ? "summary" : "trial", String(total.rows), String(total.count), number(total.sum),
                    number(total.mean),
                ]
            })
    }
}

extension RosterOptions {
    /// Options that only say how to answer.
    static func answering(_ format: AnalyzeCommand.Format) -> RosterOptions {
        var options = RosterOptions()
        options.output = nil
        options.format = format
        return options
    }
}
