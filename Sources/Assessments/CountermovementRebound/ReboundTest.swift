extension TestDefinition {
    /// Countermovement jump with a rebound out of its landing.
    static let countermovementRebound = TestDefinition(
        .cmjr, "countermovement jump with rebound", surface: .plates, movement: .series, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the quietest good second before the first jump, else after the last landing")
            + [MethodNote.flight] + countermovementNotes.filter { $0.subject != "validity" } + reboundNotes,
        findWeighing: { JumpTrials.findWeighing($0, settings: $1) },
        findTrials: { JumpTrials.findTrials($0, weighing: $1, settings: $2, rebounds: true) },
        analyze: { ReboundAnalysis.analyze($0, weighing: $1, settings: $2) })

    private static let reboundNotes: [MethodNote] = [
        MethodNote(
            subject: "rebound",
            text:
                "The contact that begins with the landing of the jump, at most 1 s long, and the flight out of it. Its "
                + "motion is integrated back from the quietest good second after the last landing, else from its flight "
                + "time. Metrics of the landing are those of the last one.", source: "formulas B.5"),
        MethodNote(
            subject: "validity",
            text: "Low quality: no rebound, a third flight in the trial, take-off velocity not upwards, or rise at the "
                + "first take-off outside −0.05…0.30 m.", source: "formulas B.2-8"),
    ]
}
