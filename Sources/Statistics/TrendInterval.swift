/// The straight line through values in their order: change per step, with Student's interval.
public struct TrendInterval: Sendable, Hashable {
    /// Number of values, ≥ 3.
    public let count: Int
    /// Change per step, in the unit of the values.
    public let slope: Double
    /// Standard error of the slope; 0 where all values lie on the line.
    public let standardError: Double

    /// The line through `values` at 0, 1, 2 …; nil for fewer than three or one that is not finite.
    public init?(_ values: [Double]) {
        guard values.count >= 3, let mean = Descriptive.mean(values.span), mean.isFinite else { return nil }
        let middle = Double(values.count - 1) / 2
        var squares = 0.0
        var products = 0.0
        for (k, value) in values.enumerated() {
            let step = Double(k) - middle
            squares += step * step
            products += step * (value - mean)
        }
        let slope = products / squares
        var residual = 0.0
        for (k, value) in values.enumerated() {
            let distance = value - mean - slope * (Double(k) - middle)
            residual += distance * distance
        }
        let error = (residual / Double(values.count - 2) / squares).squareRoot()
        guard slope.isFinite, error.isFinite else { return nil }
        count = values.count
        self.slope = slope
        standardError = error
    }

    /// t·SE with 95 % and n − 2 degrees of freedom.
    public var halfWidth: Double { StudentT(degreesOfFreedom: Double(count - 2)).quantile(0.975) * standardError }

    /// The 95 % interval of the slope.
    public var bounds: ClosedRange<Double> { (slope - halfWidth)...(slope + halfWidth) }
}
