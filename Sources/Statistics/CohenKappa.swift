/// Agreement of two classifications beyond chance (Cohen 1960; formulas A.7-11).
public struct CohenKappa: Sendable, Hashable {
    /// Cases in the table.
    public let count: Int
    /// Share of cases in which both agree.
    public let observed: Double
    /// Share of agreement that chance alone would give.
    public let expected: Double

    /// Analyses a square table of counts: row = first classification, column = second.
    ///
    /// Nil for an empty or ragged table, negative counts and no cases.
    public init?(_ table: [[Int]]) {
        let size = table.count
        guard size > 0, table.allSatisfy({ $0.count == size && $0.allSatisfy { $0 >= 0 } }) else { return nil }
        let total = table.joined().reduce(0, +)
        guard total > 0 else { return nil }
        let all = Double(total)
        count = total
        observed = Double((0..<size).reduce(0) { $0 + table[$1][$1] }) / all
        expected = (0..<size).reduce(0.0) { sum, i in
            let row = Double(table[i].reduce(0, +)) / all
            let column = Double(table.reduce(0) { $0 + $1[i] }) / all
            return sum + row * column
        }
    }

    /// κ = (po − pe)/(1 − pe); nil where both only ever said the same one thing, pe = 1.
    public var kappa: Double? { expected < 1 ? (observed - expected) / (1 - expected) : nil }

    /// Standard error √(po(1 − po)/(n(1 − pe)²)); nil with κ.
    public var standardError: Double? {
        guard expected < 1 else { return nil }
        return (observed * (1 - observed) / Double(count)).squareRoot() / (1 - expected)
    }

    /// How κ is called (Viera and Garrett 2005).
    public enum Band: String, Sendable, Hashable, CaseIterable {
        /// 0 and below.
        case poor
        /// Up to 0.2.
        case slight
        /// Up to 0.4.
        case fair
        /// Up to 0.6.
        case moderate
        /// Up to 0.8.
        case substantial
        /// Above 0.8.
        case almostPerfect

        /// The band of a κ.
        public init(_ kappa: Double) {
            self =
                kappa <= 0
                ? .poor
                : kappa <= 0.2
                    ? .slight
                    : kappa <= 0.4 ? .fair : kappa <= 0.6 ? .moderate : kappa <= 0.8 ? .substantial : .almostPerfect
        }
    }
}
