/// How samples become an area (formulas C.5).
///
/// The project's own numbers are by trapezoid; the others are for comparison.
public enum IntegrationRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// Straight lines between samples: exact for piecewise linear force.
    case trapezoid
    /// Parabolas through three samples; gains nothing on noisy or kinked force.
    case simpson
    /// Each sample holds until the next one.
    case leftRectangle
    /// Each sample holds since the one before.
    case rightRectangle
}

extension Integration {
    /// ∫(y − offset) dt over the samples of `window` by `rule`, both ends included.
    ///
    /// An odd number of intervals closes Simpson's rule with the parabola through the last three samples (Cartwright; scipy
    /// `simpson`); two samples alone are a trapezoid, one has no area.
    ///
    /// - Parameters:
    ///   - window: indices into `y`.
    ///   - rate: samples per second, > 0.
    /// - Returns: unit of `y` times seconds; NaN where a sample that the rule uses is NaN.
    public static func area(
        _ y: [Double], _ window: ClosedRange<Int>, rate: Double, minus offset: Double = 0, rule: IntegrationRule
    ) -> Double {
        guard rule != .trapezoid else { return trapezoid(y, window, rate: rate, minus: offset) }
        var sum = 0.0
        for i in window.dropLast() { sum += interval(y, i, window, minus: offset, rule) }
        return sum / rate
    }

    /// Cumulative integral of `y` from 0 by `rule`: the first value is 0, value i includes the interval that ends at i.
    ///
    /// The last value is the `area` of all. Some published scripts name a trapezoid for velocity and code a rectangle; this
    /// reproduces them.
    ///
    /// - Parameter rate: samples per second, > 0.
    public static func cumulative(_ y: [Double], rate: Double, rule: IntegrationRule) -> [Double] {
        guard rule != .trapezoid else { return cumulative(y, rate: rate) }
        guard !y.isEmpty else { return [] }
        var out = [Double](repeating: 0, count: y.count)
        let all = 0...(y.count - 1)
        var sum = 0.0
        for i in all.dropLast() {
            sum += interval(y, i, all, minus: 0, rule)
            out[i + 1] = sum / rate
        }
        return out
    }

    /// Area between samples i and i + 1 of `window`, for one sample a second.
    private static func interval(
        _ y: [Double], _ i: Int, _ window: ClosedRange<Int>, minus offset: Double, _ rule: IntegrationRule
    ) -> Double {
        let a = y[i] - offset
        let b = y[i + 1] - offset
        switch rule {
        case .leftRectangle: return a
        case .rightRectangle: return b
        case .trapezoid: return 0.5 * (a + b)
        case .simpson:
            guard window.count > 2 else { return 0.5 * (a + b) }
            // Intervals pair up from the left: the first of a pair looks ahead, the second and a last single one look back.
            let looksAhead = (i - window.lowerBound).isMultiple(of: 2) && i + 2 <= window.upperBound
            return looksAhead
                ? (5 * a + 8 * b - (y[i + 2] - offset)) / 12 : (5 * b + 8 * a - (y[i - 1] - offset)) / 12
        }
    }
}
