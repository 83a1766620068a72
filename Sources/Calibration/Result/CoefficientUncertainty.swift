import Statistics

/// A coefficient of a calibration with what is known of its uncertainty.
public struct CoefficientUncertainty: Sendable, Hashable, Codable {
    /// The coefficient, in newtons per quantity^k.
    public let value: Double
    /// Standard uncertainty from the scatter of the readings: of the fit, or between the series where that is larger.
    public let scatter: Double
    /// Degrees of freedom of ``scatter``.
    public let scatterDegrees: Double
    /// Standard uncertainty from weights, gravity and air.
    public let reference: Double

    /// Combined standard uncertainty.
    public var combined: Double { (scatter * scatter + reference * reference).squareRoot() }

    /// Half the width of the 95 % interval, by Student's factor at Welch and Satterthwaite's degrees of freedom.
    public var halfWidth: Double {
        guard scatter > 0 else { return StandardNormal.twoSided95 * combined }
        let ratio = combined / scatter
        let degrees = scatterDegrees * ratio * ratio * ratio * ratio
        let factor = degrees < 1e6 ? StudentT(degreesOfFreedom: degrees).quantile(0.975) : StandardNormal.twoSided95
        return factor * combined
    }

    /// The 95 % interval.
    public var bounds: ClosedRange<Double> { (value - halfWidth)...(value + halfWidth) }
}
