/// How a standing person shares their weight between the sides (formulas B.10).
public struct WeightBearing: Sendable, Hashable {
    /// Share of the right side in %, as ∫R/∫T: weighted by load and time.
    public let rightShare: Double
    /// Standard deviation in % of the share from sample to sample; nil for fewer than two loaded samples.
    public let deviation: Double?
    /// Seconds outside 50 ± the tolerance.
    public let timeOutside: Double
    /// Number of samples with load enough to have a share.
    public let count: Int

    /// Share of the left side in %.
    public var leftShare: Double { 100 - rightShare }

    /// The share over `window`.
    ///
    /// Samples that are NaN or whose sum is below `floor` count for nothing.
    ///
    /// - Parameters:
    ///   - left: newtons of the left side.
    ///   - right: newtons of the right side.
    ///   - window: indices; what lies outside the data is left out.
    ///   - rate: samples per second, > 0.
    ///   - tolerance: half-width around 50 % that counts as even, in %.
    ///   - floor: newtons of both sides together.
    /// - Returns: nil where no sample carries `floor`.
    public init?(
        left: [Double], right: [Double], in window: Range<Int>, rate: Double, tolerance: Double = 5,
        floor: Double = 40
    ) {
        let range = window.clamped(to: 0..<min(left.count, right.count))
        var sumR = 0.0
        var sumT = 0.0
        var shares = 0.0
        var outside = 0
        var count = 0
        for i in range {
            let total = left[i] + right[i]
            guard total >= floor, total > 0 else { continue }
            count += 1
            sumR += right[i]
            sumT += total
            let share = 100 * right[i] / total
            shares += share
            if abs(share - 50) > tolerance { outside += 1 }
        }
        guard count > 0 else { return nil }
        let mean = shares / Double(count)
        var squares = 0.0
        for i in range {
            let total = left[i] + right[i]
            guard total >= floor, total > 0 else { continue }
            let d = 100 * right[i] / total - mean
            squares += d * d
        }
        self.rightShare = 100 * sumR / sumT
        self.deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() : nil
        self.timeOutside = Double(outside) / rate
        self.count = count
    }
}
