import Symmetry

extension MetricCatalogue {
    /// Metrics of walking, each of one step of a foot.
    ///
    /// Their index is `SIr`, the one most published for walking (formulas A.6).
    static let gait: [MetricDefinition] = [
        pair(
            "stepTime", "step time", "s", headline: true, "other-contact-to-contact",
            "initial contact of the other foot to this one"),
        pair(
            "strideTime", "stride time", "s", "contact-to-contact", "initial contact to the next one of the same foot"),
        pair("stance", "stance time", "s", headline: true, "20N", "initial contact to toe-off, at 20 N"),
        pair("swing", "swing time", "s", "stride-stance", "stride time minus stance time"),
        pair(
            "doubleSupport", "double support", "s", headline: true, "contact-to-other-toe-off",
            "initial contact to toe-off of the other foot"),
        MetricDefinition(
            "cadence", "cadence", "1/min", [.gait], headline: [.gait], method: "60/stepTime",
            "steps a minute: 60 divided by the step time", source: "formulas B.12"),
        MetricDefinition(
            "stepTimeSD", "spread of the step time", "s", [.gait], index: .difference, method: "sd",
            "SD of the step times of each foot", source: "formulas B.12", across: (.standardDeviation, "stepTime")),
        MetricDefinition(
            "stepCount", "steps", "1", [.gait], method: "count", "steps of each foot with a step time",
            source: "formulas B.12", across: (.count, "stepTime")),
        pair(
            "f1", "first peak force", "N", headline: true, "first-half", "largest force of the first half of the stance"
        ),
        pair("f2", "valley force", "N", headline: true, "between-peaks", "smallest force between both peaks"),
        pair(
            "f3", "second peak force", "N", headline: true, "second-half",
            "largest force of the second half of the stance"),
        pair("gaitImpulse", "impulse of the stance", "N·s", headline: true, "gross", "∫F over the stance"),
        pair(
            "gaitLoadRate", "loading rate", "N/s", "contact-to-first-peak",
            "rise of force from initial contact to the first peak, by its time"),
    ]

    private static func pair(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, _ method: String, _ definition: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.gait], headline: headline ? [.gait] : [], index: .robinson, method: method,
            definition, source: "formulas B.12")
    }
}
