#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Trend symmetry of two curves (Crenshaw and Richards 2006; formulas A.3-7).
///
/// Sensitive to the length of the signal and to a phase shift. Some papers print `varianceRatio`, with 0 = symmetric.
public struct TrendSymmetry: Sendable, Hashable {
    /// Variability about the principal axis relative to that along it, λ2/λ1, 0…1.
    public let varianceRatio: Double
    /// Direction of the principal axis in degrees, −90…90: 45 = equal gain, more = right larger.
    public let angle: Double
    /// Range of the right curve over that of the left.
    public let rangeAmplitudeRatio: Double
    /// Mean of the right curve minus that of the left, in the unit of the signal.
    public let rangeOffset: Double
    /// Shift in points that makes the trend symmetry largest; positive = right comes later.
    public let phaseShift: Int
    /// The trend symmetry at that shift.
    public let shiftedSymmetry: Double

    /// 1 − λ2/λ1, 0…1: 1 = same shape.
    public var symmetry: Double { 1 - varianceRatio }

    /// Compares two curves; nil where one of them is constant.
    ///
    /// - Parameter reach: largest shift tried, in points; a tenth of the cycle unless given.
    public init?(_ pair: WaveformPair, reach: Int? = nil) {
        guard let axes = Self.axes(pair, shift: 0),
            let best = Shift.best(of: pair.count, reach: reach, by: { Self.axes(pair, shift: $0).map { 1 - $0.ratio } })
        else { return nil }
        varianceRatio = axes.ratio
        angle = axes.angle
        rangeAmplitudeRatio = WaveformPair.range(pair.right) / WaveformPair.range(pair.left)
        let n = Double(pair.count)
        rangeOffset = pair.right.reduce(0, +) / n - pair.left.reduce(0, +) / n
        phaseShift = best.shift
        shiftedSymmetry = best.score
    }

    /// Eigenvalue ratio and principal direction of the 2×2 scatter of the overlap; nil where a side is constant.
    private static func axes(_ pair: WaveformPair, shift: Int) -> (ratio: Double, angle: Double)? {
        let (l, r) = Shift.overlap(pair, shift)
        let n = Double(l.count)
        let meanLeft = l.reduce(0, +) / n
        let meanRight = r.reduce(0, +) / n
        var ll = 0.0
        var rr = 0.0
        var lr = 0.0
        for (a, b) in zip(l, r) {
            ll += (a - meanLeft) * (a - meanLeft)
            rr += (b - meanRight) * (b - meanRight)
            lr += (a - meanLeft) * (b - meanRight)
        }
        guard ll > 0, rr > 0, WaveformPair.range(l) > 0, WaveformPair.range(r) > 0 else { return nil }
        let larger = 0.5 * (ll + rr) + (0.25 * (ll - rr) * (ll - rr) + lr * lr).squareRoot()
        // λ2 as the scatter about the axis, point by point: as a difference of large numbers it would lose its digits.
        let direction = 0.5 * atan2(2 * lr, ll - rr)
        let cosine = cos(direction)
        let sine = sin(direction)
        var about = 0.0
        for (a, b) in zip(l, r) {
            let distance = (b - meanRight) * cosine - (a - meanLeft) * sine
            about += distance * distance
        }
        return (min(1, about / larger), direction * 180 / .pi)
    }
}
