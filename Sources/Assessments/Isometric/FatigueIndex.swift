import Statistics

/// Loss of force in % of what it was, positive for a loss (formulas B.8).
public enum FatigueIndex {
    /// From the largest to the last force of a sustained effort: 100·(peak − end)/peak.
    ///
    /// - Parameters:
    ///   - peak: newtons, mean of the strongest half second.
    ///   - end: newtons, mean of the last half second before the release.
    /// - Returns: nil for a peak that is not > 0.
    public static func ends(peak: Double, end: Double) -> Double? {
        peak > 0 ? 100 * (peak - end) / peak : nil
    }

    /// What the impulse lacks to that of the peak force held throughout: 100·(1 − impulse/(peak·duration)).
    ///
    /// - Parameters:
    ///   - impulse: ∫F dt in N·s over `duration` seconds.
    ///   - peak: newtons.
    /// - Returns: nil for a peak or a duration that is not > 0.
    public static func area(impulse: Double, peak: Double, duration: Double) -> Double? {
        peak > 0 && duration > 0 ? 100 * (1 - impulse / (peak * duration)) : nil
    }

    /// From the first three to the last three repetitions: 100·(mean of first − mean of last)/mean of first.
    ///
    /// - Parameter repetitions: one value each, in their order.
    /// - Returns: nil for fewer than six, where first and last would share some, and for a first mean that is not > 0.
    public static func decline(_ repetitions: [Double]) -> Double? {
        guard repetitions.count >= 6 else { return nil }
        let first = Array(repetitions.prefix(3))
        let last = Array(repetitions.suffix(3))
        guard let a = Descriptive.mean(first.span), let b = Descriptive.mean(last.span) else { return nil }
        return ends(peak: a, end: b)
    }
}
