import SignalCore

/// A raw reading under a known force: what fits work on.
public struct CalibrationPoint: Sendable, Hashable, Codable {
    /// The way by which the force was reached.
    public enum Direction: String, Sendable, Hashable, CaseIterable, Codable {
        /// From a smaller force.
        case ascending
        /// From a larger force.
        case descending
    }

    /// Newtons of the reference.
    public var force: Double
    /// The device's own quantity.
    public var raw: Double
    /// Whether the force rose or fell to get here.
    public var direction: Direction
    /// Number of the series, from 0: one run up, and down where it goes down.
    public var series: Int
    /// Degrees by which the sensor was turned for this series.
    public var rotation: Double
    /// °C of the sensor; nil where unknown.
    public var temperature: Double?
    /// Millimetres from the plate's centre; nil for the centre itself.
    public var position: SIMD2<Double>?

    /// Makes a point.
    public init(
        force: Double, raw: Double, direction: Direction = .ascending, series: Int = 0, rotation: Double = 0,
        temperature: Double? = nil, position: SIMD2<Double>? = nil
    ) {
        self.force = force
        self.raw = raw
        self.direction = direction
        self.series = series
        self.rotation = rotation
        self.temperature = temperature
        self.position = position
    }
}
