/// The straight line through values in their order: change per step, with Student's interval.
public struct TrendInterval: Sendable, Hashable {
    /// Number of values, ≥ 3.
    public let count: Int
    /// Change per step, or per unit of the places, in the unit of the values.
    public let slope: Double
    /// Standard error of the slope; 0 where all values lie on the line.
    public let standardError: Double

    /// The line through `values` at 0, 1, 2 …; nil for fewer than three or one that is not finite.
    public init?(_ values: [Double]) { self.init(values, at: values.indices.map(Double.init)) }

    /// The line through `values` at given places: change per unit of them.
    ///
    /// - Returns: nil for fewer than three, unequal counts, one that is not finite and places that are all the same.
    public init?(_ values: [Double], at places: [Double]) {
        guard values.count >= 3, values.count == places.count, let mean = Descriptive.mean(values.span), mean.isFinite,
            let middle = Descriptive.mean(places.span), middle.isFinite
        else { return nil }
        var squares = 0.0
        var products = 0.0
        for (place, value) in zip(places, values) {
            let step = place - middle
            squares += step * step
            products += step * (value - mean)
        }
        let slope = products / squares
        var residual = 0.0
        for (place, value) in zip(places, values) {
            let distance = value - mean - slope * (place - middle)
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
