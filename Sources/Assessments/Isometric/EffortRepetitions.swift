import SignalCore

/// Repetitions of an effort in one force, by hysteresis (formulas B.10).
public struct EffortRepetitions: Sendable, Hashable {
    /// One repetition.
    public struct Repetition: Sendable, Hashable {
        /// First sample at or over the upper threshold.
        public var start: Int
        /// First sample under the lower threshold; one past the last sample where there is none.
        public var end: Int
        /// Sample of the largest force, the first one of equals.
        public var peak: Int
    }

    /// Part of the largest force that begins a repetition.
    public static let on = 0.2
    /// Part of the largest force under which it ends.
    public static let off = 0.1
    /// Shortest repetition in milliseconds.
    public static let shortest = 200.0
    /// Shortest rest in milliseconds: a shorter one is a dip in the repetition.
    public static let shortestGap = 300.0

    /// In order of time.
    public let repetitions: [Repetition]

    /// Finds the repetitions of `force` over `rest`.
    ///
    /// - Parameters:
    ///   - force: newtons without missing samples.
    ///   - rest: newtons at rest; what is over it counts.
    ///   - floor: newtons over `rest` that the upper threshold is at least, > 0.
    ///   - on: part of the largest force over `rest` that begins a repetition.
    ///   - off: part of the largest force under which it ends.
    public init(
        _ force: [Double], rate: Double, rest: Double = 0, floor: Double, on: Double = on, off: Double = off
    ) {
        guard let top = force.max(), top - rest >= floor else {
            repetitions = []
            return
        }
        let upper = max(on * (top - rest), floor)
        let lower = min(off * (top - rest), 0.5 * upper)
        var found: [Repetition] = []
        var start = -1
        for i in 0...force.count {
            if i < force.count, start < 0, force[i] - rest >= upper { start = i }
            guard start >= 0, i == force.count || force[i] - rest < lower else { continue }
            found.append(Repetition(start: start, end: i, peak: start))
            start = -1
        }
        func samples(_ ms: Double) -> Int { Int((ms / 1000 * rate).rounded()) }
        var merged: [Repetition] = []
        for repetition in found {
            if let last = merged.last, repetition.start - last.end < samples(Self.shortestGap) {
                merged[merged.count - 1].end = repetition.end
            } else {
                merged.append(repetition)
            }
        }
        repetitions = merged.compactMap { repetition in
            guard repetition.end - repetition.start >= samples(Self.shortest) else { return nil }
            var repetition = repetition
            repetition.peak = TrialFrame.indexOfMaximum(force, repetition.start...(repetition.end - 1))
            return repetition
        }
    }
}
