import ArgumentParser
import Foundation

/// How many recordings are gone through.
struct BatchOptions: ParsableArguments, Sendable {
    @Option(name: [.short, .long], help: "Recordings analysed at once; else one a core. Results never depend on it.")
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "Write the tidy table to this file, recording by recording, with FILE.done beside it.",
            discussion: "Rows of recordings only: sets and ratios are formed of a whole call, without --output.",
            valueName: "file"))
    var output: String?

    @Flag(help: "Go on with the table of --output where an earlier run was stopped, or begin it.")
    var resume = false

    @Flag(help: "Exit 65 where a file that was found could not be analysed.")
    var strict = false

    @Flag(help: "Rows of recordings only, without the header row, so that the tables of many runs concatenate.")
    var noHeader = false

    /// Threads that analyse.
    var threads: Int { jobs ?? max(ProcessInfo.processInfo.activeProcessorCount, 1) }

    /// True where rows of single recordings are all that is wanted.
    var isRowsOnly: Bool { output != nil || noHeader }

    /// Refuses what contradicts the rest of the command line.
    func check(_ format: AnalyzeCommand.Format?, hasRatios: Bool, hasStandardInput: Bool) throws {
        if let jobs, !(1...1024 ~= jobs) { throw ValidationError("--jobs is 1 to 1024.") }
        if output?.isEmpty == true { throw ValidationError("--output is the name of a file.") }
        if isRowsOnly, let format, format != .csv {
            throw ValidationError("--output and --no-header are for --format csv.")
        }
        if isRowsOnly, hasRatios {
            throw ValidationError("--ratio is formed of a whole call; leave --output and --no-header out.")
        }
        if resume, output == nil { throw ValidationError("--resume goes on with the table of --output FILE.") }
        if output != nil, hasStandardInput {
            throw ValidationError("--output needs recordings with names; leave it out for standard input (-).")
        }
    }
}
