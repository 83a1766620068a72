import Symmetry

extension MetricCatalogue {
    /// Tests without a flight in which somebody is weighed.
    private static let standing: [TestID] = [.imtp, .isosquat, .squat, .sts, .stance]

    /// Metrics that several tests share.
    static let common: [MetricDefinition] = [
        MetricDefinition(
            "bw", "body weight", "N", TestID.jumpFamily + standing, headline: [.cmj, .sj, .lah],
            index: .symmetryIndex,
            perTrial: false,
            method: "weighing-mean",
            "mean force of the weighing window, of each side its own mean; the weighed system, with any load",
            source: "formulas B.1; McMahon 2018"),
        MetricDefinition(
            "mass", "weighed mass", "kg", TestID.jumpFamily + standing, perTrial: false,
            method: "weighing-mean/g",
            "body weight divided by local gravity; the weighed system, with any load", source: "formulas B.0"),
        MetricDefinition(
            "bodyMass", "body mass", "kg", TestID.jumpFamily + standing, perTrial: false,
            method: "weighing-mean/g−load",
            "weighed mass without the external load; metrics per kilogram relate to it, those per BW to the weighed system",
            source: "formulas B.0, B.14"),
        MetricDefinition(
            "quietShare", "share while standing quietly", "%", TestID.jumpsOnBothLegs + standing,
            index: .share,
            perTrial: false,
            method: "weighing-mean",
            "each side's part of the mean force of the weighing window", source: "formulas A.1, B.1"),
        MetricDefinition(
            "peakForce", "peak force", "N",
            TestID.jumps + TestID.hopTests + [.squat, .sts, .free] + isometricTests,
            headline: [.cmj, .sj, .dj, .hops, .squat, .sts, .free] + TestID.singleLeg + isometricTests,
            index: .symmetryIndex, method: "own-peak/gross",
            "largest force of the effort (jumps: onset or touchdown to take-off; isometric tests: onset to end; free: whole record), each "
                + "side at its own time, nothing subtracted", source: "formulas B.3, B.8, B.14"),
        MetricDefinition(
            "forceAtTotalPeak", "force at the peak of the total", "N",
            TestID.jumpsOnBothLegs.filter { $0 != .lah } + [.squat, .sts, .free] + isometricTests,
            headline: [.imtp, .isosquat, .free], index: .symmetryIndex, method: "at-total-peak/gross",
            "force of each side at the instant at which their sum is largest", source: "formulas B.3"),
        MetricDefinition(
            "peakForcePerBW", "peak force by body weight", "BW",
            TestID.jumps + TestID.hopTests + [.imtp, .isosquat, .squat, .sts],
            index: .symmetryIndex,
            method: "own-peak/gross", "peakForce divided by the weighed body weight", source: "formulas B.14"),
        MetricDefinition(
            "peakForcePerKg", "peak force by body mass", "N/kg",
            TestID.jumps + TestID.hopTests + [.squat, .sts] + isometricTests,
            headline: [.imtp, .isosquat, .sts],
            index: .symmetryIndex, method: "own-peak/gross",
            "peakForce divided by the body mass, without any load; not defined where nobody was weighed and no mass is given",
            source: "formulas B.14"),
    ]
}
