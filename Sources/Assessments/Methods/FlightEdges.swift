import SignalCore

/// The first and the last row of a flight by a method's own thresholds.
///
/// A flight is found by one threshold, 20 N or a method's higher one, and only its ends are moved to the method's.
struct FlightEdges {
    let rules: MethodRules

    init(_ rules: MethodRules) { self.rules = rules }

    /// Newtons under which flights are looked for.
    var detection: Double {
        max(UnloadedRuns.threshold, rules.takeoff.newtons ?? 0, rules.landing.newtons ?? 0)
    }

    /// Runs under the threshold of detection.
    func runs(_ total: [Double], minimumCount: Int = 1) -> [ClosedRange<Int>] {
        UnloadedRuns.all(total, below: detection, minimumCount: minimumCount)
    }

    /// Row of the take-off: the first one under its threshold.
    ///
    /// - Parameters:
    ///   - row: where the flight begins by the threshold of detection.
    ///   - run: the part of the flight that tells its noise, under the threshold of detection.
    func takeoff(_ total: [Double], from row: Int, run: ClosedRange<Int>, rate: Double) -> Int {
        if case .magnitude(let force) = rules.takeoff {
            let least = max(Int((rules.shortestFlight / 1000 * rate).rounded()), 1)
            var count = 0
            for i in row...run.upperBound {
                count = abs(total[i]) < force ? count + 1 : 0
                if count == least { return i - least + 1 }
            }
        }
        guard let threshold = threshold(rules.takeoff, total, run, rate: rate) else { return row }
        guard threshold > detection else { return (row...run.upperBound).first { total[$0] < threshold } ?? row }
        var first = row
        while first > 0, total[first - 1] < threshold { first -= 1 }
        return first
    }

    /// Row of the landing after `run`: the one after the last row under its threshold; nil where the record ends before it.
    func landing(_ total: [Double], after run: ClosedRange<Int>, rate: Double) -> Int? {
        let row = run.upperBound + 1
        guard row < total.count else { return nil }
        guard let threshold = threshold(rules.landing, total, run, rate: rate) else { return row }
        guard threshold > detection else {
            return run.last { total[$0] < threshold }.map { $0 + 1 } ?? row
        }
        return (row..<total.count).first { total[$0] >= threshold }
    }

    /// Newtons of a threshold in that flight; nil where it has too few rows to tell its noise.
    func threshold(_ rule: FlightThreshold, _ total: [Double], _ run: ClosedRange<Int>, rate: Double) -> Double? {
        switch rule {
        case .newtons(let force), .magnitude(let force): force
        case .deviations(let count):
            UnloadedRuns.refined(
                total, takeoff: run.lowerBound, landing: min(run.upperBound + 1, total.count - 1), rate: rate,
                deviations: count)?.threshold
        }
    }
}
