extension TestDefinition {
    /// Walking with each foot on its own plate, as on a split treadmill or two plates side by side.
    static let gait = TestDefinition(
        .gait, "gait", surface: .plates, movement: .whole, isWeighed: false,
        notes: [
            MethodNote(
                subject: "contact",
                text:
                    "At least 50 ms of 20 N and more on the foot's plate; gaps under 50 ms do not end it. A stance outside "
                    + "0.2–2 s, or with samples missing, is no step, nor are both feet at once, and nothing is measured across it.",
                source: "formulas B.12; the limits of a step are the project's"),
            MethodNote(
                subject: "times",
                text:
                    "Step: initial contact of the other foot to this one, at most 1.5 s. Stride: to the next contact of the "
                    + "same foot with one of the other between. Double support: initial contact to toe-off of the other foot.",
                source: "formulas B.12; the longest step is the project's"),
            MethodNote(
                subject: "trial",
                text:
                    "A step of one foot: from the contact of the other foot before it to the next one of its own, so that "
                    + "trials overlap as steps do. A contact that is no step is a trial without values that names why. The "
                    + "mean of fewer than five steps of a foot carries a warning.", source: "formulas B.12"),
        ],
        findTrials: { record, _, _ in GaitTrials.findTrials(record) },
        analyze: { frame, _, settings in GaitAnalysis.analyze(frame, settings: settings) })
}
