import ArgumentParser
import Assessments
import Foundation
import Recordings
import Roster

/// Which roster a command is about, and how it answers.
struct RosterOptions: ParsableArguments {
    @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
    var output: String?

    @Option(help: "How results are written: table, json, csv.")
    var format: AnalyzeCommand.Format = .table

    /// The data folder: `-o`, else the platform's.
    var data: DataDirectory { output.map { DataDirectory(path: $0) } ?? DataDirectory.standard() }

    /// Opens the roster, brings it up to date, runs a command, and turns what fails into words and an exit code.
    func run(_ body: (RosterIndex) throws(RecordingError) -> Void) throws { try Self.run(data, body) }

    /// The same for a data folder.
    static func run(_ data: DataDirectory, _ body: (RosterIndex) throws(RecordingError) -> Void) throws {
        Output.ignoreBrokenPipes()
        do throws(RecordingError) {
            let index = try RosterIndex(data: data, station: StationName.ofThisMachine())
            let done = try index.update()
            if done.removed > 0 {
                Output.words("\(done.removed) recordings of erased people had arrived and were removed.")
            }
            try body(index)
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// Writes rows in the format that was asked for; keys of JSON and names of CSV are the header.
    ///
    /// - Parameter numbers: names of the columns whose cells are numbers, which JSON has without quotes.
    func write(_ header: [String], _ rows: [[String]], numbers: Set<String> = []) throws(RecordingError) {
        let text: String
        switch format {
        case .table:
            var table = PlainTable(header)
            for row in rows { table.add(row) }
            text = table.text
        case .csv:
            text = ([header] + rows).map { $0.map(CSVCell.text).joined(separator: ",") + "\n" }.joined()
        case .json:
            let objects = rows.map { row in
                let members = zip(header, row).filter { !$0.1.isEmpty }
                    .map { name, cell in
                        let isNumber = numbers.contains(name) && Double(cell)?.isFinite == true
                        return JSONString.quoted(name) + ":" + (isNumber ? cell : JSONString.quoted(cell))
                    }
                return "{" + members.joined(separator: ",") + "}"
            }
            text = "[" + objects.joined(separator: ",\n ") + "]\n"
        }
        // A reader that has gone away is no failure of the command.
        do { try Output.results(text) } catch { return }
    }

    /// Writes a value as JSON: numbers as numbers, what is absent not at all.
    func write(json value: some Encodable) throws(RecordingError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        guard let bytes = try? encoder.encode(value) else {
            throw RecordingError(
                .badData, file: "roster", problem: "holds a number that JSON has no place for",
                remedy: "see it with --format table")
        }
        do { try Output.results(String(decoding: bytes, as: UTF8.self) + "\n") } catch { return }
    }

    /// The athlete that a word means.
    ///
    /// - Throws: `.needsOption` where nobody or several are meant.
    static func athlete(_ word: String, _ index: RosterIndex) throws(RecordingError) -> Athlete {
        if let athlete = try index.athlete(word) { return athlete }
        let found = try index.athletes(matching: word, limit: 6)
        if found.count == 1 { return found[0] }
        throw RecordingError(
            .needsOption, file: word, problem: found.isEmpty ? "is nobody in the roster" : "may be several people",
            remedy: found.isEmpty
                ? "`bilanx athlete list` shows all; `bilanx athlete add \(word)` adds them"
                : "say which: " + found.map { $0.code ?? $0.id }.joined(separator: ", "))
    }

    /// Today, where this machine is.
    static var today: String { ZonedTime.now().dateText }
}
