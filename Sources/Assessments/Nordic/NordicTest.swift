extension TestDefinition {
    /// Nordic hamstring exercise, a dynamometer at each ankle.
    static let nordic = isometric(
        .nordic, "Nordic hamstring exercise", surface: .dynamometers, isWeighed: false,
        notes: dynamometryNotes.filter { $0.subject != "countermovement" && $0.subject != "baseline" } + nordicNotes)

    private static let nordicNotes: [MethodNote] = [
        MethodNote(
            subject: "baseline",
            text:
                "The second with the smallest SD among the 3 s before the force has made half of its way to the peak, for "
                + "the onset only: forces are gross.", source: "formulas B.8, B.9"),
        MethodNote(
            subject: "repetition",
            text:
                "Low quality: the total falls under half of its largest value so far and comes back over three quarters of "
                + "it, or its peak lies in the last 50 ms of the effort.",
            source: "formulas B.9; how far it comes back is the project's"),
    ]
}
