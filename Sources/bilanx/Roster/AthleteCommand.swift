import ArgumentParser

/// `bilanx athlete`: who is tested.
struct AthleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "athlete", abstract: "The roster: athletes, groups, tags, comments, import, export, erasure.",
        discussion: """
            Everything is kept in the data folder, a line a change, under roster/. Several machines may share the folder: \
            what they write apart comes together, and where they contradict each other `bilanx roster check` says so.
            """,
        subcommands: [
            AthleteAddCommand.self, AthleteEditCommand.self, AthleteListCommand.self, AthleteFindCommand.self,
            AthleteShowCommand.self, AthleteCommentCommand.self, AthleteGroupCommand.self, AthleteTagCommand.self,
            AthletePainCommand.self, AthleteMergeCommand.self, AthleteImportCommand.self, AthleteExportCommand.self,
            AthleteDecryptCommand.self, AthleteAnonymiseCommand.self, AthleteEraseCommand.self,
        ])
}
