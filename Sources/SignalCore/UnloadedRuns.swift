import Statistics

/// Where nobody stands on the plates: flights, and the time before stepping on and after stepping off.
public enum UnloadedRuns {
    /// Force in newtons below which a plate counts as unloaded (formulas B.2-1).
    public static let threshold = 20.0

    /// All runs of samples < `threshold`, in order.
    ///
    /// A NaN sample belongs to no run.
    ///
    /// - Parameter minimumCount: shorter runs are left out.
    public static func all(
        _ total: [Double], below threshold: Double = threshold, minimumCount: Int = 1
    ) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        var start = -1
        for i in 0...total.count {
            let unloaded = i < total.count && total[i] < threshold
            if unloaded, start < 0 { start = i }
            if !unloaded, start >= 0 {
                if i - start >= minimumCount { runs.append(start...(i - 1)) }
                start = -1
            }
        }
        return runs
    }

    /// The first run at or after `from` that is long enough to be a flight (formulas C.9, firstFlight).
    ///
    /// - Parameter minimumCount: 100 ms of samples for a jump.
    /// - Returns: the first sample < `threshold`, and the first sample ≥ `threshold` after it; no landing where the
    ///   record ends before it.
    public static func firstFlight(
        _ total: [Double], below threshold: Double = threshold, minimumCount: Int, from: Int = 0
    ) -> (takeoff: Int, landing: Int?)? {
        var start = -1
        var i = max(from, 0)
        while i <= total.count {
            let unloaded = i < total.count && total[i] < threshold
            if unloaded, start < 0 { start = i }
            if !unloaded, start >= 0 {
                if i - start >= minimumCount { return (start, i < total.count ? i : nil) }
                start = -1
            }
            i += 1
        }
        return nil
    }
}

extension UnloadedRuns {
    /// A flight by the noise of its own middle.
    public struct Refined: Sendable, Hashable {
        /// Mean force of the middle of the flight in newtons: what the zero is off.
        public let mean: Double
        /// Standard deviation there in newtons.
        public let sd: Double
        /// Mean + 5 SD.
        public let threshold: Double
        /// First sample under the threshold, from the provisional take-off on.
        public let takeoff: Int
        /// Sample after the last one under the threshold, going back from the provisional landing.
        public let landing: Int
    }

    /// Take-off and landing at mean + 5 SD, or so many, of the middle of the flight (formulas B.2-2; McMahon 2018).
    ///
    /// - Parameters:
    ///   - takeoff: provisional take-off, by a fixed threshold.
    ///   - landing: provisional landing, inside `total`.
    ///   - deviations: standard deviations over the mean.
    /// - Returns: nil where the middle, ± the smaller of 150 ms and a quarter of the flight, holds fewer than two samples or
    ///   no sample is under the threshold.
    public static func refined(
        _ total: [Double], takeoff: Int, landing: Int, rate: Double, deviations: Double = 5
    ) -> Refined? {
        guard takeoff >= 0, takeoff < landing, landing < total.count else { return nil }
        let half = min(Int((0.15 * rate).rounded()), (landing - takeoff) / 4)
        let centre = (takeoff + landing) / 2
        guard half > 0 else { return nil }
        let middle = total.span.extracting((centre - half)..<(centre + half))
        guard let mean = Descriptive.mean(middle), let sd = Descriptive.standardDeviation(middle) else { return nil }
        let threshold = mean + deviations * sd
        guard let first = (takeoff...landing).first(where: { total[$0] < threshold }),
            let last = (takeoff...landing).last(where: { total[$0] < threshold })
        else { return nil }
        return Refined(mean: mean, sd: sd, threshold: threshold, takeoff: first, landing: last + 1)
    }
}
