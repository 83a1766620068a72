/// Samples of one clock on the instants of another (formulas C.6).
///
/// Nothing is filtered: going down in rate, first take out what lies above half the new rate.
public enum Resampling {
    /// `samples` taken at `rate` as samples at `newRate` from the same first instant, as far as they reach.
    ///
    /// - Parameters:
    ///   - rate: samples per second, > 0.
    ///   - newRate: samples per second, > 0.
    public static func resampled(
        _ samples: [Double], from rate: Double, to newRate: Double, by method: Interpolation = .catmullRom
    ) -> [Double] {
        guard !samples.isEmpty, rate > 0, newRate > 0, rate.isFinite, newRate.isFinite else { return [] }
        let last = Double(samples.count - 1)
        // A hair, so that a last sample on the very end is not lost to rounding.
        let count = Int((last * newRate / rate + 1e-9).rounded(.down)) + 1
        let span = samples.span
        var out = [Double](repeating: 0, count: count)
        for k in 0..<count { out[k] = method.value(span, at: min(Double(k) * rate / newRate, last)) }
        return out
    }

    /// The samples of one device at the instants of another device's samples.
    ///
    /// - Parameters:
    ///   - samples: of the device to be moved, the first of which has number `firstSample` on `clock`.
    ///   - range: numbers of the reference's samples that values are wanted for.
    ///   - reference: the clock that stays.
    /// - Returns: one value for each number of `range`; NaN where `samples` do not reach.
    public static func onto(
        _ reference: ClockLine, _ range: Range<Int>, samples: [Double], clock: ClockLine, firstSample: Int = 0,
        by method: Interpolation = .catmullRom
    ) -> [Double] {
        let span = samples.span
        var out = [Double](repeating: 0, count: range.count)
        for (k, number) in range.enumerated() {
            let position = clock.sample(at: reference.time(ofSample: Double(number))) - Double(firstSample)
            out[k] = method.value(span, at: position)
        }
        return out
    }
}
