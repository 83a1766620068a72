/// Zero and span: the gain through two readings (formulas D.1).
///
/// Good for a verification or for interim work only: it cannot show how straight the sensor is. Taring moves the zero and
/// never the gain.
public struct TwoPointCalibration: Sendable, Hashable, Codable {
    /// Newtons per unit of the raw quantity, > 0.
    public let gain: Double
    /// Raw reading of the unloaded sensor.
    public let zero: Double
    /// Relative standard uncertainty of the gain from what was stated.
    public let relativeUncertainty: Double

    /// The gain from an unloaded reading and one under a known force.
    ///
    /// - Parameters:
    ///   - zero: mean raw reading of at least 2 s unloaded.
    ///   - reading: mean raw reading under `force`.
    ///   - force: newtons, > 0.
    ///   - zeroUncertainty: standard uncertainty of `zero` in raw units.
    ///   - readingUncertainty: the same of `reading`.
    ///   - forceUncertainty: standard uncertainty of `force` in newtons.
    public init(
        zero: Double, reading: Double, force: Double, zeroUncertainty: Double = 0, readingUncertainty: Double = 0,
        forceUncertainty: Double = 0
    ) throws(CalibrationError) {
        guard zero.isFinite, reading.isFinite, force.isFinite, force > 0 else {
            throw .implausible("zero, reading or force")
        }
        let span = reading - zero
        guard span != 0 else { throw .noSpan }
        guard span > 0 else { throw .negativeGain }
        gain = force / span
        self.zero = zero
        let raw = (zeroUncertainty * zeroUncertainty + readingUncertainty * readingUncertainty).squareRoot() / span
        let load = forceUncertainty / force
        relativeUncertainty = (raw * raw + load * load).squareRoot()
    }

    /// Newtons of a raw reading.
    public func force(_ reading: Double) -> Double { gain * (reading - zero) }

    /// The polynomial of the two points: newtons per quantity^k.
    public var coefficients: [Double] { [-gain * zero, gain] }
}
