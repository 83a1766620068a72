import ArgumentParser
import Recordings
import Roster

/// `bilanx athlete comment`.
struct AthleteCommentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "comment", abstract: "Writes words about a person.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @Argument(help: "The words.")
    var text: String
    @Option(help: "Day, such as 2026-11-22; else today.")
    var date: String?
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            let day = try AthleteFields.value("date", date ?? RosterOptions.today, option: "--date")
            try index.apply(RosterIndex.entry(.comment, athlete: person.id, ["text": .text(text), "date": day]))
        }
    }
}

/// `bilanx athlete pain`.
struct AthletePainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pain", abstract: "Writes down what a person says of pain, 0 to 10.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @Argument(help: "0 for none to 10 for the worst.")
    var score: Int
    @Option(help: "Side: left, right or both.")
    var side: String?
    @Option(help: "Where, and when it hurts.")
    var text: String?
    @OptionGroup var roster: RosterOptions

    func validate() throws {
        if !(0...10).contains(score) { throw ValidationError("Pain is a number from 0 to 10.") }
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            var values: [String: ChangeValue] = ["value": .number(Double(score)), "date": .text(RosterOptions.today)]
            if let side { values["side"] = try AthleteFields.value("side", side, option: "--side") }
            if let text { values["text"] = .text(text) }
            try index.apply(RosterIndex.entry(.pain, athlete: person.id, values))
        }
    }
}

/// `bilanx athlete group`.
struct AthleteGroupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Puts people into a group, which is made where it is new.")

    @Argument(help: "Name of the group.")
    var group: String
    @Argument(help: "Codes, ids or names.")
    var athletes: [String]
    @Flag(help: "Take them out of it.")
    var remove = false
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            var groups = Dictionary(try index.groups().map { ($0.name, $0.id) }, uniquingKeysWith: min)
            if remove, groups[group] == nil {
                throw RecordingError(
                    .needsOption, file: group, problem: "is no group",
                    remedy: "there are: " + groups.keys.sorted().joined(separator: ", "))
            }
            var drafts: [ChangeDraft] = []
            for word in athletes {
                let id = try RosterOptions.athlete(word, index).id
                if remove, let group = groups[group] {
                    let field = AthleteField.group(group)
                    if let draft = try index.draft(.athlete, id, person: id, field: field, value: .nothing) {
                        drafts.append(draft)
                    }
                } else {
                    drafts += try index.drafts(
                        athlete: id, values: ["group": .text(group)], day: RosterOptions.today, groups: &groups)
                }
            }
            try index.apply(drafts)
        }
    }
}

/// `bilanx athlete tag`.
struct AthleteTagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tag", abstract: "Gives a person tags.")

    @Argument(help: "Code, id or name.")
    var athlete: String
    @Argument(help: "Tags.")
    var tags: [String]
    @Flag(help: "Take them away.")
    var remove = false
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let id = try RosterOptions.athlete(athlete, index).id
            var drafts: [ChangeDraft] = []
            for tag in tags {
                let value: ChangeValue = remove ? .nothing : .flag(true)
                let field = AthleteField.tag(tag)
                if let draft = try index.draft(.athlete, id, person: id, field: field, value: value) {
                    drafts.append(draft)
                }
            }
            try index.apply(drafts)
        }
    }
}

/// `bilanx athlete merge`.
struct AthleteMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Says that two athletes are one person; the recordings of both are hers.")

    @Argument(help: "Who is left out from now on.")
    var athlete: String
    @Option(help: "Who they are.")
    var into: String
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let one = try RosterOptions.athlete(athlete, index)
            let other = try RosterOptions.athlete(into, index)
            guard one.id != other.id else {
                throw RecordingError(
                    .needsOption, file: athlete, problem: "is \(into) already", remedy: "name two athletes")
            }
            let draft = try index.draft(
                .athlete, one.id, person: one.id, field: AthleteField.mergedInto, value: .text(other.id))
            try index.apply([draft].compactMap(\.self))
        }
    }
}
