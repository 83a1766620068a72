/// How far and how fast a centre of pressure wanders (formulas B.11).
///
/// x is mediolateral, y anteroposterior; lengths have the unit of the coordinates, usually mm.
public struct Sway: Sendable, Hashable {
    /// Seconds from the first to the last sample: (N − 1)/rate.
    public let duration: Double
    /// Length of the whole path.
    public let path: Double
    /// Sum of the mediolateral steps' magnitudes.
    public let pathMediolateral: Double
    /// Sum of the anteroposterior steps' magnitudes.
    public let pathAnteroposterior: Double
    /// Root mean square distance from the mean, along x and y.
    public let rms: SIMD2<Double>
    /// Largest minus smallest, along x and y.
    public let range: SIMD2<Double>
    /// Area swept about the mean per second.
    public let areaRate: Double

    /// Path per second.
    public var meanVelocity: Double { path / duration }

    /// The sway of a path of equally spaced points, about its mean.
    ///
    /// - Parameter rate: samples per second, > 0.
    /// - Returns: nil for fewer than two points, different counts, or a point that is not finite.
    public init?(x: [Double], y: [Double], rate: Double) {
        guard x.count > 1, x.count == y.count, rate > 0 else { return nil }
        let count = Double(x.count)
        var mean = SIMD2<Double>.zero
        for i in x.indices { mean += SIMD2(x[i], y[i]) }
        mean /= count
        guard mean.x.isFinite, mean.y.isFinite else { return nil }
        var last = SIMD2(x[0], y[0]) - mean
        var low = last
        var high = last
        var squares = last * last
        var path = 0.0
        var steps = SIMD2<Double>.zero
        var swept = 0.0
        for i in 1..<x.count {
            let p = SIMD2(x[i], y[i]) - mean
            let d = p - last
            path += (d * d).sum().squareRoot()
            steps += SIMD2(abs(d.x), abs(d.y))
            swept += abs(p.x * last.y - last.x * p.y)
            squares += p * p
            low = pointwiseMin(low, p)
            high = pointwiseMax(high, p)
            last = p
        }
        duration = (count - 1) / rate
        self.path = path
        pathMediolateral = steps.x
        pathAnteroposterior = steps.y
        rms = (squares / count).squareRoot()
        range = high - low
        areaRate = swept / (2 * duration)
    }
}
