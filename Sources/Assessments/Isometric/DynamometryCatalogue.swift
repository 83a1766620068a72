import Symmetry

extension MetricCatalogue {
    /// Metrics of held forces.
    static let dynamometry: [MetricDefinition] = [
        MetricDefinition(
            "plateauForce", "plateau force", "N", [.isosquat] + dynamometryTests, headline: dynamometryTests,
            index: .symmetryIndex, method: "best-0.5s-mean",
            "largest mean of half a second between onset and end, of each side its own", source: "formulas B.9"),
        MetricDefinition(
            "effortTime", "duration of the effort", "s", isometricTests + [.nordic], method: "onset-to-end",
            "onset to end of the effort", source: "formulas B.8"),
        MetricDefinition(
            "effortImpulse", "impulse of the effort", "N·s", dynamometryTests, index: .symmetryIndex,
            method: "net-baseline", "∫(F−baseline) from onset to end, each side over its own baseline",
            source: "formulas B.8"),
        MetricDefinition(
            "peakTorque", "peak torque", "N·m", dynamometryTests, index: .symmetryIndex, method: "own-peak/net·lever",
            "peakForceNet times the lever arm; not defined where nobody gave it", source: "formulas B.8"),
        MetricDefinition(
            "fatigueIndexEnds", "fatigue index of a hold", "%", dynamometryTests,
            headline: [.squeeze, .grip, .pull], index: .difference, method: "0.5s-means",
            "loss from the strongest half second to the last one before the release, in % of the strongest; holds of 2 s "
                + "and more", source: "formulas B.8"),
        MetricDefinition(
            "fatigueIndexArea", "fatigue index of a hold by area", "%", dynamometryTests, index: .difference,
            method: "area",
            "what the impulse from the strongest half second to the release lacks to that force held throughout, in %",
            source: "formulas B.8"),
        best(
            "peakForceBest", "best peak force", [.isosquat, .iso, .pull], headline: [.pull], index: .symmetryIndex),
        best("squeezePeak", "best squeeze", [.squeeze], headline: [.squeeze], index: .percentageDifference),
        best("gripMax", "best grip", [.grip], headline: [.grip], index: .percentageDifference),
        MetricDefinition(
            "peakForceDecline", "decline of peak force", "%", dynamometryTests, index: .difference,
            method: "first3-last3",
            "from the mean of the first three to that of the last three peakForce; needs six efforts",
            source: "formulas B.8", across: (.decline, "peakForce")),
    ]

    private static func best(
        _ id: String, _ name: String, _ tests: [TestID], headline: [TestID], index: PairIndex
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, "N", tests, headline: headline, index: index, method: "own-peak/gross",
            "largest peakForce of the trials that count, of each limb its own", source: "formulas B.9",
            across: (.best, "peakForce"))
    }
}
