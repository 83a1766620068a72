/// An evaluation in the manner of ISO 376: informative, and from memory (formulas D.3).
public struct ISO376Evaluation: Sendable, Hashable {
    /// The deflections of the series, zeros taken off, one a force.
    public struct Series: Sendable, Hashable, Codable {
        /// Newtons, ascending, > 0.
        public var forces: [Double]
        /// Ascending at 0°.
        public var x1: [Double]
        /// Ascending at 0° again.
        public var x2: [Double]
        /// Ascending at 120°.
        public var x3: [Double]
        /// Descending at 120°; empty where it was not done.
        public var x4: [Double]
        /// Ascending at 240°.
        public var x5: [Double]
        /// Descending at 240°; empty where it was not done.
        public var x6: [Double]

        /// Makes series.
        public init(
            forces: [Double], x1: [Double], x2: [Double], x3: [Double], x4: [Double] = [], x5: [Double],
            x6: [Double] = []
        ) {
            self.forces = forces
            self.x1 = x1
            self.x2 = x2
            self.x3 = x3
            self.x4 = x4
            self.x5 = x5
            self.x6 = x6
        }
    }

    /// What one force says; all in %.
    public struct Row: Sendable, Hashable {
        /// Newtons.
        public let force: Double
        /// Mean deflection of the three rotations.
        public let meanDeflection: Double
        /// b: reproducibility with rotation.
        public let reproducibility: Double
        /// b′: repeatability without rotation.
        public let repeatability: Double
        /// fc: interpolation error.
        public let interpolation: Double
        /// v: reversibility; nil without descending series.
        public let reversibility: Double?
        /// √(Σ(Xi − X̄r)²/6) of the three rotations over X̄r.
        public let rotationUncertainty: Double
    }

    /// In whose manner.
    public let manner = Manner.iso376
    /// One a force.
    public let rows: [Row]
    /// Coefficients of (force/largest force)^k of the curve through zero, from k = 1.
    public let scaledCoefficients: [Double]
    /// f0: zero return in %; nil where it was not measured.
    public let zeroReturn: Double?
    /// c: creep from 30 s to 300 s in %; nil where it was not measured.
    public let creep: Double?

    /// Evaluates series.
    ///
    /// - Parameters:
    ///   - zeroReturn: unloaded deflection after a series less the one before it, in the unit of the deflections.
    ///   - creep: deflection at 300 s less that at 30 s.
    ///   - degree: of the curve, 1…3.
    public init(
        _ series: Series, zeroReturn: Double? = nil, creep: Double? = nil, degree: Int = 3
    ) throws(CalibrationError) {
        let n = series.forces.count
        guard [series.x1, series.x2, series.x3, series.x5].allSatisfy({ $0.count == n }),
            series.x4.count == series.x6.count, series.x4.isEmpty || series.x4.count == n
        else { throw .unequalLengths("the series X1 to X6") }
        guard series.forces.allSatisfy({ $0 > 0 && $0.isFinite }),
            zip(series.forces, series.forces.dropFirst()).allSatisfy(<)
        else { throw .implausible("a force") }
        let all = series.x1 + series.x2 + series.x3 + series.x4 + series.x5 + series.x6
        guard all.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw .implausible("a deflection") }
        guard (1...3).contains(degree) else { throw .implausible("the degree") }
        let means = (0..<n).map { (series.x1[$0] + series.x3[$0] + series.x5[$0]) / 3 }
        let fit = try PolynomialFit(series.forces, means, degree: degree, throughZero: true)
        rows = (0..<n).map { i in
            let turned = [series.x1[i], series.x3[i], series.x5[i]]
            let mean = means[i]
            let range = (turned.max() ?? mean) - (turned.min() ?? mean)
            let pair = (series.x1[i] + series.x2[i]) / 2
            let curve = fit.value(series.forces[i])
            let square = turned.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6
            var reversibility: Double?
            if !series.x4.isEmpty {
                reversibility =
                    50
                    * (abs(series.x4[i] - series.x3[i]) / series.x3[i]
                        + abs(series.x6[i] - series.x5[i]) / series.x5[i])
            }
            return Row(
                force: series.forces[i], meanDeflection: mean, reproducibility: 100 * range / mean,
                repeatability: 100 * abs(series.x2[i] - series.x1[i]) / pair,
                interpolation: 100 * (mean - curve) / curve, reversibility: reversibility,
                rotationUncertainty: 100 * square.squareRoot() / mean)
        }
        scaledCoefficients = Array(fit.scaledCoefficients.dropFirst())
        let largest = means.last ?? .nan
        self.zeroReturn = zeroReturn.map { 100 * $0 / largest }
        self.creep = creep.map { 100 * $0 / largest }
    }
}
