#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Welch's interval of the difference of two means with unequal variances (formulas A.7-5a).
public struct WelchInterval: Sendable, Hashable {
    /// Mean of the second sample minus mean of the first.
    public let difference: Double
    /// √(s₁²/n₁ + s₂²/n₂).
    public let standardError: Double
    /// Welch and Satterthwaite's degrees of freedom; n₁ + n₂ − 2 where neither sample varies.
    public let degreesOfFreedom: Double

    /// The interval of two independent samples; nil for fewer than two values in one, or one that is not finite.
    public init?(first: [Double], second: [Double]) {
        guard let a = MeanInterval(first), let b = MeanInterval(second) else { return nil }
        let va = a.standardError * a.standardError
        let vb = b.standardError * b.standardError
        difference = b.mean - a.mean
        standardError = (va + vb).squareRoot()
        let denominator = va * va / Double(a.count - 1) + vb * vb / Double(b.count - 1)
        degreesOfFreedom =
            denominator > 0 ? (va + vb) * (va + vb) / denominator : Double(a.count + b.count - 2)
    }

    /// The interval of the difference of mean logarithms, ln second − ln first; nil also where a value is not > 0.
    public init?(logarithmsOf first: [Double], _ second: [Double]) {
        guard first.allSatisfy({ $0 > 0 }), second.allSatisfy({ $0 > 0 }) else { return nil }
        self.init(first: first.map { log($0) }, second: second.map { log($0) })
    }

    /// t·SE with 95 %.
    public var halfWidth: Double { StudentT(degreesOfFreedom: degreesOfFreedom).quantile(0.975) * standardError }

    /// The 95 % interval of the difference.
    public var bounds: ClosedRange<Double> { (difference - halfWidth)...(difference + halfWidth) }
}
