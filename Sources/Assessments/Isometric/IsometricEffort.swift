import SignalCore
import Statistics

/// Where an isometric effort lies in its trial: the quiet second, the onset, the peak, the end (formulas B.8).
struct IsometricEffort {
    /// The quiet second before the effort.
    struct Baseline {
        var window: ClosedRange<Int>
        var mean: Double
        var left: Double?
        var right: Double?
        var sd: Double
        var peakToPeak: Double
        var lost: Int

        /// Mean of a side, of the total for nil.
        func mean(_ side: Side?) -> Double? {
            switch side {
            case nil: mean
            case .left: left
            case .right: right
            }
        }
    }

    var baseline: Baseline
    /// Force in newtons that the onset crosses.
    var threshold: Double
    var onset: Int
    /// Row of the largest total.
    var peak: Int
    /// Last row before the total stays under the threshold again; the trial's last row where it does not.
    var end: Int

    /// Seconds before the steep rise in which the baseline is looked for.
    static let searchTime = 3.0
    /// Shortest baseline in milliseconds that is used at all.
    static let shortestBaseline = 300.0

    /// Finds the effort around the largest total of the trial; nil where there is none.
    ///
    /// The baseline is the window with the smallest SD that ends before the total has made half of its way from `rest` to
    /// the peak: a second long where there is room, else half of what there is. The onset is the first sample after it that begins
    /// 40 ms above mean + 5 SD; dynamometers take 5 N where 5 SD is less.
    ///
    /// - Parameter rest: total in newtons before the effort, roughly: body weight or 0.
    static func find(
        _ frame: TrialFrame, rest: Double, test: TestID, floor: Double, rule: IsometricOnset
    ) -> IsometricEffort? {
        guard frame.count > 1 else { return nil }
        let force = frame.held
        let top = TrialFrame.indexOfMaximum(force, 0...(frame.count - 1))
        guard force[top] - rest >= floor else { return nil }
        let half = rest + 0.5 * (force[top] - rest)
        // Back to where the effort begins, across any dip in it, and from there to the steep rise.
        let low = rest + (test.definition.surface == .dynamometers ? EffortRepetitions.off : 0.25) * (force[top] - rest)
        var begin = top
        while begin > 0, force[begin - 1] >= low { begin -= 1 }
        let rise = (begin...top).first { force[$0] >= half } ?? top
        guard let baseline = baseline(frame, before: rise) else { return nil }
        let threshold = baseline.mean + rule.margin(sd: baseline.sd, on: test.definition.surface)
        let hold = frame.samples(rule.hold)
        guard let onset = Onset.effort(force, above: threshold, hold: hold, from: baseline.window.upperBound + 1),
            onset <= top
        else { return nil }
        var end = frame.count - 1
        var below = 0
        for i in top..<frame.count {
            below = force[i] <= threshold ? below + 1 : 0
            if below >= max(hold, 1) {
                end = i - below
                break
            }
        }
        return IsometricEffort(baseline: baseline, threshold: threshold, onset: onset, peak: top, end: end)
    }

    /// The window with the smallest SD in the 3 s before `rise`; nil where there is no room for 300 ms.
    static func baseline(_ frame: TrialFrame, before rise: Int) -> Baseline? {
        let first = max(rise - frame.samples(searchTime * 1000), 0)
        // Where there is no room for a second, half of what there is keeps clear of the rise.
        let room = rise - first
        let length = room >= frame.samples(1000) ? frame.samples(1000) : room / 2
        guard length >= max(frame.samples(shortestBaseline), 2) else { return nil }
        var best: (start: Int, sd: Double)?
        func consider(_ starts: StrideThrough<Int>) {
            for start in starts {
                let window = frame.held.span.extracting(start..<(start + length))
                guard let sd = Descriptive.standardDeviation(window) else { continue }
                if sd < (best?.sd ?? .infinity) { best = (start, sd) }
            }
        }
        // A grid of 10 ms first, then every sample around its best.
        let step = max(frame.samples(10), 1)
        consider(stride(from: first, through: rise - length, by: step))
        if let coarse = best?.start {
            consider(stride(from: max(coarse - step, first), through: min(coarse + step, rise - length), by: 1))
        }
        guard let best else { return nil }
        let window = best.start...(best.start + length - 1)
        let rows = window.filter { !frame.total[$0].isNaN }
        func mean(_ force: [Double]) -> Double? {
            let values = rows.map { force[$0] }
            return Descriptive.mean(values.span)
        }
        let values = rows.map { frame.total[$0] }
        guard let total = mean(frame.total), let low = values.min(), let high = values.max(),
            let sd = Descriptive.standardDeviation(values.span)
        else { return nil }
        return Baseline(
            window: window, mean: total, left: frame.hasSides ? mean(frame.record.left) : nil,
            right: frame.hasSides ? mean(frame.record.right) : nil, sd: sd, peakToPeak: high - low,
            lost: window.count - rows.count)
    }
}
