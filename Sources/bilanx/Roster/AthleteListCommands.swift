import ArgumentParser
import Recordings
import Roster

extension RosterOptions {
    /// Writes athletes as a list.
    func write(_ athletes: [Athlete], _ index: RosterIndex) throws(RecordingError) {
        let groups = Dictionary(try index.groups().map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
        if format == .table {
            try write(
                ["code", "name", "born", "groups", "tags"],
                athletes.map { athlete in
                    [
                        athlete.code ?? "", athlete.name ?? "", athlete.birthYear.map(String.init) ?? "",
                        athlete.groups.map { groups[$0] ?? $0 }.joined(separator: ", "),
                        athlete.tags.joined(separator: ", "),
                    ]
                })
        } else {
            try write(
                AthleteTable.columns, athletes.map { AthleteTable.rows($0, groups: groups) },
                numbers: ["birthYear"])
        }
    }
}

/// `bilanx athlete list`.
struct AthleteListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists athletes.")

    @Option(help: "Only those of this group.")
    var group: String?
    @Option(help: "Only those with this tag.")
    var tag: String?
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let groups = try index.groups()
            var id: String?
            if let group {
                guard let found = groups.first(where: { $0.name == group || $0.id == group }) else {
                    throw RecordingError(
                        .needsOption, file: group, problem: "is no group",
                        remedy: "there are: " + groups.map(\.name).joined(separator: ", "))
                }
                id = found.id
            }
            try roster.write(index.athletes(inGroup: id, tagged: tag), index)
        }
    }
}

/// `bilanx athlete find`.
struct AthleteFindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Finds athletes by the beginning of a code or name, or a part of it.")

    @Argument(help: "What was typed so far.")
    var text: String
    @Option(help: "How many at most.")
    var limit = 20
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            try roster.write(index.athletes(matching: text, limit: max(limit, 1)), index)
        }
    }
}

/// `bilanx athlete show`.
struct AthleteShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Everything about one athlete, with the recordings.")

    /// The athlete as JSON.
    struct Whole: Encodable {
        var athlete: Athlete
        var groups: [String]
        var entries: [Entry]
        var recordings: [RecordingRow]

        init(_ person: Athlete, _ names: [String: String], _ index: RosterIndex) throws(RecordingError) {
            athlete = person
            groups = person.groups.map { names[$0] ?? $0 }
            entries = try index.entries(athlete: person.id)
            recordings = try index.recordings(athlete: person.id)
        }
    }

    @Argument(help: "Code, id or name.")
    var athlete: String
    @OptionGroup var roster: RosterOptions

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let person = try RosterOptions.athlete(athlete, index)
            let groups = Dictionary(try index.groups().map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
            if roster.format == .json { return try roster.write(json: Whole(person, groups, index)) }
            var rows = zip(AthleteTable.columns, AthleteTable.rows(person, groups: groups))
                .filter { !$0.1.isEmpty }.map { ["", $0.0, $0.1] }
            for entry in try index.entries(athlete: person.id) {
                let parts = [
                    entry.value.map { ChangeValue.number($0).shown + (entry.kind == "bodyMass" ? " kg" : "") },
                    entry.side, entry.text,
                ].compactMap(\.self)
                rows.append([entry.date ?? "", entry.kind, parts.joined(separator: ", ")])
            }
            for recording in try index.recordings(athlete: person.id) {
                rows.append([String(recording.started.prefix(10)), recording.test, recording.path])
            }
            try roster.write(["date", "what", "value"], rows)
        }
    }
}
