extension TestDefinition {
    /// Drop jump from a box beside the plates.
    static let dropJump = TestDefinition(
        .dj, "drop jump", surface: .plates, movement: .series, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the quietest good second before the first contact, else after the last landing")
            + dropJumpNotes,
        findWeighing: { DropJumpTrials.findWeighing($0, settings: $1) },
        findTrials: { DropJumpTrials.findTrials($0, weighing: $1, settings: $2) },
        analyze: { DropJumpAnalysis.analyze($0, weighing: $1, settings: $2) })

    static let dropJumpNotes: [MethodNote] = [
        MethodNote(
            subject: "contact",
            text:
                "From the first sample of 20 N or more after at least 50 ms under 20 N to the first sample of a flight "
                + "of at least 100 ms under 20 N; at most 1 s long and over 1.15 body weights.", source: "formulas B.5"),
        MethodNote(
            subject: "motion",
            text:
                "By the trapezoid rule back from the end of the quietest good second after landing, with the weight of "
                + "that second, the flight included. Without such a second the take-off velocity is half of the flight "
                + "time times g and motion goes on from there; no height of the box is assumed.",
            source: "formulas B.5 b and c"),
        MethodNote(
            subject: "phases",
            text: "Braking from touchdown to the first velocity of 0 or more, propulsion from there to take-off; both "
                + "sides are cut at the same samples.", source: "formulas B.5"),
        MethodNote(
            subject: "leg stiffness",
            text: "Given only where force and displacement correlate with −0.8 or less over the contact; otherwise the "
                + "leg is no spring.", source: "formulas B.5; McMahon & Cheng 1990"),
        MethodNote(
            subject: "validity",
            text: "Low quality: a second contact in the trial, velocity not downwards at touchdown or not upwards at "
                + "take-off, or a measured drop more than 15 % off the height of the box, where that is known.",
            source: "formulas B.5"),
    ]
}
