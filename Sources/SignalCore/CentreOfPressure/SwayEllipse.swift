#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The ellipse that holds a share of the points of a path (formulas B.11; Schubert and Kirchner 2014).
///
/// A prediction ellipse, not the much smaller confidence ellipse of the mean, which old papers give by the same name.
public struct SwayEllipse: Sendable, Hashable {
    /// Larger half-axis, in the unit of the coordinates.
    public let majorHalfAxis: Double
    /// Smaller half-axis.
    public let minorHalfAxis: Double
    /// Degrees from +x (mediolateral) to the larger axis, towards +y, −90…90; 0 for a circle.
    public let angle: Double

    /// Area in the square of the coordinates' unit.
    public var area: Double { .pi * majorHalfAxis * minorHalfAxis }

    /// The ellipse that the next point falls into with the probability that `quantile` belongs to.
    ///
    /// - Parameter fQuantile: F distribution's quantile for 2 and n − 2 degrees of freedom, given these two; 2.998728 for
    ///   95 % and 3000 points.
    /// - Returns: nil for fewer than three points, different counts, or a point that is not finite.
    public init?(x: [Double], y: [Double], fQuantile: (Double, Double) -> Double) {
        guard x.count > 2 else { return nil }
        let n = Double(x.count)
        self.init(x: x, y: y, scale: fQuantile(2, n - 2) * 2 * (n - 1) * (n + 1) / (n * (n - 2)))
    }

    /// The ellipse of half-axes √(scale·λ), with λ the eigenvalues of the covariance (n − 1).
    ///
    /// - Parameter scale: for endless data the χ² quantile of 2 degrees of freedom, 5.991465 for 95 %.
    /// - Returns: nil for fewer than three points, different counts, a point or a scale that is not finite, or a scale < 0.
    public init?(x: [Double], y: [Double], scale: Double) {
        guard x.count > 2, x.count == y.count, scale >= 0, scale.isFinite else { return nil }
        let n = Double(x.count)
        var mean = SIMD2<Double>.zero
        for i in x.indices { mean += SIMD2(x[i], y[i]) }
        mean /= n
        var squares = SIMD2<Double>.zero
        var product = 0.0
        for i in x.indices {
            let d = SIMD2(x[i], y[i]) - mean
            squares += d * d
            product += d.x * d.y
        }
        let variance = squares / (n - 1)
        let covariance = product / (n - 1)
        guard variance.x.isFinite, variance.y.isFinite else { return nil }
        let middle = (variance.x + variance.y) / 2
        let half = (variance.x - variance.y) / 2
        let spread = (half * half + covariance * covariance).squareRoot()
        majorHalfAxis = (scale * (middle + spread)).squareRoot()
        // Rounding may leave a hair below 0 where all points lie on a line.
        minorHalfAxis = (scale * max(middle - spread, 0)).squareRoot()
        angle = 0.5 * atan2(2 * covariance, variance.x - variance.y) * 180 / .pi
    }
}
