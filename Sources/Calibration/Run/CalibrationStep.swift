/// One thing to do in a calibration: what to put where, and for how long.
public struct CalibrationStep: Sendable, Hashable, Codable {
    /// What the step is for.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// To the largest force and off again, so that the sensor settles; not evaluated.
        case preload
        /// Nothing on the sensor.
        case zero
        /// A force at the centre.
        case load
        /// A force away from the centre.
        case corner
        /// A force that stays on while the reading is followed.
        case creep
    }

    /// What it is for.
    public var kind: Kind
    /// Names of the weights that are on; empty for an unloaded sensor.
    public var masses: [String]
    /// Number of the series, from 0.
    public var series: Int
    /// Whether the force rises or falls to get here.
    public var direction: CalibrationPoint.Direction
    /// Degrees by which the sensor is turned.
    public var rotation: Double
    /// Millimetres from the plate's centre; nil for the centre.
    public var position: SIMD2<Double>?
    /// Seconds that the force stays on before the reading, so that creep is the same at all steps.
    public var dwell: Double

    /// Makes a step.
    public init(
        _ kind: Kind, masses: [String] = [], series: Int = 0, direction: CalibrationPoint.Direction = .ascending,
        rotation: Double = 0, position: SIMD2<Double>? = nil, dwell: Double = 30
    ) {
        self.kind = kind
        self.masses = masses
        self.series = series
        self.direction = direction
        self.rotation = rotation
        self.position = position
        self.dwell = dwell
    }
}
