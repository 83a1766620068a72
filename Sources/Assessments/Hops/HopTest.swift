extension TestDefinition {
    /// Repeated hops, ten in five.
    static let hops = TestDefinition(
        .hops, "repeated hops 10/5", surface: .plates, movement: .series, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the quietest good second before the first contact, else after the last landing")
            + hopNotes,
        findWeighing: { DropJumpTrials.findWeighing($0, settings: $1) },
        findTrials: { HopTrials.findTrials($0, weighing: $1, settings: $2) },
        analyze: { HopAnalysis.analyze($0, weighing: $1, settings: $2) })

    private static let hopNotes: [MethodNote] = [
        MethodNote(
            subject: "hop",
            text:
                "A contact of at most 1 s between two flights of 100 to 1200 ms, at 20 N of the total, with the flight "
                + "out of it; a trial ends with the last sample in the air. The first jump, from standing, is no hop.",
            source: "formulas B.6"),
        MethodNote(
            subject: "counting",
            text:
                "A contact of 250 ms or more is of low quality and does not count. The index of the test is the mean of "
                + "the five hops with the largest height from flight time by contact time; fewer than five give none.",
            source: "formulas B.6; Harper 2011; Comyns 2019"),
    ]
}
