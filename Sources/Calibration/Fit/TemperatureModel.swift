import Statistics

/// How zero and span move with temperature (formulas D.2).
///
/// F = P(c − β·ΔT)/(1 + α·ΔT), with the polynomial P of the calibration, the raw reading c and ΔT from the temperature of
/// the calibration.
public struct TemperatureModel: Sendable, Hashable, Codable {
    /// °C of the calibration.
    public var temperature: Double
    /// α in 1/K: part of the span by which the raw deflection grows.
    public var span: Double
    /// Standard uncertainty of α.
    public var spanUncertainty: Double
    /// β in raw units per K: by how much the unloaded reading grows.
    public var zero: Double
    /// Standard uncertainty of β.
    public var zeroUncertainty: Double

    /// Makes a model.
    public init(
        temperature: Double, span: Double, spanUncertainty: Double = 0, zero: Double = 0, zeroUncertainty: Double = 0
    ) {
        self.temperature = temperature
        self.span = span
        self.spanUncertainty = spanUncertainty
        self.zero = zero
        self.zeroUncertainty = zeroUncertainty
    }

    /// Kelvin from the temperature of calibration that are allowed where no coefficients are known (project convention).
    public static let largestDifference = 5.0

    /// A sensor's unloaded reading and its reading under one force, at one temperature.
    public struct Span: Sendable, Hashable, Codable {
        /// °C.
        public var temperature: Double
        /// Raw reading unloaded.
        public var zero: Double
        /// Raw reading under the force, which is the same at all temperatures.
        public var loaded: Double

        /// Makes a pair of readings.
        public init(temperature: Double, zero: Double, loaded: Double) {
            self.temperature = temperature
            self.zero = zero
            self.loaded = loaded
        }
    }

    /// The coefficients from spans at two temperatures or more.
    ///
    /// With only two there is nothing left over to tell an uncertainty, which then stands as 0.
    public init(_ spans: [Span], temperature: Double) throws(CalibrationError) {
        guard Set(spans.map(\.temperature)).count >= 2 else {
            throw .missingSteps("spans at two temperatures")
        }
        let columns = [spans.map { _ in 1.0 }, spans.map { $0.temperature - temperature }]
        let deflection = try LeastSquares.solve(columns, spans.map { $0.loaded - $0.zero })
        let unloaded = try LeastSquares.solve(columns, spans.map(\.zero))
        let (constant, slope) = (deflection.coefficients[0], deflection.coefficients[1])
        guard constant != 0 else { throw .noSpan }
        self.init(
            temperature: temperature, span: slope / constant,
            spanUncertainty: (deflection.standardErrors?[1] ?? 0) / abs(constant),
            zero: unloaded.coefficients[1], zeroUncertainty: unloaded.standardErrors?[1] ?? 0)
    }

    /// The calibration's polynomial at another temperature, in newtons per quantity^k.
    public func coefficients(_ calibrated: [Double], at other: Double) -> [Double] {
        let difference = other - temperature
        let shift = zero * difference
        // Horner's scheme in (c − shift) gives the powers of c.
        var shifted: [Double] = []
        for coefficient in calibrated.reversed() {
            var next = [coefficient] + shifted
            for k in shifted.indices { next[k] -= shift * shifted[k] }
            shifted = next
        }
        return shifted.map { $0 / (1 + span * difference) }
    }
}
