import Symmetry

extension MetricCatalogue {
    /// Metrics of the quiet stance that need no centre of pressure.
    static let stance: [MetricDefinition] = [
        number("shareSD", "spread of the share", "%", headline: true, "sd", "SD of the share sample by sample"),
        MetricDefinition(
            "timeOutside", "time outside 50 ± 5 %", "s", [.stance, .squat], headline: [.stance], method: "50±5%",
            "time in which the share sample by sample is under 45 or over 55 %",
            source: "formulas B.10; the 5 % are the project's"),
        number("shareRange", "range of the share", "%", "max-min", "largest minus smallest share sample by sample"),
        number("stanceTime", "duration of the window", "s", headline: true, "window", "length of the analysed window"),
        MetricDefinition(
            "forceSD", "spread of the force", "N", [.stance], index: .symmetryIndex, method: "sd",
            "SD of the force of each side", source: "formulas B.10"),
        number(
            "loadShift", "correlation of left and right force", "1", "pearson",
            "r of the two forces: near −1 where the weight moves between the feet", "B.11"),
    ]

    private static func number(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, _ method: String, _ definition: String,
        _ source: String = "B.10"
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.stance], headline: headline ? [.stance] : [], method: method, definition,
            source: "formulas " + source)
    }
}
