import Statistics

/// Universal symmetry index of the trial means, weighted towards 0 where the signal drowns in its spread (Alves 2020).
///
/// W = 1 − √2·σ/√(2σ² + L² + R²); wUSI = W·(R−L)/√(L²+R²) (formulas A.1, A.2).
public struct WeightedUniversal: Sendable, Hashable {
    /// Larger standard deviation of the two sides (n − 1; the authors' code divides by n).
    public let deviation: Double
    /// Weight W, 0…1.
    public let weight: Double
    /// The universal index of the means, −√2…√2.
    public let universal: Double

    /// The index of `left` and `right`; nil for fewer than two trials a side, not finite values and means that are both 0.
    public init?(left: [Double], right: [Double]) {
        guard let l = Descriptive.mean(left.span), let r = Descriptive.mean(right.span),
            let sdLeft = Descriptive.standardDeviation(left.span),
            let sdRight = Descriptive.standardDeviation(right.span)
        else { return nil }
        let sigma = max(sdLeft, sdRight)
        let size = l * l + r * r
        guard size > 0, size.isFinite, sigma.isFinite else { return nil }
        deviation = sigma
        weight = 1 - (2 * sigma * sigma / (2 * sigma * sigma + size)).squareRoot()
        universal = (r - l) / size.squareRoot()
    }

    /// The weighted index.
    public var value: Double { weight * universal }
}
