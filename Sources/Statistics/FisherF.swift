/// Fisher's F distribution.
public struct FisherF: Sendable, Hashable {
    /// Degrees of freedom of the numerator, > 0, not necessarily whole.
    public let numerator: Double
    /// Degrees of freedom of the denominator, > 0, not necessarily whole.
    public let denominator: Double

    /// Makes the distribution.
    public init(numerator: Double, denominator: Double) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Probability of a value ≤ `f`; 0 below 0.
    public func cumulative(_ f: Double) -> Double {
        if f <= 0 { return 0 }
        if f == .infinity { return 1 }
        let x = numerator * f / (denominator + numerator * f)
        return SpecialFunctions.incompleteBeta(x, numerator / 2, denominator / 2)
    }

    /// The value below which a share `probability` of the distribution lies.
    ///
    /// To 1e-12 relative for a few hundred degrees of freedom, 1e-9 for some ten thousand. 0 and ∞ at 0 and 1; NaN
    /// outside 0…1 and without degrees of freedom.
    public func quantile(_ probability: Double) -> Double {
        guard numerator > 0, denominator > 0, numerator.isFinite, denominator.isFinite, probability >= 0,
            probability <= 1
        else { return .nan }
        if probability == 0 { return 0 }
        if probability == 1 { return .infinity }
        // The smaller tail keeps its digits.
        if probability <= 0.5 { return Crossing.find(probability, rising: true, cumulative) }
        return Crossing.find(1 - probability, rising: false) { f in
            let x = denominator / (denominator + numerator * f)
            return SpecialFunctions.incompleteBeta(x, denominator / 2, numerator / 2)
        }
    }
}
