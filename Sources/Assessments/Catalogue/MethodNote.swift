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
    public static func notes(of test: TestID) -> [MethodNote] { test.definition.notes }
}

extension MethodNote {
    /// How a quiet stand is chosen and judged.
    static func weighing(choice: String) -> [MethodNote] {
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
}
