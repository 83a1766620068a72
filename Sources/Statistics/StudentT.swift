/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
    /// Degrees of freedom, > 0, not necessarily whole.
    public let degreesOfFreedom: Double

    /// Makes the distribution.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// Probability of a value ≤ `t`.
    public func cumulative(_ t: Double) -> Double {
        if t.isInfinite { return t < 0 ? 0 : 1 }
        let x = degreesOfFreedom / (degreesOfFreedom + t * t)
        let tail = 0.5 * SpecialFunctions.incompleteBeta(x, degreesOfFreedom / 2, 0.5)
        return t < 0 ? tail : 1 - tail
    }

    /// The value below which a share `probability` of the distribution lies, to 1e-12 relative.
    ///
    /// ±∞ at 0 and 1; NaN outside 0…1 or without degrees of freedom.
    public func quantile(_ probability: Double) -> Double {
        guard degreesOfFreedom > 0, probability >= 0, probability <= 1 else { return .nan }
        if probability == 0.5 { return 0 }
        if probability == 0 { return -.infinity }
        if probability == 1 { return .infinity }
        // One tail only, so that small probabilities keep their digits.
        let tail = min(probability, 1 - probability)
        func upperTail(_ t: Double) -> Double {
            0.5
                * SpecialFunctions.incompleteBeta(
                    degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)
        }
        let t = Crossing.find(tail, rising: false, upperTail)
        return probability < 0.5 ? -t : t
    }
}
