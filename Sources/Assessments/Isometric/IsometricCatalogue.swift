import Symmetry

extension MetricCatalogue {
    /// Milliseconds after onset at which isometric force is read.
    static let isometricTimes = [50, 100, 150, 200, 250]

    /// Tests on dynamometers that hold a force.
    static let dynamometryTests: [TestID] = [.iso, .squeeze, .grip, .pull]
    /// Tests of isometric efforts.
    static let isometricTests: [TestID] = [.imtp, .isosquat] + dynamometryTests
    /// Those in which the early force is shown first.
    private static let firstIsometricTests: [TestID] = [.imtp, .isosquat, .iso]

    /// Metrics of isometric efforts.
    static let isometric: [MetricDefinition] =
        [
            MetricDefinition(
                "peakForceNet", "net peak force", "N", isometricTests, headline: isometricTests, index: .symmetryIndex,
                method: "own-peak/net-baseline", "peakForce minus the mean of each side's own baseline",
                source: "formulas B.8")
        ]
        + isometricTimes.map { ms in
            MetricDefinition(
                "f\(ms)", "force at \(ms) ms", "N", isometricTests,
                headline: ms == 100 || ms == 200 ? firstIsometricTests : [], index: .symmetryIndex, method: "gross",
                "force \(ms) ms after the onset of the total, nothing subtracted", source: "formulas B.8; Haff 2015")
        }
        + isometricTimes.map { ms in
            MetricDefinition(
                "rfd0_\(ms)", "rate of force development 0–\(ms) ms", "N/s", isometricTests,
                headline: ms == 200 ? isometricTests : [], index: .symmetryIndex, method: "onset-to-time",
                "rise of force from onset to \(ms) ms, by that time", source: "formulas B.8; Maffiuletti 2016")
        }
        + [
            MetricDefinition(
                "rfdMax20", "maximal rate of force development", "N/s", isometricTests, headline: dynamometryTests,
                index: .symmetryIndex, method: "20ms-window/own",
                "largest rise over any 20 ms that begin between onset and peak, each side's own",
                source: "formulas B.8; Haff 2015")
        ]
        + isometricTimes.map { ms in
            MetricDefinition(
                "impNet\(ms)", "net impulse 0–\(ms) ms", "N·s", isometricTests,
                headline: ms == 200 ? firstIsometricTests : [], index: .symmetryIndex, method: "net-baseline",
                "∫(F−baseline) from onset to \(ms) ms, each side over its own baseline", source: "formulas B.8")
        }
        + [
            MetricDefinition(
                "timeToPeak", "time to peak", "s", isometricTests + [.nordic], index: .difference, method: "from-onset",
                "onset of the total to the peak, of each side to its own peak", source: "formulas B.8"),
            MetricDefinition(
                "baseline", "baseline force", "N", isometricTests, index: .symmetryIndex, method: "quietest-1s",
                "mean of the quietest second before the effort: pre-tension and weight in it", source: "formulas B.8"),
        ]
}
