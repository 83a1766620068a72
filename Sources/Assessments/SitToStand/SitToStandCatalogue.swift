import Symmetry

extension MetricCatalogue {
    /// Metrics of rising from a seat; events and phases are the project's, since no sensor is in the seat.
    static let sitToStand: [MetricDefinition] = [
        number("riseTime", "time to stand", "s", headline: true, "onset-to-standing", "onset to standing still"),
        number("seatOffTime", "time to seat-off", "s", "onset-to-seatOff", "onset to the first whole body weight"),
        number("extensionTime", "extension time", "s", "seatOff-to-standing", "seat-off to standing still"),
        number("riseTimeToPeak", "time to peak", "s", "onset-to-peak", "onset to the peak of the total"),
        pair("seatedForce", "force of the feet when seated", "N", "quietest-1s", "mean of the quietest second before"),
        pair(
            "riseRFD", "rate of force development", "N/s", headline: true, "onset-to-peak",
            "rise of force from onset to the peak of the total, by its time"),
        pair("riseMeanForce", "mean force of the extension", "N", "mean", "mean force from seat-off to standing still"),
        pair(
            "riseImpulse", "impulse of the extension", "N·s", headline: true, "gross",
            "∫F of each side from seat-off to standing still"),
        pair(
            "riseShare", "share of the extension", "%", headline: true, index: .share, "mean",
            "each side's part of the mean force from seat-off to standing still"),
    ]

    private static func number(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, _ method: String, _ definition: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.sts], headline: headline ? [.sts] : [], method: method, definition, source: rule)
    }

    private static func pair(
        _ id: String, _ name: String, _ unit: String, headline: Bool = false, index: PairIndex = .symmetryIndex,
        _ method: String, _ definition: String
    ) -> MetricDefinition {
        MetricDefinition(
            id, name, unit, [.sts], headline: headline ? [.sts] : [], index: index, method: method, definition,
            source: rule)
    }

    private static let rule = "the project's events; formulas B.3"
}
