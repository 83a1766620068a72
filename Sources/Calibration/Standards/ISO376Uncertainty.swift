/// The relative uncertainty of one force in the manner of ISO 376's annex: informative, from memory (formulas D.3).
///
/// All in %.
public struct ISO376Uncertainty: Sendable, Hashable {
    /// In whose manner.
    public let manner = Manner.iso376
    /// w1: standard uncertainty of the applied force.
    public let appliedForce: Double
    /// w2: spread over the rotations.
    public let reproducibility: Double
    /// w3: repeatability.
    public let repeatability: Double
    /// w4: resolution.
    public let resolution: Double
    /// w5: creep; 0 where it was not measured.
    public let creep: Double
    /// w6: zero return; 0 where it was not measured.
    public let zeroReturn: Double
    /// w7: temperature.
    public let temperature: Double
    /// w8: interpolation.
    public let interpolation: Double

    /// The terms at one force.
    ///
    /// - Parameters:
    ///   - appliedForce: w1 in %.
    ///   - resolution: in the unit of the deflections.
    ///   - temperatureCoefficient: part of the span per K.
    ///   - temperatureRange: kelvin over which the calibration went.
    public init(
        _ evaluation: ISO376Evaluation, _ row: ISO376Evaluation.Row, appliedForce: Double, resolution: Double,
        temperatureCoefficient: Double = 0, temperatureRange: Double = 0
    ) {
        self.appliedForce = appliedForce
        reproducibility = row.rotationUncertainty
        repeatability = row.repeatability / 3.0.squareRoot()
        self.resolution = 100 * resolution / row.meanDeflection / 6.0.squareRoot()
        creep = abs(evaluation.creep ?? 0) / 3.0.squareRoot()
        zeroReturn = abs(evaluation.zeroReturn ?? 0)
        temperature = abs(temperatureCoefficient * temperatureRange / 2) * 100 / 3.0.squareRoot()
        interpolation = abs(row.interpolation)
    }

    /// w_c: the terms together.
    public var combined: Double {
        [appliedForce, reproducibility, repeatability, resolution, creep, zeroReturn, temperature, interpolation]
            .reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    /// W: twice that.
    public var expanded: Double { 2 * combined }
}
