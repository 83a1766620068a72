/// The shift between two curves at which their shapes agree best (formulas A.3-5).
///
/// Insensitive to scale and offset: never the only index of a pair.
public struct CrossCorrelation: Sendable, Hashable {
    /// Pearson's correlation without a shift, −1…1; nil where a curve does not vary.
    public let atZero: Double?
    /// Shift with the highest correlation, in points; positive = right comes later.
    public let lag: Int
    /// The correlation at that shift.
    public let correlation: Double

    /// Searches all shifts up to `reach` points either way; nil where no overlap varies on both sides.
    ///
    /// Of equal correlations the smallest shift counts, and of those the positive one.
    ///
    /// - Parameter reach: ≥ 0; a tenth of the cycle unless given. At least two points must overlap.
    public init?(_ pair: WaveformPair, reach: Int? = nil) {
        guard
            let best = Shift.best(of: pair.count, reach: reach, by: { Self.pearson(pair, shift: $0) })
        else { return nil }
        atZero = Self.pearson(pair, shift: 0)
        lag = best.shift
        correlation = best.score
    }

    /// Correlation of L[i] and R[i + shift] over the overlap.
    private static func pearson(_ pair: WaveformPair, shift: Int) -> Double? {
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
        guard ll > 0, rr > 0 else { return nil }
        return max(-1, min(1, lr / (ll.squareRoot() * rr.squareRoot())))
    }
}

/// Shifts of one curve against the other.
enum Shift {
    /// L[i] and R[i + shift] where both exist.
    static func overlap(_ pair: WaveformPair, _ shift: Int) -> (ArraySlice<Double>, ArraySlice<Double>) {
        let n = pair.count
        return shift >= 0
            ? (pair.left[..<(n - shift)], pair.right[shift...]) : (pair.left[(-shift)...], pair.right[..<(n + shift)])
    }

    /// The shift of the highest score, tried in the order 0, 1, −1, 2, −2 …, so that ties go to the smaller one.
    static func best(of count: Int, reach: Int?, by score: (Int) -> Double?) -> (shift: Int, score: Double)? {
        let limit = min(max(0, reach ?? (count - 1) / 10), count - 2)
        var best: (shift: Int, score: Double)?
        for size in 0...limit {
            for shift in size == 0 ? [0] : [size, -size] {
                if let value = score(shift), value > best?.score ?? -.infinity { best = (shift, value) }
            }
        }
        return best
    }
}
