/// Why a least-squares fit has no answer.
public enum LeastSquaresError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A column has another length than the observations.
    case unequalLengths(column: Int, count: Int, observations: Int)
    /// No columns, or more of them than observations.
    case tooFewObservations(columns: Int, observations: Int)
    /// A value is not a finite number.
    case notFinite(row: Int)
    /// A column is a combination of those before it, to 1e-12.
    case rankDeficient(column: Int)

    /// What happened and what helps.
    public var description: String {
        switch self {
        case .unequalLengths(let column, let count, let observations):
            "column \(column) has \(count) values for \(observations) observations: give one value an observation"
        case .tooFewObservations(let columns, let observations):
            "\(observations) observations cannot determine \(columns) coefficients: observe more or fit less"
        case .notFinite(let row): "observation \(row) is not a finite number: leave it out"
        case .rankDeficient(let column):
            "column \(column) depends on the columns before it: leave it out or vary the conditions"
        }
    }
}

/// A linear least-squares fit by Householder QR of the column-scaled design (formulas C.9).
public struct LeastSquares: Sendable, Hashable {
    /// One coefficient a column.
    public let coefficients: [Double]
    /// Observation minus fit, one an observation.
    public let residuals: [Double]
    /// Observations minus coefficients, ≥ 0.
    public let degreesOfFreedom: Int
    /// (AᵀA)⁻¹, row by row: times the residual variance it is the covariance of the coefficients.
    public let inverseNormal: [[Double]]

    /// Fits `observations` by a sum of `columns`.
    ///
    /// - Parameter columns: the columns of the design matrix A; a constant is a column of ones.
    /// - Throws: where the shapes disagree, a value is not finite or a column adds nothing: |r_ii| ≤ 1e-12·|r_11|.
    public init(columns: [[Double]], observations: [Double]) throws(LeastSquaresError) {
        let rows = observations.count
        let count = columns.count
        for (j, column) in columns.enumerated() where column.count != rows {
            throw .unequalLengths(column: j, count: column.count, observations: rows)
        }
        guard count > 0, rows >= count else { throw .tooFewObservations(columns: count, observations: rows) }
        for i in 0..<rows where !observations[i].isFinite || columns.contains(where: { !$0[i].isFinite }) {
            throw .notFinite(row: i)
        }
        var a = columns
        let scales = columns.map(Self.norm)
        for j in 0..<count {
            guard scales[j] > 0 else { throw .rankDeficient(column: j) }
            for i in 0..<rows { a[j][i] /= scales[j] }
        }
        var y = observations
        try Self.triangulate(&a, &y)

        var solution = [Double](repeating: 0, count: count)
        for j in stride(from: count - 1, through: 0, by: -1) {
            var sum = y[j]
            for k in (j + 1)..<count { sum -= a[k][j] * solution[k] }
            solution[j] = sum / a[j][j]
        }
        let coefficients = zip(solution, scales).map { $0 / $1 }
        self.coefficients = coefficients
        self.residuals = (0..<rows).map { i in
            var rest = observations[i]
            for j in 0..<count { rest -= coefficients[j] * columns[j][i] }
            return rest
        }
        self.degreesOfFreedom = rows - count
        self.inverseNormal = Self.inverseNormal(a, scales)
    }

    /// Sum of the squared residuals.
    public var residualSumOfSquares: Double { residuals.reduce(0) { $0 + $1 * $1 } }

    /// Standard deviation of the residuals; nil where as many coefficients as observations leave none.
    public var residualDeviation: Double? {
        degreesOfFreedom > 0 ? (residualSumOfSquares / Double(degreesOfFreedom)).squareRoot() : nil
    }

    /// Standard error of each coefficient; nil without residual degrees of freedom.
    public var standardErrors: [Double]? {
        guard let sd = residualDeviation else { return nil }
        return coefficients.indices.map { sd * inverseNormal[$0][$0].squareRoot() }
    }

    /// Turns `a` into R above its diagonal and applies the same reflections to `y`.
    private static func triangulate(_ a: inout [[Double]], _ y: inout [Double]) throws(LeastSquaresError) {
        let rows = y.count
        for j in a.indices {
            let norm = Self.norm(Array(a[j][j...]))
            // The reflection that takes the column to ∓norm on its diagonal: the sign avoids cancellation.
            let diagonal = a[j][j] > 0 ? -norm : norm
            let first = j == 0 ? norm : abs(a[0][0])
            guard norm > 1e-12 * first else { throw .rankDeficient(column: j) }
            var v = Array(a[j][j...])
            v[0] -= diagonal
            let square = v.reduce(0) { $0 + $1 * $1 }
            func reflect(_ x: inout [Double]) {
                var dot = 0.0
                for i in j..<rows { dot += v[i - j] * x[i] }
                let factor = 2 * dot / square
                for i in j..<rows { x[i] -= factor * v[i - j] }
            }
            for k in a.indices where k >= j { reflect(&a[k]) }
            a[j][j] = diagonal
            reflect(&y)
        }
    }

    /// R⁻¹R⁻ᵀ with the scaling of the columns taken back.
    private static func inverseNormal(_ r: [[Double]], _ scales: [Double]) -> [[Double]] {
        let count = r.count
        // inverse[k][i] is row i, column k of R⁻¹.
        var inverse = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        for k in 0..<count {
            inverse[k][k] = 1 / r[k][k]
            for i in stride(from: k - 1, through: 0, by: -1) {
                var sum = 0.0
                for m in (i + 1)...k { sum -= r[m][i] * inverse[k][m] }
                inverse[k][i] = sum / r[i][i]
            }
        }
        return (0..<count).map { i in
            (0..<count).map { j in
                var sum = 0.0
                for k in max(i, j)..<count { sum += inverse[k][i] * inverse[k][j] }
                return sum / (scales[i] * scales[j])
            }
        }
    }

    private static func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
