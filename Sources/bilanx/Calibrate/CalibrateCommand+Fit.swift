import ArgumentParser
import Calibration
import Laboratory

extension CalibrateCommand {
    /// `bilanx calibrate fit`: what a run says.
    struct Fit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fits a calibration run and says how sure it is.",
            discussion: """
                RUN is an id of the data folder or a path to a run's folder. Prints the model with its intervals, \
                residuals, characteristics, evaluations in the manner of the standards (informative) and the budget of \
                the uncertainty. With --temperature the first run is the calibration, and the others were made at other \
                temperatures under the same largest weight.
                """)

        @Argument(help: "Run, and with --temperature further ones.")
        var runs: [String]

        @Flag(help: "Find how zero and span move with temperature, from several runs.")
        var temperature = false

        @Option(help: "How the result is written: table, json, csv.")
        var format: AnalyzeCommand.Format = .table

        @OptionGroup var options: FitOptions

        func validate() throws {
            if runs.count > 1, !temperature {
                throw ValidationError("One run is fitted at a time; several belong to --temperature.")
            }
            if temperature {
                if runs.count < 2 { throw ValidationError("--temperature needs two runs or more.") }
                if options.zeroSpan || options.cells != nil || options.six {
                    throw ValidationError("--temperature is for the curve of one sensor.")
                }
            }
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            let stored = try runs.map { try StoredRun($0, options.store) }
            guard let first = stored.first else { throw ExitCode(Exit.usage) }
            let outcome = try first.outcome(options, temperature: try StoredRun.temperature(stored))
            // Here the set is at hand: `outcome.set` with `first.run.id` and `first.content.rawHash`.
            for concern in outcome.run.concerns { Output.words("\(outcome.run.id): \(concern).") }
            switch format {
            case .table: try Output.results(SectionText.table(outcome.sections))
            case .csv: try Output.results(SectionText.csv(outcome.sections))
            case .json:
                try Output.results(outcome.json(software: Bilanx.software, rawHash: first.content.rawHash))
            }
        }
    }
}
