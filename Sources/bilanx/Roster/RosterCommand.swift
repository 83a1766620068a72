import ArgumentParser
import Recordings
import Roster

/// `bilanx roster`: the state of the roster itself.
struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Whether the roster is sound.",
        subcommands: [RosterCheckCommand.self, RosterSettleCommand.self])
}

/// `bilanx roster check`.
struct RosterCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Lists clashes between stations and what could not be read.",
        discussion:
            "Exit 65 where a file is damaged. A clash is settled by `bilanx roster settle`, or by editing the field; both "
            + "values are kept till then.")

    @OptionGroup var roster: RosterOptions

    func run() throws {
        var isDamaged = false
        try roster.run { index throws(RecordingError) in
            var rows: [[String]] = []
            for clash in try index.clashes() {
                rows.append([
                    "clash", "\(clash.kind) \(clash.entity) \(clash.field)",
                    "\(clash.shown) (\(clash.shownBy), shown) against \(clash.other) (\(clash.otherBy))",
                ])
            }
            for code in try index.sharedCodes() {
                rows.append(["code", code, "two athletes have it; `bilanx athlete merge` or `edit --code` settles it"])
            }
            for station in try index.sharedStations() {
                rows.append([
                    "station", station,
                    "two machines write under this name, or an old copy of one goes on; give one of them another name in "
                        + "~/.config/bilanx/station",
                ])
            }
            for trouble in try index.troubles() {
                isDamaged = true
                rows.append(["damage", "", trouble])
            }
            for file in try index.filesWithErasedValues() {
                rows.append(["erasure", file, "still holds values of erased people; its station removes them"])
            }
            try roster.write(["what", "where", "words"], rows)
            for name in index.foreignIndices() {
                Output.words(
                    "\(name) is another station's index. Let nothing carry index* between machines; where no machine has "
                        + "that name any more, delete it.")
            }
            Output.words(rows.isEmpty ? "The roster is sound." : "\(rows.count) things to look at.")
        }
        if isDamaged { throw ExitCode(Exit.badData) }
    }
}

/// `bilanx roster settle`.
struct RosterSettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Settles a clash by choosing one of its values.",
        discussion: """
            `bilanx roster check` lists clashes with the id, the field, the values and who wrote them. The values that are \
            not chosen stay in the files of changes, and are not shown any more.
            """)

    @Argument(help: "What it is about: an id, or an athlete's code.")
    var entity: String
    @Argument(help: "The field.")
    var field: String
    @Option(help: "Take what this station says.")
    var station: String?
    @Option(help: "Take this value of those that clash.")
    var value: String?
    @OptionGroup var roster: RosterOptions

    func validate() throws {
        if (station == nil) == (value == nil) {
            throw ValidationError("Choose by --station NAME or by --value TEXT, as `bilanx roster check` lists them.")
        }
    }

    func run() throws {
        try roster.run { index throws(RecordingError) in
            let choice: RosterIndex.Choice = station.map { .station($0) } ?? .value(value ?? "")
            let draft = try index.settling(entity, field: field, choice)
            try index.apply([draft])
            try roster.write(
                ["kind", "id", "field", "value"],
                [
                    [draft.kind.rawValue, draft.entity, draft.field, draft.value.shown]
                ])
        }
    }
}

/// `bilanx reindex`.
struct ReindexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex", abstract: "Builds the index of roster and recordings anew, from nothing.")

    @OptionGroup var roster: RosterOptions

    func run() throws {
        Output.ignoreBrokenPipes()
        do throws(RecordingError) {
            let index = try RosterIndex(data: roster.data, station: StationName.ofThisMachine())
            let done = try index.reindex()
            Output.words("\(done.changes) changes and \(done.recordings) recordings were read.")
            for trouble in try index.troubles() { Output.words(trouble) }
            do { try Output.results(index.path + "\n") } catch { return }
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }
}
