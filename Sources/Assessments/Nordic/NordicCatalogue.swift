import Symmetry

extension MetricCatalogue {
    /// Metrics of the Nordic hamstring exercise.
    ///
    /// Their index is `PD`: the literature of the exercise refers to the stronger leg (formulas A.6).
    static let nordic: [MetricDefinition] = [
        leg(
            "nordicPeak", "peak force", "N", headline: true, "own-peak/gross",
            "largest force of each leg at its own time"),
        leg(
            "nordicTorque", "peak knee torque", "N·m", "own-peak/gross·lever",
            "nordicPeak times the distance from knee centre to ankle strap; not defined without it"),
        leg(
            "nordicPeakPerKg", "peak force by body mass", "N/kg", "own-peak/gross",
            "nordicPeak divided by the body mass that was given; not defined without it"),
        leg(
            "nordicMeanForce", "mean force", "N", headline: true, "gross/duration",
            "nordicImpulse divided by effortTime"),
        leg("nordicImpulse", "impulse", "N·s", headline: true, "gross", "∫F of each leg from onset to end"),
        leg(
            "nordicBest", "best peak force", "N", headline: true, "own-peak/gross",
            "largest nordicPeak of the repetitions that count, of each leg its own", across: .best),
        leg(
            "nordicMeanBest3", "mean of the best three peak forces", "N", headline: true, "own-peak/gross",
            "mean of the three largest nordicPeak of each leg; of all where there are fewer", across: .meanOfBest(3)),
        leg(
            "nordicDecline", "decline of peak force", "%", index: .difference, "first3-last3",
            "from the mean of the first three to that of the last three nordicPeak; needs six repetitions",
            across: .decline),
        leg(
            "nordicReps", "repetitions", "1", index: .difference, "count", "repetitions of each leg that count",
            across: .count),
    ]

    private static func leg(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, index: PairIndex = .percentageDifference,
        _ method: String, _ definition: String, across: AcrossTrials? = nil
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.nordic], headline: headline ? [.nordic] : [], index: index, method: method, definition,
            source: "formulas B.9; Opar 2013", across: across.map { ($0, "nordicPeak") })
    }
}
