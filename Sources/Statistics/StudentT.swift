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
        if probability == 0.975, let found = Self.upper(degreesOfFreedom) { return found }
        return search(probability)
    }

    /// The quantile that nearly every interval asks for, found once for small whole degrees of freedom; nil for others.
    private static func upper(_ degreesOfFreedom: Double) -> Double? {
        guard degreesOfFreedom <= Double(uppers.count), let whole = Int(exactly: degreesOfFreedom), whole >= 1 else {
            return nil
        }
        return uppers[whole - 1]
    }

    private static let uppers = (1...64).map { StudentT(degreesOfFreedom: Double($0)).search(0.975) }

    /// The quantile of a probability inside 0…1, other than a half.
    private func search(_ probability: Double) -> Double {
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
