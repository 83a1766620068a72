extension TestDefinition {
    /// Isometric mid-thigh pull, standing on plates.
    static let midThighPull = isometric(
        .imtp, "isometric mid-thigh pull", surface: .plates, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the earliest good second before the first pull, since later ones may hold pre-tension")
            + effortNotes(onset: "mean + 5 SD"))

    /// Isometric efforts against two dynamometers at once.
    static let dynamometry = isometric(
        .iso, "isometric dynamometry", surface: .dynamometers, isWeighed: false,
        notes: dynamometryNotes + [plateauNote])

    /// A test of isometric efforts: all share search and analysis.
    static func isometric(
        _ id: TestID, _ name: String, surface: Surface, isWeighed: Bool, notes: [MethodNote]
    ) -> TestDefinition {
        TestDefinition(
            id, name, surface: surface, movement: .effort, isWeighed: isWeighed, notes: notes,
            findWeighing: { isWeighed ? IsometricTrials.findWeighing($0, settings: $1) : nil },
            findTrials: { IsometricTrials.findTrials($0, test: id, weighing: $1, settings: $2) },
            analyze: { IsometricAnalysis.analyze($0, test: id, weighing: $1, settings: $2) })
    }

    /// Rules of isometric efforts; `onset` names the threshold, `efforts` how a recording is divided.
    static func effortNotes(
        onset: String,
        efforts: String = "efforts of a recording are told apart at half and a quarter of the way to its largest force"
    ) -> [MethodNote] {
        [
            MethodNote(
                subject: "baseline",
                text:
                    "The second with the smallest SD among the 3 s before the force has made half of its way to the peak; "
                    + "more than 50 N peak to peak is of low quality.", source: "formulas B.8; Comfort 2019"),
            MethodNote(
                subject: "onset",
                text: "First sample after the baseline that begins 40 ms above \(onset) of the baseline.",
                source: "formulas B.8; Dos'Santos 2017"),
            MethodNote(
                subject: "effort",
                text:
                    "From onset to the last sample before the total stays at or under the onset's threshold for 40 ms; "
                    + efforts + ".", source: "formulas B.8, B.10, C.9"),
            MethodNote(
                subject: "countermovement",
                text: "A dip under baseline − max(5 SD, 20 N) in the 500 ms before onset is of low quality.",
                source: "formulas B.8"),
        ]
    }
}
