import ArgumentParser
import Foundation
import Recordings
import Roster

/// What can be said of an athlete.
struct AthleteFields: ParsableArguments {
    @Option(help: "The person's name; a code alone is enough.")
    var name: String?

    @Option(help: "Year of birth, or the date of birth, of which the year is kept.")
    var born: String?

    @Option(help: "Sex: female, male or other words.")
    var sex: String?

    @Option(help: "Body mass in kilograms, today.")
    var mass: String?

    @Option(help: "Dominant hand: left, right or both.")
    var hand: String?

    @Option(help: "Dominant leg: left, right or both.")
    var leg: String?

    @Option(help: "Side of an injury or operation: left, right, both or none.")
    var involved: String?

    @Option(help: "Day from which that side is involved, such as 2026-11-22.")
    var since: String?

    @Option(help: "Notes on injury.")
    var injury: String?

    @Option(help: "Work that loads the body.")
    var job: String?

    @Option(help: "Habits that matter.")
    var habits: String?

    @Option(help: "Name of a group to be in.")
    var group: String?

    /// What was said, by field; an empty text empties the field.
    func values() throws(RecordingError) -> [String: ChangeValue] {
        let given: [(String, String, String?)] = [
            (AthleteField.name, "--name", name), (AthleteField.birthYear, "--born", born),
            (AthleteField.sex, "--sex", sex), ("bodyMass", "--mass", mass), (AthleteField.dominantHand, "--hand", hand),
            (AthleteField.dominantLeg, "--leg", leg), (AthleteField.involvedSide, "--involved", involved),
            (AthleteField.involvedSince, "--since", since), (AthleteField.injuryNotes, "--injury", injury),
            (AthleteField.job, "--job", job), (AthleteField.habits, "--habits", habits), ("group", "--group", group),
        ]
        var values: [String: ChangeValue] = [:]
        for (field, option, text) in given {
            guard let text else { continue }
            values[field] = try Self.value(field, text, option: option)
        }
        return values
    }

    /// A value, with an error that names the option.
    static func value(_ field: String, _ text: String, option: String) throws(RecordingError) -> ChangeValue {
        if text.isEmpty { return .nothing }
        let year = Int(RosterOptions.today.prefix(4)) ?? 2100
        do throws(FieldProblem) {
            return try AthleteInput.value(field, text, year: year)
        } catch {
            throw RecordingError(.needsOption, file: option, problem: error.problem, remedy: error.remedy)
        }
    }
}

/// `bilanx athlete add`.
struct AthleteAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Adds a person by a code.")

    @Argument(help: "Code, which recordings carry; a name where no code is wanted.")
    var code: String
    @OptionGroup var fields: AthleteFields
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            var values = try fields.values()
            values[AthleteField.code] = try AthleteFields.value(AthleteField.code, code, option: "CODE")
            guard values[AthleteField.code] != .nothing else {
                throw RecordingError(.needsOption, file: "CODE", problem: "is empty", remedy: "give a code")
            }
            if let there = try index.athlete(code) {
                throw RecordingError(
                    .needsOption, file: code, problem: "is in the roster already as \(there.title)",
                    remedy: "change it with `bilanx athlete edit \(code)`, or take another code")
            }
            let id = RosterIndex.newID()
            var groups = Dictionary(try index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
            try index.apply(
                index.drafts(athlete: id, values: values, day: RosterOptions.today, groups: &groups))
            try roster.write(["code", "id"], [[code, id]])
        }
    }
}

/// `bilanx athlete edit`.
struct AthleteEditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes what is said of a person; an empty text empties a field.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @Option(help: "New code; recordings with the old one stay the person's.")
    var code: String?
    @OptionGroup var fields: AthleteFields
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            var values = try fields.values()
            if let code {
                values[AthleteField.code] = try AthleteFields.value(AthleteField.code, code, option: "--code")
                if let other = try index.athlete(code), other.id != person.id {
                    throw RecordingError(
                        .needsOption, file: "--code", problem: "\(code) is \(other.title)", remedy: "take another")
                }
            }
            guard !values.isEmpty else {
                throw RecordingError(
                    .needsOption, file: athlete, problem: "nothing is to change",
                    remedy: "say what, such as --leg left; --help lists all")
            }
            var groups = Dictionary(try index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
            try index.apply(
                index.drafts(athlete: person.id, values: values, day: RosterOptions.today, groups: &groups))
        }
    }
}
