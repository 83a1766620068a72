import Symmetry

extension MetricCatalogue {
    /// Metrics of a record without a test.
    static let free: [MetricDefinition] = [
        MetricDefinition(
            "meanForce", "mean force", "N", [.free, .stance], headline: [.free, .stance], index: .symmetryIndex,
            method: "mean",
            "arithmetic mean of all samples; gaps of at most 10 ms are left out", source: "formulas B.3"),
        MetricDefinition(
            "share", "loading share", "%", [.free, .stance], headline: [.free, .stance], index: .share, method: "mean",
            "each side's part of the mean force; gaps of at most 10 ms are left out", source: "formulas A.1"),
        MetricDefinition(
            "impulse", "impulse", "N·s", [.free], headline: [.free], index: .symmetryIndex, method: "gross",
            "∫F over the whole record, trapezoid", source: "formulas B.3, C.5"),
    ]
}
