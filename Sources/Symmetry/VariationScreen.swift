import Statistics

/// The screen "real only if larger than the limbs' own variation" (Exell 2012; formulas A.7-3).
///
/// A weak test: it ignores the number of trials and the error of both limbs. It is shown as a screen, never as the verdict.
public struct VariationScreen: Sendable, Hashable {
    /// Coefficient of variation of the left limb in %.
    public let left: Double
    /// Coefficient of variation of the right limb in %.
    public let right: Double

    /// The variation of both limbs; nil for fewer than two trials a side or a mean of 0.
    public init?(left: [Double], right: [Double]) {
        guard let l = Descriptive.coefficientOfVariation(left.span),
            let r = Descriptive.coefficientOfVariation(right.span)
        else { return nil }
        self.left = l
        self.right = r
    }

    /// The larger of both, which a difference must exceed.
    public var largest: Double { max(left, right) }

    /// Mean of both.
    public var mean: Double { (left + right) / 2 }

    /// Root mean square of both.
    public var rootMeanSquare: Double { ((left * left + right * right) / 2).squareRoot() }

    /// Whether a percentage difference (`PD`, %) passes the screen.
    public func passes(_ percentageDifference: Double) -> Bool { abs(percentageDifference) > largest }
}
