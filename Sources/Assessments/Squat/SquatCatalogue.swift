import Symmetry

extension MetricCatalogue {
    /// Metrics of squats.
    static let squat: [MetricDefinition] = [
        share("repShare", "share of the repetition", "the whole repetition"),
        share("repShareDescent", "share of the descent", "the descent"),
        share("repShareBottom", "share at the bottom", "100 ms before to 100 ms after the lowest point"),
        share("repShareAscent", "share of the ascent", "the ascent"),
        force("repForceDescent", "mean force of the descent", "the descent"),
        force("repForceBottom", "mean force at the bottom", "100 ms before to 100 ms after the lowest point"),
        force("repForceAscent", "mean force of the ascent", "the ascent"),
        number("repShareRange", "range of the share", "%", "max-min", "largest minus smallest share sample by sample"),
        number("repTime", "duration of the repetition", "s", "start-to-end", "from standing to standing"),
        number("descentTime", "duration of the descent", "s", "start-to-bottom", "from standing to the lowest point"),
        number("ascentTime", "duration of the ascent", "s", "bottom-to-end", "from the lowest point to standing"),
        number(
            "squatDepth", "depth", "m", headline: true, "double-integration",
            "displacement from standing to the lowest point, negative = down"),
        number(
            "ascentVelocityMean", "mean velocity of the ascent", "m/s", headline: true, "rest-to-rest",
            "mean velocity from the lowest point to standing"),
        number(
            "ascentVelocityPeak", "peak velocity of the ascent", "m/s", "rest-to-rest",
            "largest velocity between the lowest point and standing"),
        number(
            "ascentPowerMean", "mean power of the ascent", "W", "T·v",
            "mean product of total force and velocity from the lowest point to standing"),
        MetricDefinition(
            "repShareSlope", "drift of the share", "%", [.squat], headline: [.squat], method: "slope-per-rep",
            "least-squares slope of repShare in percentage points a repetition", source: "formulas B.10",
            across: (.slope, "repShare")),
        MetricDefinition(
            "repShareSD", "spread of the share over repetitions", "%", [.squat], method: "sd",
            "SD of repShare over the repetitions", source: "formulas B.10", across: (.standardDeviation, "repShare")),
        MetricDefinition(
            "repCount", "repetitions", "1", [.squat, .sts], method: "count", "repetitions that count",
            source: "formulas B.14", across: (.count, "peakForce")),
    ]

    private static func share(_ id: String, _ name: String, _ window: String) -> MetricDefinition {
        MetricDefinition(
            id, name, "%", [.squat], headline: [.squat], index: .share, method: "mean",
            "each side's part of the mean force of " + window, source: "formulas B.10")
    }

    private static func force(_ id: String, _ name: String, _ window: String) -> MetricDefinition {
        MetricDefinition(
            id, name, "N", [.squat], index: .symmetryIndex, method: "mean", "mean force of each side over " + window,
            source: "formulas B.10")
    }

    private static func number(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, _ method: String, _ definition: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.squat], headline: headline ? [.squat] : [], method: method, definition,
            source: "formulas B.10")
    }
}
