/// Holds when each of the last frames had its newest sample, against which screens that have drawn it are timed.
struct LatencyLedger {
    private static let kept = 600
    private var frames = [(number: UInt64, stamp: UInt64)](repeating: (.max, 0), count: Self.kept)
    private(set) var histogram = LatencyHistogram()

    /// A frame went out.
    mutating func sent(_ number: UInt64, stamp: UInt64) {
        frames[Int(number % UInt64(Self.kept))] = (number, stamp)
    }

    /// A screen says at `now` that it has drawn a frame; one that is no longer known is not counted.
    ///
    /// - Returns: Whether it counted.
    mutating func drawn(_ number: UInt64, now: UInt64) -> Bool {
        let frame = frames[Int(number % UInt64(Self.kept))]
        guard frame.number == number, now >= frame.stamp else { return false }
        histogram.add(Double(now - frame.stamp) / 1e6)
        return true
    }

    /// What was counted so far; nil before the first.
    var summary: DashboardLatency? {
        guard let median = histogram.percentile(0.5), let p99 = histogram.percentile(0.99) else { return nil }
        return DashboardLatency(count: histogram.count, median: median, p99: p99, longest: histogram.longest)
    }
}
