import Statistics

/// What repeated runs up and down say of a sensor, beside its curve (formulas D.2).
///
/// All forces are newtons as the calibration's own curve gives them; % are of full scale. A characteristic whose runs were
/// not made is absent.
public struct SeriesCharacteristics: Sendable, Hashable, Codable {
    /// Newtons of full scale.
    public let fullScale: Double
    /// Largest distance between the readings on the way up and down, at the same force.
    public let hysteresis: Double?
    /// Standard deviation of ascending readings of the same force and rotation, pooled over the forces.
    public let repeatability: Double?
    /// Readings left over behind ``repeatability``.
    public let repeatabilityDegrees: Int?
    /// Largest range among ascending readings of the same force in different rotations.
    public let reproducibility: Double?
    /// Mean over the series of the distance between down and up over the reading up, in %, at its largest force.
    public let reversibilityPercent: Double?

    /// Compares points at the same force and place.
    ///
    /// - Parameters:
    ///   - points: readings of central loads.
    ///   - newtons: the curve that makes newtons of a raw reading.
    public init(_ points: [CalibrationPoint], fullScale: Double, newtons: (Double) -> Double) {
        self.fullScale = fullScale
        var hysteresis: Double?
        var reproducibility: Double?
        var reversibility: Double?
        var pooled = 0.0
        var degrees = 0
        let forces = Set(points.map(\.force)).sorted()
        for force in forces where force > 0 {
            let here = points.filter { $0.force == force }
            let up = here.filter { $0.direction == .ascending }
            var ratios: [Double] = []
            for down in here where down.direction == .descending {
                let partners = up.filter { $0.series == down.series }
                guard let mean = Self.mean(partners.map { newtons($0.raw) }) else { continue }
                let distance = abs(newtons(down.raw) - mean)
                hysteresis = max(hysteresis ?? 0, distance)
                if mean != 0 { ratios.append(100 * distance / abs(mean)) }
            }
            if let mean = Self.mean(ratios) { reversibility = max(reversibility ?? 0, mean) }
            var means: [Double] = []
            for rotation in Set(up.map(\.rotation)).sorted() {
                let same = up.filter { $0.rotation == rotation }.map { newtons($0.raw) }
                if let mean = Self.mean(same) { means.append(mean) }
                if let sd = Descriptive.standardDeviation(same.span) {
                    pooled += sd * sd * Double(same.count - 1)
                    degrees += same.count - 1
                }
            }
            if means.count > 1, let low = means.min(), let high = means.max() {
                reproducibility = max(reproducibility ?? 0, high - low)
            }
        }
        self.hysteresis = hysteresis
        self.reproducibility = reproducibility
        reversibilityPercent = reversibility
        repeatability = degrees > 0 ? (pooled / Double(degrees)).squareRoot() : nil
        repeatabilityDegrees = degrees > 0 ? degrees : nil
    }

    /// Hysteresis in % of full scale.
    public var hysteresisPercent: Double? { hysteresis.map { 100 * $0 / fullScale } }
    /// Repeatability in % of full scale.
    public var repeatabilityPercent: Double? { repeatability.map { 100 * $0 / fullScale } }
    /// Reproducibility in % of full scale.
    public var reproducibilityPercent: Double? { reproducibility.map { 100 * $0 / fullScale } }

    static func mean(_ values: [Double]) -> Double? { Descriptive.mean(values.span) }
}
