import ArgumentParser
import Calibration
import Laboratory
import Recordings

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

        @Flag(help: "Keep the set in the register: from then on live and recordings use it.")
        var save = false

        @Option(help: "With --save: the run before any change, against which the set in use until now is checked.")
        var asFound: String?

        @Option(help: "How the result is written: table, json, csv.")
        var format: AnalyzeCommand.Format = .table

        @OptionGroup var options: FitOptions

        func validate() throws {
            if asFound != nil, !save { throw ValidationError("--as-found belongs to --save.") }
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
            for concern in outcome.run.concerns { Output.words("\(outcome.run.id): \(concern).") }
            switch format {
            case .table: try Output.results(SectionText.table(outcome.sections))
            case .csv: try Output.results(SectionText.csv(outcome.sections))
            case .json:
                try Output.results(outcome.json(software: Bilanx.software, rawHash: first.content.rawHash))
            }
            if save { try keep(outcome, first) }
        }

        private func keep(_ outcome: CalibrationOutcome, _ stored: StoredRun) throws {
            // A run before any change tells of the set in use by itself.
            let found = try asFound.map { try StoredRun($0, options.store).run }
            let before = found ?? (outcome.run.phase == .asFound ? outcome.run : nil)
            do throws(RecordingError) {
                var register = try Register(options.store)
                if let note = register.damageNote { Output.words(note) }
                if let judged = try register.save(
                    outcome.set, rawHash: stored.content.rawHash, found: before, folder: stored.folder)
                {
                    let worst = (judged.worst * 100).rounded() / 100
                    Output.words("As found, by \(judged.set): \(judged.outcome.rawValue), at most \(worst) N off.")
                    if judged.outcome == .fail {
                        Output.words("Recordings since the last pass are in doubt: bilanx calibrate affected")
                    }
                }
            } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
            Output.words("Kept in the register: \(outcome.set.id)")
        }
    }
}
