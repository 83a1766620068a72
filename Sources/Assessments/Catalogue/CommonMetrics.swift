import Symmetry

extension MetricCatalogue {
    /// Metrics that several tests share.
    static let common: [MetricDefinition] = [
        MetricDefinition(
            "bw", "body weight", "N", [.cmj, .imtp, .isosquat, .squat, .sts, .stance], headline: [.cmj],
            index: .symmetryIndex,
            perTrial: false,
            method: "weighing-mean",
            "mean force of the weighing window, of each side its own mean; the weighed system, with any load",
            source: "formulas B.1; McMahon 2018"),
        MetricDefinition(
            "mass", "weighed mass", "kg", [.cmj, .imtp, .isosquat, .squat, .sts, .stance], perTrial: false,
            method: "weighing-mean/g",
            "body weight divided by local gravity; the weighed system, with any load", source: "formulas B.0"),
        MetricDefinition(
            "quietShare", "share while standing quietly", "%", [.cmj, .imtp, .isosquat, .squat, .sts, .stance],
            index: .share, perTrial: false,
            method: "weighing-mean",
            "each side's part of the mean force of the weighing window", source: "formulas A.1, B.1"),
        MetricDefinition(
            "peakForce", "peak force", "N", [.cmj, .squat, .sts, .free] + isometricTests,
            headline: [.cmj, .squat, .sts, .free] + isometricTests,
            index: .symmetryIndex, method: "own-peak/gross",
            "largest force of the effort (cmj: onset to take-off; isometric tests: onset to end; free: whole record), each "
                + "side at its own time, nothing subtracted", source: "formulas B.3, B.8, B.14"),
        MetricDefinition(
            "forceAtTotalPeak", "force at the peak of the total", "N", [.cmj, .squat, .sts, .free] + isometricTests,
            headline: [.imtp, .isosquat, .free], index: .symmetryIndex, method: "at-total-peak/gross",
            "force of each side at the instant at which their sum is largest", source: "formulas B.3"),
        MetricDefinition(
            "peakForcePerBW", "peak force by body weight", "BW", [.cmj, .imtp, .isosquat, .squat, .sts],
            index: .symmetryIndex,
            method: "own-peak/gross", "peakForce divided by the weighed body weight", source: "formulas B.14"),
        MetricDefinition(
            "peakForcePerKg", "peak force by body mass", "N/kg", [.cmj, .imtp, .isosquat, .squat, .sts],
            headline: [.imtp, .isosquat, .sts],
            index: .symmetryIndex, method: "own-peak/gross", "peakForce divided by the weighed mass",
            source: "formulas B.14"),
    ]
}
