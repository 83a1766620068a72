import Symmetry

extension MetricCatalogue {
    /// Metrics of the centre of pressure; present only where a recording has it.
    static let sway: [MetricDefinition] = [
        pair("copPath", "sway path", "mm", headline: true, "path", "length of the path of the centre of pressure"),
        pair("copVel", "sway velocity", "mm/s", headline: true, "path/T", "path by the time from first to last sample"),
        pair("copRMS_ML", "sway RMS sideways", "mm", "rms", "root mean square of x about its mean"),
        pair("copRMS_AP", "sway RMS forwards and back", "mm", "rms", "root mean square of y about its mean"),
        pair("copRange_ML", "sway range sideways", "mm", "max-min", "largest minus smallest x"),
        pair("copRange_AP", "sway range forwards and back", "mm", "max-min", "largest minus smallest y"),
        pair(
            "copArea95", "sway area", "mm²", headline: true, "prediction-ellipse-F",
            "area of the ellipse into which the next point falls with 95 %",
            source: "Schubert and Kirchner 2014; formulas B.11"),
        pair(
            "copArea95Chi2", "sway area, χ² form", "mm²", "prediction-ellipse-χ²",
            "the same area with the χ² quantile of endless data, as many papers give it"),
        pair("copHullArea", "sway hull", "mm²", "convex-hull", "area of the convex hull of all points"),
        pair("copSwayRate", "sway area rate", "mm²/s", "Σ|x·y′−x′·y|/2T", "area swept about the mean per second"),
        pair(
            "copSampEn_ML", "sample entropy sideways", "1", "sampen-m2-r0.2-25Hz", "sample entropy of x",
            source: entropy),
        pair(
            "copSampEn_AP", "sample entropy forwards and back", "1", "sampen-m2-r0.2-25Hz", "sample entropy of y",
            source: entropy),
        number(
            "copAngle", "direction of sway", "°", "prediction-ellipse",
            "from the person's right to the longer axis of the ellipse, towards the front"),
        number("copTime", "time of the sway", "s", "(N-1)/rate", "from the first to the last sample that counts"),
    ]

    private static let entropy = "Richman and Moorman 2000; formulas B.11"

    private static func pair(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, _ method: String, _ definition: String,
        source: String = "formulas B.11"
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.stance], headline: headline ? [.stance] : [], index: .difference,
            method: method + "/" + SwaySettings().method,
            definition + "; of both feet, and of each plate where that is known", source: source)
    }

    private static func number(
        _ id: String, _ name: String, _ unit: String, _ method: String, _ definition: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.stance], method: method + "/" + SwaySettings().method, definition, source: "formulas B.11"
        )
    }
}

extension MetricDefinition {
    /// Method of a metric of the centre of pressure that was prepared otherwise than usual.
    func method(in settings: SwaySettings) -> String {
        let usual = SwaySettings().method
        return method.hasSuffix(usual) ? method.dropLast(usual.count) + settings.method : method
    }
}
