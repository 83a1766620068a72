import ArgumentParser
import Assessments
import Foundation
import Recordings
import SignalCore

/// `bilanx analyze`: events, metrics and symmetry of recordings.
struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Events, metrics and symmetry of recordings.",
        discussion: """
            FILE is a recording's folder, its trial.csv, a text file of another system (comma, tab, semicolon or \
            spaces; decimal point or comma; with or without header; packed with gzip or not), an OpenSim storage file, \
            C3D with force platforms, XDF, an export of one of the systems that --formats lists, or - for one recording on \
            standard input. Where plates are known, --left plate1 --right plate2 names them.

            Results go to standard output, words to standard error. Exit codes: 0 done, 1 failed, 64 usage (also: \
            columns or rate of a file are in doubt), 65 bad data, 77 no permission. A file that cannot be read is \
            reported, the others are analysed.
            """)

    /// How results are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case csv
    }

    @Argument(help: "Recordings to analyse.")
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

    @Flag(help: "Find weighing and trials anew instead of taking the recording's own.")
    var fresh = false

    @OptionGroup(title: "Method") var method: MethodOptions

    @Flag(help: "Show all metrics in the table, not only the headline ones.")
    var all = false

    @Option(help: "How results are written: table, json, csv.")
    var format: Format = .table

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
        if files.count(where: { $0 == "-" }) + (filesFrom == "-" ? 1 : 0) > 1 {
            throw ValidationError("Standard input (-) can be read only once.")
        }
    }

    /// The format that `--from` names; nil where it is left out.
    private func importFormat() throws -> ImportFormat? {
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
        let forced = try importFormat()
        let selection = try method.selection(gravity: gravity)
        var failures: [Int32] = []
        var results: [RecordingResult] = []
        var analysed: [String] = []
        let comparison = try comparison()
        for path in try paths() {
            do throws(RecordingError) {
                results.append(try analyze(path, forced, selection, comparison))
                analysed.append(path)
            } catch {
                Output.words(error.description)
                failures.append(Exit.code(error))
            }
        }
        if !results.isEmpty {
            var document = ResultsDocument(
                software: Bilanx.software, preset: selection.name, rules: selection.rules, recordings: results,
                unnamedAreOne: symmetry.oneAthlete)
            failures += symmetry.addRatios(to: &document, paths: analysed)
            switch format {
            case .table: try Output.results(document.table(all: all))
            case .json: try Output.results(document.json())
            case .csv: try Output.results(document.csv())
            }
        }
        if !failures.isEmpty { throw ExitCode(Exit.code(of: failures)) }
    }

    /// What was chosen and declared of the comparison.
    private func comparison() throws -> SymmetrySettings {
        do throws(RecordingError) { return try symmetry.settings() } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// The recordings in the order named, then those of the list, then those that only a ratio names.
    private func paths() throws -> [String] {
        var all = try listedPaths() + foreign.paths
        for path in symmetry.ratio.flatMap(\.paths) where !all.contains(path) { all.append(path) }
        return all
    }

    private func listedPaths() throws -> [String] {
        guard let filesFrom else { return files }
        do throws(RecordingError) {
            let listed = try PathList.read(filesFrom)
            if files.isEmpty, listed.isEmpty, foreign.paths.isEmpty { Output.words("\(filesFrom): the list is empty") }
            return files + listed
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    private func analyze(
        _ path: String, _ forced: ImportFormat?, _ selection: MethodSelection, _ comparison: SymmetrySettings
    ) throws(RecordingError) -> RecordingResult {
        var options = TextOptions(left: left, right: right, total: total, time: time, rate: rate)
        options.pressure = pressure.options
        foreign.apply(to: &options, path: path)
        var opened = try RecordingReader.open(path, options: options, from: forced)
        for notice in opened.notices { Output.words(notice) }
        symmetry.apply(comparison, to: &opened)
        if let load { opened.settings.loadKilograms = load }
        if let gravity { opened.settings.gravity = gravity }
        opened.settings.bodyMassKilograms = bodyMass
        opened.settings.targetForce = target
        if opened.settings.withheld == .sidesUnconfirmed {
            if sidesConfirmed {
                opened.settings.withheld = nil
                Output.words("\(path): its sides were never confirmed; symmetry is shown on your word.")
            } else {
                Output.words(
                    "\(path): its sides were never confirmed, so no symmetry is shown; if left is left, add --sides-confirmed."
                )
            }
        }
        opened.settings.rules = selection.rules
        let test = testID(opened, path)
        let weigh = fresh ? nil : opened.weigh
        let trials = fresh ? nil : opened.trials
        var result = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: test, weighing: weigh, trials: trials, settings: opened.settings)
        if method.spread {
            result.spread = MethodSpread.compute(
                opened.record, info: opened.info, test: test, weighing: weigh, trials: trials,
                settings: opened.settings, presets: MethodOptions.compared(selection))
        }
        return result
    }

    /// The test of the command line, else of the file, else none; never a guess.
    private func testID(_ opened: OpenedRecording, _ path: String) -> TestID {
        if let test { return test }
        guard let named = opened.test else { return .free }
        if let known = TestID(rawValue: named) { return known }
        Output.words(
            "\(path): its test `\(named)` is not known to this version; analysed as `free`, or choose with --test.")
        return .free
    }
}

extension TestID: ExpressibleByArgument {}
