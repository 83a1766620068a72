/// Singular values of a matrix: how many independent directions it has, and how unequal they are.
public struct SingularValues: Sendable, Hashable {
    /// Descending, one a column.
    public let values: [Double]

    /// The singular values of the matrix with these columns, by one-sided Jacobi rotations.
    ///
    /// - Returns: nil for no columns, columns of different lengths or of length 0, fewer rows than columns, or a value
    ///   that is not finite.
    public init?(columns: [[Double]]) {
        guard let rows = columns.first?.count, rows >= columns.count,
            columns.allSatisfy({ $0.count == rows && $0.allSatisfy(\.isFinite) })
        else { return nil }
        var a = columns
        // Sweeps end when no pair of columns is turned any more; sixty is far beyond what convergence needs.
        for _ in 0..<60 {
            var turned = false
            for p in 0..<a.count {
                for q in (p + 1)..<max(a.count, p + 1) where Self.rotate(&a, p, q) { turned = true }
            }
            if !turned { break }
        }
        values = a.map { Self.dot($0, $0).squareRoot() }.sorted(by: >)
    }

    /// Number of values above 1e-12 of the largest one.
    public func rank(tolerance: Double = 1e-12) -> Int {
        guard let largest = values.first, largest > 0 else { return 0 }
        return values.count { $0 > tolerance * largest }
    }

    /// The largest over the smallest value; infinite where a direction is missing.
    public var condition: Double {
        guard let largest = values.first, let smallest = values.last, smallest > 1e-15 * largest else {
            return .infinity
        }
        return largest / smallest
    }

    /// Makes columns `p` and `q` perpendicular; false where they already are.
    private static func rotate(_ a: inout [[Double]], _ p: Int, _ q: Int) -> Bool {
        let alpha = dot(a[p], a[p])
        let beta = dot(a[q], a[q])
        let gamma = dot(a[p], a[q])
        guard abs(gamma) > 1e-15 * (alpha * beta).squareRoot() else { return false }
        let zeta = (beta - alpha) / (2 * gamma)
        let t = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
        let c = 1 / (1 + t * t).squareRoot()
        let s = c * t
        for i in a[p].indices {
            let x = a[p][i]
            let y = a[q][i]
            a[p][i] = c * x - s * y
            a[q][i] = s * x + c * y
        }
        return true
    }

    private static func dot(_ x: [Double], _ y: [Double]) -> Double {
        var sum = 0.0
        for i in x.indices { sum += x[i] * y[i] }
        return sum
    }
}
