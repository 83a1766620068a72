extension TestDefinition {
    /// Squat jump out of a held squat.
    static let squatJump = TestDefinition(
        .sj, "squat jump", surface: .plates, movement: .jump, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the quietest good second before the first jump, else after the last landing")
            + [MethodNote.flight] + squatJumpNotes,
        findWeighing: { JumpTrials.findWeighing($0, settings: $1) },
        findTrials: { JumpTrials.findTrials($0, weighing: $1, settings: $2, afterWeighing: false) },
        analyze: { SquatJumpAnalysis.analyze($0, weighing: $1, settings: $2) })

    private static let squatJumpNotes: [MethodNote] = [
        MethodNote(
            subject: "onset",
            text:
                "First sample of the push over body weight + 5 SD (SD at least 0.5 N), followed back from the largest "
                + "force of the last 0.6 s before take-off, so that the way down into the squat does not count.",
            source: "formulas B.4; going back from the peak is the project's"),
        MethodNote(
            subject: "countermovement",
            text: "A dip under body weight − the larger of 5 SD and 2 % of it in the 300 ms before onset, or more than "
                + "0.05 m/s downwards gained in the hold, is of low quality.", source: "formulas B.4"),
        MethodNote(
            subject: "hold",
            text: "The second that ends 30 ms before onset must stay within 50 N peak to peak with its mean within the "
                + "larger of 5 SD and 2 % of body weight; a weighing that ends where the trial begins is part of it.",
            source: "formulas B.4"),
        MethodNote(
            subject: "motion",
            text: "By the trapezoid rule from rest 30 ms before onset. Without a still hold, back from the end of the "
                + "quietest good second after landing, with the weight of that second; without either there is no "
                + "velocity. Rise and heights from standing always come from there.",
            source: "formulas B.4, C.5"),
        MethodNote(
            subject: "phases", text: "Propulsion from onset to take-off; both sides are cut at the same samples.",
            source: "formulas B.4"),
        MethodNote(
            subject: "validity",
            text: "Low quality: no still hold, a second flight in the trial, take-off velocity not upwards, rise at "
                + "take-off outside −0.05…0.30 m, or 0.05 m/s and more left after the landing.",
            source: "formulas B.2-8, B.4"),
    ]
}
