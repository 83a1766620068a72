import ArgumentParser
import Recordings
import Roster

/// `bilanx trial`: whether a trial counts in what is shown over time.
struct TrialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial", abstract: "Disables a trial with a reason, or enables it again.",
        subcommands: [TrialDisableCommand.self, TrialEnableCommand.self])

    /// Sets or empties the reason of a trial.
    static func set(
        _ recording: String, _ trial: Int, _ value: ChangeValue, _ index: RosterIndex
    ) throws(RecordingError) {
        let found = try RecordingCommand.find(recording, index)
        guard (1...max(found.trials, 1)).contains(trial), found.trials > 0 else {
            throw RecordingError(
                .needsOption, file: found.path, problem: "has no trial \(trial)", remedy: "it has \(found.trials)")
        }
        let draft = try index.draft(
            .trial, "\(found.id)/\(trial)", person: found.athlete, field: "disabled", value: value)
        try index.apply([draft].compactMap(\.self))
    }
}

/// `bilanx trial disable`.
struct TrialDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disable", abstract: "A trial is not to count.")

    @Argument(help: "Id of the recording, or the end of its folder's name.")
    var recording: String
    @Argument(help: "Trial, from 1.")
    var trial: Int
    @Option(help: "Why.")
    var reason: String
    @OptionGroup var roster: RosterOptions

    func validate() throws {
        if reason.isEmpty { throw ValidationError("--reason says why, such as \"foot on the edge\".") }
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            try TrialCommand.set(recording, trial, .text(reason), index)
        }
    }
}

/// `bilanx trial enable`.
struct TrialEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "A disabled trial counts again.")

    @Argument(help: "Id of the recording, or the end of its folder's name.")
    var recording: String
    @Argument(help: "Trial, from 1.")
    var trial: Int
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in try TrialCommand.set(recording, trial, .nothing, index) }
    }
}
