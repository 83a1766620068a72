import ArgumentParser
import Foundation
import Recordings

/// `bilanx convert`: recordings and results in formats of other programs.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Recordings and results in formats of other programs.",
        discussion: """
            INPUT is whatever analyze reads, or a results document (results.json, the output of analyze --format json or \
            csv). The format is that of --to, else of the ending of -o.

              csv      trial.csv; a plain table where --columns makes no recording
              jsonl    one object a row; what is missing has no member
              parquet  what is missing is null; the header lines are the file's metadata
              xdf      a stream of samples, a stream of markers; what is missing is NaN
              c3d      a type 2 platform a side, events; gaps are zeros between events

            A recording of any length is converted in the same memory. A torn one is converted to its last whole row, and \
            told of on standard error. Exit codes: 0 done, 1 failed, 64 usage (also: an unknown column), 65 bad data, 77 \
            no permission.
            """)

    @Argument(help: "Recordings or results to convert.")
    var inputs: [String]

    @Option(help: "Format to write: \(ExportFormat.list).")
    var to: String?

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp(
            "File or folder to write, or - for standard output; without it csv and jsonl go there.", valueName: "path"))
    var output: String?

    @Option(help: "Columns to write, in this order, joined by commas: time_s,left_N,…")
    var columns: String?

    @Flag(help: "Replace files that are there.")
    var force = false

    @Option(
        help: "Format of the input: \(ImportFormat.allCases.map(\.id).joined(separator: ", ")); else recognised.")
    var from: String?

    @Option(help: "Column or plate of the person's left side in files of other systems.")
    var left: String?

    @Option(help: "Column or plate of the person's right side in files of other systems.")
    var right: String?

    @Option(help: "Column or plate of both sides together, where only the sum exists.")
    var total: String?

    @Option(help: "Column of the time in text files, by name or number from 1.")
    var time: String?

    @Option(help: "Samples per second of text files; else taken from the time column.")
    var rate: Double?

    @OptionGroup(title: "Centre of pressure in text files")
    var pressure: PressureArguments

    func validate() throws {
        _ = try format()
        if let from {
            do throws(RecordingError) { _ = try ImportFormat.named(from) } catch { throw ValidationError("\(error).") }
        }
        if let rate, !(rate > 0 && rate <= 1_000_000) {
            throw ValidationError("--rate is in samples per second, above 0 and at most 1000000.")
        }
        if total != nil, left != nil || right != nil {
            throw ValidationError("--total stands for both sides and excludes --left and --right.")
        }
        if (left == nil) != (right == nil) { throw ValidationError("--left and --right belong together.") }
        if let problem = pressure.options.contradiction { throw ValidationError(problem + ".") }
        if inputs.count > 1, !isFolder {
            throw ValidationError("Several inputs need a folder: -o DIR/ and --to FORMAT.")
        }
        if inputs.contains("-"), isFolder {
            throw ValidationError("Standard input (-) has no name of its own: give one with -o FILE.")
        }
    }

    /// True where the files get names of their own in a folder.
    private var isFolder: Bool {
        guard let output, output != "-" else { return false }
        var isDirectory: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory)
        // Several files cannot have one name.
        return isThere ? isDirectory.boolValue : output.hasSuffix("/") || inputs.count > 1
    }

    /// The format of `--to`, else of the ending of `-o`.
    private func format() throws -> ExportFormat {
        if let to {
            guard let format = ExportFormat(rawValue: to.lowercased()) else {
                throw ValidationError("--to \(to): no format has that name; choose one of \(ExportFormat.list).")
            }
            if output == nil, format != .csv, format != .jsonl {
                throw ValidationError("\(format.id) is no text: name the file with -o FILE, or -o - for a pipe.")
            }
            return format
        }
        guard let output else { throw ValidationError("Say where to: -o FILE.\(ExportFormat.csv.id), or --to FORMAT.") }
        guard let format = ExportFormat(path: output) else {
            throw ValidationError("\(output) says no format: add --to, one of \(ExportFormat.list).")
        }
        return format
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        let format = try format()
        var export = Export(format, software: Bilanx.software)
        export.columns = columns.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        export.replaces = force
        export.options = TextOptions(left: left, right: right, total: total, time: time, rate: rate)
        export.options.pressure = pressure.options
        do throws(RecordingError) { export.from = try from.map(ImportFormat.named) } catch {
            throw ValidationError("\(error).")
        }
        var failures: [Int32] = []
        for (input, target) in try targets(format) {
            do throws(RecordingError) {
                for notice in try export.convert(input, to: target) { Output.words(notice) }
            } catch {
                Output.words(error.description)
                failures.append(Exit.code(error))
            }
        }
        if !failures.isEmpty { throw ExitCode(Exit.code(of: failures)) }
    }

    /// Each input with the file that it becomes.
    private func targets(_ format: ExportFormat) throws -> [(input: String, target: String)] {
        guard isFolder, let output else { return [(inputs[0], output ?? "-")] }
        do { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) } catch {
            Output.words("\(output): could not be made: \(error.localizedDescription); choose another folder with -o")
            throw ExitCode(Exit.failed)
        }
        var names: [String: String] = [:]
        return try inputs.map { input in
            let name = (output as NSString).appendingPathComponent(Self.name(of: input) + "." + format.id)
            if let other = names[name] {
                throw ValidationError("\(other) and \(input) would both become \(name): convert them one by one.")
            }
            names[name] = input
            return (input, name)
        }
    }

    /// A file's name without its ending; of a recording that of its folder.
    private static func name(of input: String) -> String {
        // A path such as . says nothing of a name.
        let path = URL(fileURLWithPath: input).standardizedFileURL
        let folder = path.deletingLastPathComponent().lastPathComponent
        switch path.lastPathComponent {
        case "trial.csv": return folder
        case "results.json": return folder + "-results"
        default:
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path.path, isDirectory: &isDirectory)
            return isDirectory.boolValue ? path.lastPathComponent : path.deletingPathExtension().lastPathComponent
        }
    }
}
