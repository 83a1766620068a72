/// Where a sensor was at its limit (formulas C.8).
public enum Saturation {
    /// Share of a sensor's capacity from which on a force counts as clipped.
    public static let capacityShare = 0.98
    /// Consecutive samples that make a clipped stretch; fewer may be a true peak.
    public static let minimumCount = 3

    /// Stretches of at least `minimumCount` samples at or above 98 % of `capacity` newtons, either way.
    public static func runs(_ force: [Double], capacity: Double) -> [ClosedRange<Int>] {
        runs(force, atOrBelow: -capacityShare * capacity, atOrAbove: capacityShare * capacity)
    }

    /// Stretches of at least `minimumCount` samples at either rail of a converter, in the unit of `values`.
    ///
    /// A stretch stays at one rail; a NaN sample ends it.
    public static func runs(
        _ values: [Double], atOrBelow low: Double, atOrAbove high: Double, minimumCount: Int = minimumCount
    ) -> [ClosedRange<Int>] {
        var found: [ClosedRange<Int>] = []
        var start = 0
        var rail = 0
        for i in 0...values.count {
            let now = i == values.count ? 0 : values[i] >= high ? 1 : values[i] <= low ? -1 : 0
            if now == rail { continue }
            if rail != 0, i - start >= max(minimumCount, 1) { found.append(start...(i - 1)) }
            start = i
            rail = now
        }
        return found
    }
}
