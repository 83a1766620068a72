/// Student's interval of a mean, such as that of paired differences (formulas A.7-5b).
public struct MeanInterval: Sendable, Hashable {
    /// Number of values, ≥ 2.
    public let count: Int
    /// Mean of the values.
    public let mean: Double
    /// SD/√n.
    public let standardError: Double

    /// The interval of `values`; nil for fewer than two or one that is not finite.
    public init?(_ values: [Double]) {
        guard let mean = Descriptive.mean(values.span), let sd = Descriptive.standardDeviation(values.span),
            mean.isFinite, sd.isFinite
        else { return nil }
        self.count = values.count
        self.mean = mean
        self.standardError = sd / Double(values.count).squareRoot()
    }

    /// t·SE with 95 %; 0 where all values are equal.
    public var halfWidth: Double { StudentT(degreesOfFreedom: Double(count - 1)).quantile(0.975) * standardError }

    /// The 95 % interval.
    public var bounds: ClosedRange<Double> { (mean - halfWidth)...(mean + halfWidth) }
}
