import Statistics

/// A polynomial through points by least squares, solved on arguments of the size of 1 (formulas D.2).
public struct PolynomialFit: Sendable, Hashable {
    /// Highest power, ≥ 1.
    public let degree: Int
    /// Coefficient of argument^k, from k = 0.
    public let coefficients: [Double]
    /// Coefficient of (argument/``scale``)^k.
    public let scaledCoefficients: [Double]
    /// The largest magnitude of the arguments.
    public let scale: Double
    /// The smallest and the largest argument.
    public let range: ClosedRange<Double>
    /// Value minus fit, one a point.
    public let residuals: [Double]
    /// Points minus coefficients.
    public let degreesOfFreedom: Int
    /// Sum of the squared residuals.
    public let residualSumOfSquares: Double
    /// True where the curve passes through 0 and has no constant.
    public let isThroughZero: Bool
    /// (AᵀA)⁻¹ of the scaled arguments.
    private let inverseNormal: [[Double]]

    /// Fits `values` as a polynomial of `arguments`.
    ///
    /// - Parameter throughZero: true to leave out the constant, which then counts as 0.
    public init(
        _ arguments: [Double], _ values: [Double], degree: Int, throughZero: Bool = false
    ) throws(CalibrationError) {
        guard arguments.count == values.count else { throw .unequalLengths("arguments and values") }
        guard arguments.allSatisfy(\.isFinite), values.allSatisfy(\.isFinite) else { throw .implausible("a reading") }
        let need = degree + (throughZero ? 0 : 1)
        let different = Set(arguments).count
        guard degree >= 1, different >= need, let low = arguments.min(), let high = arguments.max() else {
            throw .tooFewForces(have: different, need: max(need, 2))
        }
        let scale = max(abs(low), abs(high))
        guard scale > 0 else { throw .noSpan }
        let first = throughZero ? 1 : 0
        let columns = (first...degree).map { power in
            arguments.map { x in (0..<power).reduce(1.0) { product, _ in product * (x / scale) } }
        }
        let fit = try LeastSquares.solve(columns, values)
        self.degree = degree
        self.scale = scale
        range = low...high
        isThroughZero = throughZero
        scaledCoefficients = (throughZero ? [0] : []) + fit.coefficients
        var power = 1.0
        var plain: [Double] = []
        for coefficient in scaledCoefficients {
            plain.append(coefficient / power)
            power *= scale
        }
        coefficients = plain
        residuals = fit.residuals
        degreesOfFreedom = fit.degreesOfFreedom
        residualSumOfSquares = fit.residualSumOfSquares
        inverseNormal = fit.inverseNormal
    }

    /// Standard deviation of the residuals; nil where no point is left over.
    public var deviation: Double? {
        degreesOfFreedom > 0 ? (residualSumOfSquares / Double(degreesOfFreedom)).squareRoot() : nil
    }

    /// Standard error of each coefficient, 0 for a constant that was left out; nil where no point is left over.
    public var standardErrors: [Double]? {
        guard let deviation else { return nil }
        var power = 1.0
        return coefficients.indices.map { k in
            let at = isThroughZero ? k - 1 : k
            let error = at < 0 ? 0 : deviation * inverseNormal[at][at].squareRoot() / power
            power *= scale
            return error
        }
    }

    /// The curve at an argument.
    public func value(_ argument: Double) -> Double { Self.value(coefficients, argument) }

    /// Standard error of the curve at an argument; nil where no point is left over.
    public func standardError(_ argument: Double) -> Double? {
        guard let deviation else { return nil }
        var powers: [Double] = []
        var x = isThroughZero ? argument / scale : 1
        for _ in inverseNormal {
            powers.append(x)
            x *= argument / scale
        }
        var sum = 0.0
        for i in powers.indices { for j in powers.indices { sum += powers[i] * inverseNormal[i][j] * powers[j] } }
        return deviation * max(sum, 0).squareRoot()
    }

    /// The slope of the curve at an argument.
    public func slope(_ argument: Double) -> Double { Self.value(Self.derivative(coefficients), argument) }

    /// True where the curve rises all through its range.
    ///
    /// Judged at 1001 places, the ends among them.
    public var isMonotone: Bool {
        let steps = 1000
        return (0...steps).allSatisfy {
            slope(range.lowerBound + Double($0) / Double(steps) * (range.upperBound - range.lowerBound)) > 0
        }
    }

    static func value(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reversed().reduce(0) { $0 * x + $1 }
    }

    static func derivative(_ coefficients: [Double]) -> [Double] {
        coefficients.indices.dropFirst().map { Double($0) * coefficients[$0] }
    }
}
