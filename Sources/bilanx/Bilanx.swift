import ArgumentParser

@main
struct Bilanx: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bilanx", abstract: "Left against right, measured.", version: version,
        subcommands: [
            LiveCommand.self, ServeCommand.self, RecordCommand.self, AnalyzeCommand.self, RigCommand.self,
            DevicesCommand.self,
            DoctorCommand.self,
            ConvertCommand.self, ReplayCommand.self, RecoverCommand.self, CheckCommand.self, MethodsCommand.self,
            NoteCommand.self, VirtualCommand.self, CalibrateCommand.self,
            AthleteCommand.self, TrialCommand.self, RosterCommand.self, ReindexCommand.self,
            PlanCommand.self, ReportCommand.self,
            SessionCommand.self, RecordingCommand.self, ExportCommand.self,
            TrendCommand.self,
        ])

    /// Version of the program.
    static let version = "0.1.0"
    /// Name and version, as files and results carry them.
    static let software = "bilanx \(version)"
}
