import ArgumentParser
import Recordings
import Roster

/// `bilanx recording`: recordings as the roster knows them.
struct RecordingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recording",
        abstract: "Recordings of the roster: one with its calibrations and comments; comments.",
        subcommands: [RecordingShowCommand.self, RecordingCommentCommand.self])

    /// The recording that a text means.
    ///
    /// - Throws: `.needsOption` where there is none or more than one.
    static func find(_ text: String, _ index: RosterIndex) throws(RecordingError) -> RecordingRow {
        guard let found = try index.recording(text) else {
            throw RecordingError(
                .needsOption, file: text, problem: "is no recording of this data folder",
                remedy: "give its id, or the end of its folder's name")
        }
        return found
    }

    /// A dated line in words.
    static func words(_ entry: Entry) -> String {
        // Of something that is about a trial its number is told.
        let trial = entry.about.flatMap { about -> String? in
            let parts = about.split(separator: "/")
            guard parts.count == 2, let number = Int(parts[1]) else { return nil }
            return "trial \(number)"
        }
        let number = entry.value.map { ChangeValue.number($0).shown + (entry.kind == "bodyMass" ? " kg" : "") }
        return [trial, number, entry.side, entry.text].compactMap(\.self).joined(separator: ", ")
    }
}

/// `bilanx recording show`.
struct RecordingShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One recording: athlete, calibrations, disabled trials, comments.")

    @Argument(help: "Id of the recording, or the end of its folder's name.")
    var recording: String
    @OptionGroup var roster: RosterOptions

    /// The recording as JSON.
    struct Whole: Encodable {
        /// A trial that does not count.
        struct Disabled: Encodable {
            var trial: Int
            var reason: String
        }

        var recording: RecordingRow
        var disabled: [Disabled]
        var comments: [Entry]
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let found = try RecordingCommand.find(recording, index)
            let disabled = try index.disabledTrials(recording: found.id).sorted { $0.key < $1.key }
                .map { Whole.Disabled(trial: $0.key, reason: $0.value) }
            var comments = try index.entries(about: found.id)
            for trial in 0..<found.trials { comments += try index.entries(about: "\(found.id)/\(trial + 1)") }
            if roster.format == .json {
                return try roster.write(json: Whole(recording: found, disabled: disabled, comments: comments))
            }
            let title = try found.athlete.flatMap { id throws(RecordingError) in try index.athlete(id)?.title }
            let rows = [
                ["id", found.id], ["path", found.path], ["started", found.started], ["test", found.test],
                ["athlete", title ?? found.athleteText.map { "\($0), nobody in the roster" } ?? ""],
                ["trials", String(found.trials)],
                ["calibrations", found.scales.isEmpty ? "none named" : found.scales],
                ["verification", found.check ?? "nobody noted it"], ["software", found.software],
            ]
            try roster.write(
                ["what", "value"],
                rows + disabled.map { ["disabled", "trial \($0.trial), \($0.reason)"] }
                    + comments.map { [$0.kind, RecordingCommand.words($0)] })
        }
    }
}

/// `bilanx recording comment`.
struct RecordingCommentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Writes words about a recording, or about one of its trials.",
        discussion: "For example: bilanx recording comment 7K3F9QXM \"new shoes\", or with --trial 2 about a trial.")

    @Argument(help: "Id of the recording, or the end of its folder's name.")
    var recording: String
    @Argument(help: "The words.")
    var text: String
    @Option(help: "Trial, from 1; else the whole recording.")
    var trial: Int?
    @OptionGroup var roster: RosterOptions

    func validate() throws {
        if text.isEmpty { throw ValidationError("Say something.") }
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let found = try RecordingCommand.find(recording, index)
            if let trial, found.trials == 0 || !(1...found.trials).contains(trial) {
                throw RecordingError(
                    .needsOption, file: found.path, problem: "has no trial \(trial)", remedy: "it has \(found.trials)")
            }
            try index.apply(
                RosterIndex.comment(recording: found, trial: trial, text: text, day: RosterOptions.today))
        }
    }
}
