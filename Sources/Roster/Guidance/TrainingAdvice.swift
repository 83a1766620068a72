import SignalCore

/// What a trainer may be told after a clear difference, with its limits (formulas B.13).
public struct TrainingAdvice: Sendable, Hashable, Codable {
    /// The side to begin with, which showed the smaller value.
    public var weaker: Side
    /// Sentences in the order in which they are read.
    public var sentences: [String]
    /// On what they rest and how far that goes, in sentences.
    public var grounds: [String]

    /// Most sets of the weaker side as a multiple of the other's: more was not tried, and 1.5 was not tried directly.
    public static let mostSets = 2.0
    /// Sessions in a week.
    public static let sessionsPerWeek = 2...3
    /// Weeks of a block.
    public static let weeks = 4...8

    /// Words the advice.
    ///
    /// - Parameters:
    ///   - weaker: the side with the smaller value.
    ///   - difference: its size, ≥ 0.
    init(weaker: Side, difference: Double, facts: GuidanceFacts) {
        self.weaker = weaker
        let side = weaker.rawValue
        let other = weaker.other.rawValue
        let size = TrainingAdvice.number(difference)
        let unit = facts.unit == "1" ? "" : " " + facts.unit
        sentences = [
            "Difference measured on \(facts.date): the \(other) side showed more in \(facts.test) \(facts.metric) by \(size)\(unit) (\(facts.index)).",
            "Start with the \(side) side. Match the reps and load it achieves on the \(other) side.",
            "Optional: one extra set on the \(side) side (about 1.5 times the sets; not more than twice), 2-3 sessions a week, non-consecutive days, for 6-8 weeks; increase load 2-10 % only when you beat the target reps with good technique.",
            "Keep training both sides; keep bilateral lifts. Stop with pain.",
            "Retest after 4-8 weeks under the same conditions: same time of day, rest, warm-up and device, with the plates checked.",
            facts.noiseBand.map {
                "A change smaller than \(TrainingAdvice.number(max($0, 0.1))) \(facts.unit == "%" ? "percentage points" : facts.unit) may be measurement noise."
            } ?? "How large a change must be to be more than measurement noise is not known yet; more sessions tell.",
            "If two retests show no change, ask a qualified professional.",
        ]
        if facts.hasInvolvedSide {
            sentences.append(
                "The roster names a side of an injury or operation: ask the clinician who knows it before any change of load."
            )
        }
        sentences.append("Pain, surgery or numbness are for a clinician.")
        grounds = [
            "A difference between the sides may be a normal part of a sport.",
            "Weaker side first with matched reps is common coaching practice. Twice the sets were tried in young footballers only; one and a half times were not tried by themselves.",
            "Differences shrink slightly to moderately with training, done on one side or on both (Bettariga 2022, 8 studies).",
        ]
    }

    private static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return "\(tenths)"
    }
}
