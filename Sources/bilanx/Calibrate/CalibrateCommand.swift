import ArgumentParser

/// `bilanx calibrate`: how well the plates weigh.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate", abstract: "Checks, compares and calibrates the plates.",
        discussion:
            "What comes of it is kept in calibrations/register.jsonl of the data folder; nothing there is overwritten.",
        subcommands: [Verify.self, Pair.self, List.self, Show.self, Affected.self, Note.self])
}
