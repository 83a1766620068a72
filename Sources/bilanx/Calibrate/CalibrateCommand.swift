import ArgumentParser

/// `bilanx calibrate`: from weights to a record.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate", abstract: "Calibrates sensors with weights, and keeps what was found.",
        subcommands: [Run.self, Fit.self, Certificate.self])
}
