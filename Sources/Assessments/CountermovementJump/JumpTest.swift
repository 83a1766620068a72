extension TestDefinition {
    /// Countermovement jump.
    static let countermovementJump = TestDefinition(
        .cmj, "countermovement jump", surface: .plates, movement: .jump, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the quietest good second before the first jump, else after the last landing")
            + [MethodNote.flight] + countermovementNotes,
        findWeighing: { JumpTrials.findWeighing($0, settings: $1) },
        findTrials: { JumpTrials.findTrials($0, weighing: $1, settings: $2) },
        analyze: { JumpAnalysis.analyze($0, weighing: $1, settings: $2) })

    static let countermovementNotes: [MethodNote] = [
        MethodNote(
            subject: "onset",
            text:
                "First sample after the weighing, at most 2 s before take-off, that leaves body weight by more than 5 SD "
                + "(SD at least 0.5 N). If the force is then back in that band for 100 ms with at most 0.03 m/s gained, it "
                + "was a blip and the next crossing counts; a slow start that has gained more keeps its onset.",
            source: "formulas B.2-3; Owen 2014; the rule for blips is the project's"),
        MethodNote(
            subject: "motion",
            text:
                "Acceleration is (T − BW)/m; velocity and displacement by the trapezoid rule from rest at the integration "
                + "start, 30 ms before the onset. Forces are not filtered.", source: "formulas B.0, B.2-3, C.5"),
        MethodNote(
            subject: "phases",
            text:
                "Unweighting from integration start to peak negative velocity, braking to the first velocity of 0 or more, "
                + "propulsion to take-off; both sides are cut at the same samples.",
            source: "formulas B.2-5; McMahon 2018"),
        MethodNote(
            subject: "validity",
            text: "Low quality: a second flight in the trial, take-off velocity not upwards, rise at take-off outside "
                + "−0.05…0.30 m, or 0.05 m/s and more left at the end of the first second within 5 % of body weight after "
                + "landing.", source: "formulas B.2-8"),
    ]
}

extension MethodNote {
    /// How jumps are told from stepping on and off.
    static let flight = MethodNote(
        subject: "take-off and landing",
        text:
            "First run of at least 100 ms with the total under 20 N after a stance; landing is the first sample of "
            + "20 N or more after it. The push before it must pass 1.15 body weights and end with more than 0.3 m/s "
            + "upwards, so that stepping off is no jump. Where a ringing plate swings back over 20 N for at most 40 ms "
            + "the flight begins at the first swing.", source: "formulas B.2-1")
}
