import ArgumentParser

/// `bilanx calibrate`: from weights to a record, and how well the plates weigh today.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate", abstract: "Calibrates sensors with weights, checks and compares the plates.",
        discussion:
            "What comes of it is kept in calibrations/register.jsonl of the data folder; nothing there is overwritten.",
        subcommands: [
            Run.self, Fit.self, Certificate.self, Verify.self, Pair.self, List.self, Show.self, Affected.self,
            Note.self, VerifyRegister.self,
        ])
}
