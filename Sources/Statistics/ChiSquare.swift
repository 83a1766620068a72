#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The chi-square distribution.
public struct ChiSquare: Sendable, Hashable {
    /// Degrees of freedom, > 0, not necessarily whole.
    public let degreesOfFreedom: Double

    /// Makes the distribution.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// Probability of a value ≤ `x`; 0 below 0.
    public func cumulative(_ x: Double) -> Double {
        SpecialFunctions.incompleteGamma(degreesOfFreedom / 2, max(x, 0) / 2).lower
    }

    /// The value below which a share `probability` of the distribution lies, to 1e-12 relative.
    ///
    /// With two degrees of freedom exactly −2·ln(1 − p). 0 and ∞ at 0 and 1; NaN outside 0…1 and without degrees of
    /// freedom.
    public func quantile(_ probability: Double) -> Double {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite, probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return 0 }
        if probability == 1 { return .infinity }
        if degreesOfFreedom == 2 { return -2 * log1p(-probability) }
        let shape = degreesOfFreedom / 2
        // The smaller tail keeps its digits.
        if probability <= 0.5 {
            return 2 * Crossing.find(probability, rising: true) { SpecialFunctions.incompleteGamma(shape, $0).lower }
        }
        return 2 * Crossing.find(1 - probability, rising: false) { SpecialFunctions.incompleteGamma(shape, $0).upper }
    }
}
