import Statistics

/// Whether a polynomial of one degree more explains more than chance does: the F-test (formulas D.2, D.4).
public struct DegreeTest: Sendable, Hashable, Codable {
    /// The smaller degree.
    public let from: Int
    /// The ratio of what the added power explains to what remains; infinite where nothing remains.
    public let ratio: Double
    /// The ratio that chance exceeds in 5 % of all cases.
    public let critical: Double

    /// Compares a fit with that of the next degree to the same points.
    ///
    /// - Returns: nil where the degrees do not follow each other or no point is left over.
    public init?(_ smaller: PolynomialFit, _ larger: PolynomialFit) {
        let degrees = larger.degreesOfFreedom
        guard larger.degree == smaller.degree + 1, degrees > 0, smaller.degreesOfFreedom == degrees + 1 else {
            return nil
        }
        from = smaller.degree
        let gained = max(smaller.residualSumOfSquares - larger.residualSumOfSquares, 0)
        let rest = larger.residualSumOfSquares / Double(degrees)
        // Two sums of squares that are both rounding have nothing to tell.
        let scale = smaller.scaledCoefficients.reduce(0) { $0 + $1 * $1 }
        ratio = gained <= 1e-26 * scale ? 0 : rest > 0 ? gained / rest : .infinity
        critical = FisherF(numerator: 1, denominator: Double(degrees)).quantile(0.95)
    }

    /// True where the larger degree is worth its coefficient.
    public var isSignificant: Bool { ratio > critical }
}

/// The polynomial degree that points support.
public struct DegreeChoice: Sendable, Hashable {
    /// The fit of the chosen degree.
    public let fit: PolynomialFit
    /// The tests that led there, from degree 1 on.
    public let tests: [DegreeTest]
    /// True where a higher degree was significant and yet refused, because its curve turns round in the range.
    public let refusedTurning: Bool

    /// Raises the degree while the F-test is significant and the curve rises all through the range.
    ///
    /// - Parameter largest: the highest degree, 3 for calibrations here and 5 in the manner of ASTM E74.
    public init(
        _ arguments: [Double], _ values: [Double], largest: Int = 3, throughZero: Bool = false
    ) throws(CalibrationError) {
        var fit = try PolynomialFit(arguments, values, degree: 1, throughZero: throughZero)
        var tests: [DegreeTest] = []
        var refused = false
        while fit.degree < largest {
            guard
                let next = try? PolynomialFit(arguments, values, degree: fit.degree + 1, throughZero: throughZero),
                let test = DegreeTest(fit, next)
            else { break }
            tests.append(test)
            guard test.isSignificant else { break }
            guard next.isMonotone else {
                refused = true
                break
            }
            fit = next
        }
        self.fit = fit
        self.tests = tests
        refusedTurning = refused
    }
}
