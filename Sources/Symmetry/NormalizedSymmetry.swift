import SignalCore
import Statistics

/// Normalized symmetry index over trials, for quantities that may change sign (Queen et al.
///
/// 2020; formulas A.2).
///
/// One denominator serves all trials: max(0, every value) − min(0, every value). Positive = right larger, −100…100.
public struct NormalizedSymmetry: Sendable, Hashable {
    /// The common denominator in the unit of the values, > 0.
    public let denominator: Double
    /// Each trial's index in %; empty where the sides have different counts, so that trials make no pairs.
    public let trials: [Double]
    /// The index in %: mean of the trials, or difference of the means over the denominator.
    public let value: Double

    /// The index of `left` and `right`; nil for an empty side, values that are not finite and zeros alone.
    public init?(left: [Double], right: [Double]) {
        let all = left + right
        guard all.allSatisfy(\.isFinite), let meanLeft = Descriptive.mean(left.span),
            let meanRight = Descriptive.mean(right.span)
        else { return nil }
        let den = all.reduce(0, max) - all.reduce(0, min)
        guard den > 0, den.isFinite else { return nil }
        denominator = den
        trials = left.count == right.count ? zip(left, right).map { 100 * (($1 - $0) / den) } : []
        value = 100 * ((meanRight - meanLeft) / den)
    }
}
