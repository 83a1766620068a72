/// Mean squares of a table of subjects by sessions, one value a cell (formulas A.7-7).
public struct TwoWayAnova: Sendable, Hashable {
    /// Number of subjects n, ≥ 2.
    public let subjects: Int
    /// Number of sessions (or raters) k, ≥ 2.
    public let sessions: Int
    /// Mean square between subjects, MSR.
    public let betweenSubjects: Double
    /// Mean square between sessions, MSC.
    public let betweenSessions: Double
    /// Residual mean square, MSE.
    public let residual: Double
    /// Mean square within subjects, MSW.
    public let withinSubjects: Double

    /// Analyses a table.
    ///
    /// - Parameter table: one row a subject, each with one value a session.
    /// - Returns: nil for fewer than two rows or columns, rows of different length and values that are not finite.
    public init?(_ table: [[Double]]) {
        guard let k = table.first?.count, k > 1, table.count > 1,
            table.allSatisfy({ $0.count == k && $0.allSatisfy(\.isFinite) })
        else { return nil }
        let n = table.count
        let rows = table.map { $0.reduce(0, +) / Double(k) }
        let columns = (0..<k).map { j in table.reduce(0) { $0 + $1[j] } / Double(n) }
        let grand = rows.reduce(0, +) / Double(n)
        var subjectSquares = 0.0
        var residualSquares = 0.0
        var withinSquares = 0.0
        for i in 0..<n {
            subjectSquares += (rows[i] - grand) * (rows[i] - grand)
            for j in 0..<k {
                let within = table[i][j] - rows[i]
                withinSquares += within * within
                // Summed itself rather than as a remainder, which would lose its digits to the other sums.
                let rest = within - (columns[j] - grand)
                residualSquares += rest * rest
            }
        }
        let sessionSquares = columns.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
        subjects = n
        sessions = k
        betweenSubjects = Double(k) * subjectSquares / Double(n - 1)
        betweenSessions = Double(n) * sessionSquares / Double(k - 1)
        residual = residualSquares / Double((n - 1) * (k - 1))
        withinSubjects = withinSquares / Double(n * (k - 1))
    }
}
