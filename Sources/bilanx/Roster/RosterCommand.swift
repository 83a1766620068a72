import ArgumentParser
import Recordings
import Roster

/// `bilanx roster`: the state of the roster itself.
struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Whether the roster is sound.", subcommands: [RosterCheckCommand.self])
}

/// `bilanx roster check`.
struct RosterCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Lists clashes between stations and what could not be read.",
        discussion:
            "Exit 65 where a file is damaged. A clash is settled by editing the field; both values are kept till then.")

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
            for trouble in try index.troubles() {
                isDamaged = true
                rows.append(["damage", "", trouble])
            }
            for file in try index.filesWithErasedValues() {
                rows.append(["erasure", file, "still holds values of erased people; its station removes them"])
            }
            try roster.write(["what", "where", "words"], rows)
            Output.words(rows.isEmpty ? "The roster is sound." : "\(rows.count) things to look at.")
        }
        if isDamaged { throw ExitCode(Exit.badData) }
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
            do { try Output.results(RosterIndex.path(in: roster.data) + "\n") } catch { return }
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }
}
