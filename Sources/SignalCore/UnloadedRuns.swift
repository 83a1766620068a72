/// Where nobody stands on the plates: flights, and the time before stepping on and after stepping off.
public enum UnloadedRuns {
    /// Force in newtons below which a plate counts as unloaded (formulas B.2-1).
    public static let threshold = 20.0

    /// All runs of samples < `threshold`, in order. A NaN sample belongs to no run.
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
