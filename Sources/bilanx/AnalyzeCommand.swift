import ArgumentParser
import Assessments
import Foundation
import Recordings
import SignalCore

/// `bilanx analyze`: events, metrics and symmetry of recordings.
struct AnalyzeCommand: ParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Events, metrics and symmetry of recordings.",
        discussion: """
            FILE is a recording's folder, any other folder, below which all recordings are looked for, a trial.csv, a \
            text file of another system (comma, tab, semicolon or spaces; decimal point or comma; with or without \
            header; packed with gzip or not), an OpenSim storage file, C3D with force platforms, XDF, an export of one \
            of the systems that --formats lists, or - for one recording on standard input. Where plates are known, \
            --left plate1 --right plate2 names them.

            Results go to standard output, words to standard error. Exit codes: 0 done, 1 failed, 64 usage (also: \
            columns or rate of a file are in doubt), 65 bad data, 77 no permission. A file that cannot be read is \
            reported, the others are analysed. What was found in a folder and is no recording is listed at the end, \
            and a failure only with --strict or where nothing could be analysed; with --output or --no-header that \
            goes for files of --files-from too.

            --format csv is written recording by recording; table and json are held in memory until the end.
            """)

    /// How results are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case csv
    }

    @Argument(help: "Recordings, and folders that hold some.")
    var files: [String] = []

    @Option(help: "Read more paths, one a line, from this file, or from standard input (-).")
    var filesFrom: String?

    @Option(
        help: "Format: \(ImportFormat.allCases.map(\.id).joined(separator: ", ")); else recognised by the content.")
    var from: String?

    @Flag(help: "List the formats that are read, and what each reader was made from.")
    var formats = false

    @OptionGroup(title: "Units, signs and limbs of other systems")
    var foreign: ForeignArguments

    @Option(help: "Test: \(TestID.allCases.map(\.rawValue).joined(separator: ", ")); else the file's, else free.")
    var test: TestID?

    @Option(help: "Column of the person's left side in text files, by name or number from 1.")
    var left: String?

    @Option(help: "Column of the person's right side in text files, by name or number from 1.")
    var right: String?

    @Option(help: "Column of both sides together, where only the sum exists; no symmetry then.")
    var total: String?

    @Option(help: "Column of the time in text files, by name or number from 1.")
    var time: String?

    @Option(help: "Samples per second of text files; else taken from the time column.")
    var rate: Double?

    @OptionGroup(title: "Centre of pressure in text files")
    var pressure: PressureArguments

    @Option(help: "Barbell or vest in kilograms; else the file's, else 0.")
    var load: Double?

    @Option(help: "Body mass in kilograms, for force by body mass where nobody is weighed.")
    var bodyMass: Double?

    @Option(help: "Force in newtons that the person was asked to hold, for the time to task failure.")
    var target: Double?

    @Option(help: "Gravity at the site in m/s²; else the file's, else 9.80665.")
    var gravity: Double?

    @OptionGroup(title: "Comparison of the limbs") var symmetry: SymmetryOptions

    @Flag(help: "Show symmetry of recordings whose sides were never confirmed: your word that left is left.")
    var sidesConfirmed = false

    @Option(
        help: ArgumentHelp(
            "Compute the recording anew with this calibration set of the register; left=ID or right=ID where it names no side.",
            valueName: "id"))
    var calibration: [String] = []

    @Option(name: .customLong("data"), help: ArgumentHelp("Data folder with the register.", valueName: "dir"))
    var dataFolder: String?

    @Flag(help: "Find weighing and trials anew instead of taking the recording's own.")
    var fresh = false

    @OptionGroup(title: "Method") var method: MethodOptions

    @Flag(help: "Show all metrics in the table, not only the headline ones.")
    var all = false

    @Option(help: "How results are written: table, json, csv; else csv with --output or --no-header, else table.")
    var format: Format?

    @OptionGroup(title: "Many recordings") var batch: BatchOptions

    func validate() throws {
        if formats { return }
        try foreign.check(files)
        if files.isEmpty, filesFrom == nil, foreign.paths.isEmpty, symmetry.ratio.allSatisfy(\.paths.isEmpty) {
            throw ValidationError("No recording is named. Give files or folders, or --files-from LIST.")
        }
        if let rate, !(rate > 0 && rate <= 1_000_000) {
            throw ValidationError("--rate is in samples per second, above 0 and at most 1000000.")
        }
        if let load, !(load >= 0 && load < 1000) { throw ValidationError("--load is in kilograms, 0 to 1000.") }
        if let bodyMass, !(bodyMass > 0 && bodyMass < 1000) {
            throw ValidationError("--body-mass is in kilograms, above 0 and below 1000.")
        }
        if let target, !(target > 0 && target < 100_000) {
            throw ValidationError("--target is in newtons, above 0 and below 100000.")
        }
        if let gravity, !(gravity > 9.7 && gravity < 9.9) {
            throw ValidationError("--gravity is in m/s², between 9.7 and 9.9 on Earth.")
        }
        if total != nil, left != nil || right != nil {
            throw ValidationError("--total stands for both sides and excludes --left and --right.")
        }
        if let problem = pressure.options.contradiction { throw ValidationError(problem + ".") }
        if (left == nil) != (right == nil) { throw ValidationError("--left and --right belong together.") }
        _ = try importFormat()
        try batch.check(format, hasRatios: !symmetry.ratio.isEmpty, hasStandardInput: files.contains("-"))
        if files.count(where: { $0 == "-" }) + (filesFrom == "-" ? 1 : 0) > 1 {
            throw ValidationError("Standard input (-) can be read only once.")
        }
    }

    /// The format that `--from` names; nil where it is left out.
    func importFormat() throws -> ImportFormat? {
        guard let from else { return nil }
        do throws(RecordingError) { return try ImportFormat.named(from) } catch {
            throw ValidationError("\(error).")
        }
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        if formats {
            try Output.results(ImportFormat.table)
            return
        }
        var recordings = RecordingAnalyzer(
            command: self, forced: try importFormat(), selection: try method.selection(gravity: gravity),
            comparison: try comparison())
        recordings.recalculation = try Recalculation(
            calibration, dataFolder.map { DataDirectory(path: $0) } ?? DataDirectory.standard())
        var run = BatchRun(command: self, recordings: recordings)
        let code = try run.analyze(try items())
        if code != Exit.done { throw ExitCode(code) }
    }

    /// What was chosen and declared of the comparison.
    private func comparison() throws -> SymmetrySettings {
        do throws(RecordingError) { return try symmetry.settings() } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// The recordings in the order named, then those of the list, then those that only a ratio names.
    private func items() throws -> BatchItems {
        var items = BatchItems(table: batch.output, toleratesListed: batch.output != nil || batch.noHeader)
        let listed = try listedPaths()
        let ratios = symmetry.ratio.flatMap(\.paths)
        items.add(files, listed: listed, alone: foreign.paths + ratios)
        return items
    }

    private func listedPaths() throws -> [String] {
        guard let filesFrom else { return [] }
        do throws(RecordingError) {
            let listed = try PathList.read(filesFrom)
            if files.isEmpty, listed.isEmpty, foreign.paths.isEmpty { Output.words("\(filesFrom): the list is empty") }
            return listed
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }
}

extension TestID: ExpressibleByArgument {}
