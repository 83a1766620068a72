/// The relative uncertainty of one force in the manner of ISO 376's annex: informative, from memory (formulas D.3).
///
/// All in %. A term that was not measured or not stated is absent and named in ``undetermined``: the sum is then a lower
/// bound.
public struct ISO376Uncertainty: Sendable, Hashable {
    /// In whose manner.
    public let manner = Manner.iso376
    /// w1: standard uncertainty of the applied force; nil where nobody stated it.
    public let appliedForce: Double?
    /// w2: spread over the rotations.
    public let reproducibility: Double
    /// w3: repeatability.
    public let repeatability: Double
    /// w4: resolution; nil where nobody stated it.
    public let resolution: Double?
    /// w5: creep; nil where it was not measured.
    public let creep: Double?
    /// w6: zero return; nil where it was not measured.
    public let zeroReturn: Double?
    /// w7: temperature; nil where no coefficient or no range is known.
    public let temperature: Double?
    /// w8: interpolation; it counts for interpolated forces.
    public let interpolation: Double

    /// The terms at one force.
    ///
    /// - Parameters:
    ///   - appliedForce: w1 in %.
    ///   - resolution: in the unit of the deflections.
    ///   - temperatureCoefficient: part of the span per K.
    ///   - temperatureRange: kelvin over which the calibration went.
    public init(
        _ evaluation: ISO376Evaluation, _ row: ISO376Evaluation.Row, appliedForce: Double?, resolution: Double?,
        temperatureCoefficient: Double? = nil, temperatureRange: Double? = nil
    ) {
        self.appliedForce = appliedForce
        reproducibility = row.rotationUncertainty
        repeatability = row.repeatability / 3.0.squareRoot()
        self.resolution = resolution.map { 100 * $0 / abs(row.meanDeflection) / 6.0.squareRoot() }
        creep = evaluation.creep.map { abs($0) / 3.0.squareRoot() }
        zeroReturn = evaluation.zeroReturn.map(abs)
        if let temperatureCoefficient, let temperatureRange {
            temperature = abs(temperatureCoefficient * temperatureRange / 2) * 100 / 3.0.squareRoot()
        } else {
            temperature = nil
        }
        interpolation = abs(row.interpolation)
    }

    /// Terms that are missing, as a record names them.
    public var undetermined: [String] {
        let terms: [(String, Double?)] = [
            ("w1 applied force", appliedForce), ("w4 resolution", resolution), ("w5 creep", creep),
            ("w6 zero return", zeroReturn), ("w7 temperature", temperature),
        ]
        return terms.compactMap { $0.1 == nil ? $0.0 : nil }
    }

    private var common: [Double] {
        [appliedForce, reproducibility, repeatability, resolution, creep, zeroReturn, temperature].compactMap { $0 }
    }

    /// w_c: the terms together, for interpolated forces (cases C and D).
    public var combined: Double { (common + [interpolation]).reduce(0) { $0 + $1 * $1 }.squareRoot() }

    /// W: twice that.
    public var expanded: Double { 2 * combined }

    /// W for the forces that were applied themselves (cases A and B), where no curve errs.
    public var expandedAtForces: Double { 2 * common.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension ISO376Evaluation {
    /// Cases for which everything was measured: reversibility for B and D, creep for A and C, the zero's return for all.
    public var cases: [ISO376Class.Case] {
        guard zeroReturn != nil else { return [] }
        let isReversed = rows.allSatisfy { $0.reversibility != nil }
        return ISO376Class.Case.allCases.filter { $0.reverses ? isReversed : creep != nil }
    }
}
