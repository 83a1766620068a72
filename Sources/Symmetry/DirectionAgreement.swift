import Statistics

/// Whether two sessions or two tests favour the same side, beyond chance (Bishop 2019; formulas A.7-11).
public struct DirectionAgreement: Sendable, Hashable {
    /// Pairs in which both favour the right.
    public let bothRight: Int
    /// Pairs in which only the first favours the right.
    public let firstRight: Int
    /// Pairs in which only the second favours the right.
    public let secondRight: Int
    /// Pairs in which both favour the left.
    public let bothLeft: Int
    /// Pairs left out, because a value is inside the noise or undefined and so favours no side.
    public let undecided: Int

    /// Counts pairs of signed indices, positive = right; nil for arrays of different length.
    ///
    /// - Parameter noise: magnitude up to which a value favours no side, ≥ 0.
    public init?(first: [Double], second: [Double], noise: Double = 0) {
        guard first.count == second.count else { return nil }
        var counts = (0, 0, 0, 0, 0)
        for (a, b) in zip(first, second) {
            switch (abs(a) > noise && abs(b) > noise, a > 0, b > 0) {
            case (false, _, _): counts.4 += 1
            case (_, true, true): counts.0 += 1
            case (_, true, false): counts.1 += 1
            case (_, false, true): counts.2 += 1
            case (_, false, false): counts.3 += 1
            }
        }
        (bothRight, firstRight, secondRight, bothLeft, undecided) = counts
    }

    /// Cohen's kappa of the decided pairs; nil where there are none.
    public var kappa: CohenKappa? { CohenKappa([[bothRight, firstRight], [secondRight, bothLeft]]) }
}
