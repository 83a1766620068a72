import Symmetry

extension MetricCatalogue {
    private static let weighed: [TestID] = [.imtp, .isosquat]

    /// What follows from an isometric effort's forces beside the metrics of the specification's dictionary.
    static let isometricDetail: [MetricDefinition] =
        epochs + [
            pair(
                "f0", "force at onset", "N", in: isometricTests, "gross", "force at the onset of the total", "B.8"),
            pair(
                "effortMeanForce", "mean force of the effort", "N", in: isometricTests, "mean",
                "mean force from onset to end", "B.8"),
            number(
                "onsetThreshold", "threshold of the onset", "N", in: isometricTests, "mean+5SD",
                "force that the onset crosses: the smaller, the quieter the test", "B.8"),
            number(
                "pretension", "pre-tension", "N", in: weighed, "baseline-BW",
                "mean of the second before the effort minus body weight", "B.8; Comfort 2019"),
            pair(
                "peakForceNetPerKg", "net peak force by body mass", "N/kg", in: isometricTests, "own-peak/net-baseline",
                "peakForceNet divided by body mass, weighed or given; not defined without", "B.8, B.14"),
            pair(
                "peakForceAllometric", "peak force, allometric", "N/kg^0.67", in: isometricTests,
                "own-peak/gross/m^0.67",
                "peakForce divided by body mass to the power of 0.67; not defined without body mass", "B.8"),
            number(
                "timeToTaskFailure", "time to task failure", "s", in: dynamometryTests, "90%/2s",
                "onset to the first 2 s under 90 % of the target force; not defined without a target", "B.8"),
            MetricDefinition(
                "criticalForce", "critical force", "N", dynamometryTests, index: .percentageDifference,
                method: "mean-of-last-3-of-24", "mean effortMeanForce of the last three of at least 24 all-out efforts",
                source: "McClean 2023; field, 2.9", across: (.criticalForce, "effortMeanForce")),
            MetricDefinition(
                "impulseAboveCriticalForce", "impulse above critical force", "N·s", dynamometryTests,
                index: .percentageDifference, method: "mean-of-last-3-of-24",
                "sum over all efforts of (effortMeanForce − criticalForce)·effortTime where that is positive",
                source: "McClean 2023; field, 2.9", across: (.impulseAboveCriticalForce, "effortMeanForce")),
        ]

    private static let epochs: [MetricDefinition] =
        isometricTimes.map { ms in
            pair(
                "fNet\(ms)", "net force at \(ms) ms", "N", in: isometricTests, "net-baseline",
                "f\(ms) minus the mean of each side's own baseline", "B.8")
        }
        + isometricTimes.map { ms in
            pair(
                "f\(ms)PerBW", "force at \(ms) ms by body weight", "BW", in: weighed, "gross",
                "f\(ms) divided by the weighed body weight", "B.8")
        }
        + isometricTimes.map { ms in
            pair(
                "imp\(ms)", "impulse 0–\(ms) ms", "N·s", in: isometricTests, "gross",
                "∫F from onset to \(ms) ms, nothing subtracted", "B.8")
        }
}
