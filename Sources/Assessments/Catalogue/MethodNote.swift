/// A rule of a test that is no metric: how it is weighed, where its events lie, what makes a trial doubtful.
public struct MethodNote: Sendable, Hashable {
    /// What the rule is about, such as `onset`.
    public let subject: String
    /// The rule in words, with its numbers.
    public let text: String
    /// Paper or section of the formula specification.
    public let source: String
}

extension MetricCatalogue {
    /// The rules of a test, in the order in which they apply.
    public static func notes(of test: TestID) -> [MethodNote] {
        switch test {
        case .cmj:
            weighingNotes(choice: "the quietest good second before the first jump, else after the last landing")
                + jumpNotes
        case .imtp:
            weighingNotes(
                choice: "the earliest good second before the first pull, since later ones may hold pre-tension")
                + effortNotes(onset: "mean + 5 SD")
        case .iso: effortNotes(onset: "mean + the larger of 5 SD and 5 N")
        case .free:
            [
                MethodNote(subject: "window", text: "The whole record, without events.", source: "design, test ids")
            ]
        }
    }

    private static func weighingNotes(choice: String) -> [MethodNote] {
        [
            MethodNote(
                subject: "weighing",
                text: "Mean of the total over the window that the recording marks, else over \(choice).",
                source: "formulas B.1; McMahon 2018"),
            MethodNote(
                subject: "weighing gate",
                text: "At least 1 s; peak to peak at most 50 N, SD at most 1.5 % of body weight, slope at most 10 N/s, "
                    + "each side at least 20 % of the total, no gap over 10 ms. Otherwise the trial is of low quality.",
                source: "formulas B.1; Comfort 2019"),
        ]
    }

    private static let jumpNotes: [MethodNote] = [
        MethodNote(
            subject: "take-off and landing",
            text:
                "First run of at least 100 ms with the total under 20 N after a stance; landing is the first sample of "
                + "20 N or more after it. The push before it must pass 1.15 body weights and end with more than 0.3 m/s "
                + "upwards, so that stepping off is no jump. Where a ringing plate swings back over 20 N for at most 40 ms "
                + "the flight begins at the first swing.", source: "formulas B.2-1"),
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

    private static func effortNotes(onset: String) -> [MethodNote] {
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
                    + "efforts of a recording are told apart at half and a quarter of the way to its largest force.",
                source: "formulas B.8, C.9"),
            MethodNote(
                subject: "countermovement",
                text: "A dip under baseline − max(5 SD, 20 N) in the 500 ms before onset is of low quality.",
                source: "formulas B.8"),
        ]
    }
}
