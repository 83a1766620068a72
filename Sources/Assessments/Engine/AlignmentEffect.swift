import SignalCore
import Symmetry

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What one standard uncertainty of the time between the sides does to a metric (devices-and-usb B4, formulas C.6).
///
/// Found by analysing the trial again with the right side moved by as much either way; half of the difference counts.
public struct AlignmentEffect: Sendable, Hashable {
    /// Standard uncertainty of the index in its unit, ≥ 0; nil where there is no index.
    public var index: Double?
    /// Standard uncertainty of the difference of the limbs relative to the larger one, ≥ 0: of the log ratio where both are
    /// positive.
    public var relative: Double
}

extension AlignmentEffect {
    /// Samples below which a shift shows nothing: the interpolation itself is no better.
    private static let least = 0.01

    /// Gives each metric of `result` its effect.
    ///
    /// - Parameters:
    ///   - trial: the rows that `result` came from.
    ///   - analyze: the same analysis of other rows.
    static func add(
        to result: inout TrialResult, _ trial: ForceRecord, _ settings: AnalysisSettings,
        analyze: (ForceRecord) -> TrialResult
    ) {
        guard let uncertainty = settings.alignmentUncertainty, settings.withheld == nil, trial.hasSides,
            uncertainty * trial.rate >= least, result.metrics.contains(where: { $0.asymmetry?.value != nil })
        else { return }
        let later = analyze(trial.movingRight(by: uncertainty * trial.rate))
        let earlier = analyze(trial.movingRight(by: -uncertainty * trial.rate))
        for i in result.metrics.indices {
            let metric = result.metrics[i]
            guard metric.asymmetry?.value != nil, let a = later.metric(metric.id), let b = earlier.metric(metric.id),
                let relative = relative(a, b, metric)
            else { continue }
            var effect = AlignmentEffect(index: nil, relative: relative)
            if let x = a.asymmetry?.value, let y = b.asymmetry?.value { effect.index = abs(x - y) / 2 }
            result.metrics[i].alignment = effect
        }
    }

    private static func relative(_ a: MetricResult, _ b: MetricResult, _ metric: MetricResult) -> Double? {
        guard let al = a.left, let ar = a.right, let bl = b.left, let br = b.right, let l = metric.left,
            let r = metric.right
        else { return nil }
        if al > 0, ar > 0, bl > 0, br > 0 { return abs(log(ar / al) - log(br / bl)) / 2 }
        let scale = max(abs(l), abs(r))
        return scale > 0 ? abs((ar - al) - (br - bl)) / 2 / scale : nil
    }
}

extension ForceRecord {
    /// The same trial with the right side later by `samples`, between samples by straight lines; its ends keep their values.
    fileprivate func movingRight(by samples: Double) -> ForceRecord {
        var moved = self
        let last = count - 1
        guard last > 0 else { return self }
        for i in 0...last {
            let place = min(max(Double(i) - samples, 0), Double(last))
            let below = min(Int(place), last - 1)
            let t = place - Double(below)
            // A sample at its own place is not mixed with a neighbour that may be missing.
            moved.right[i] = t == 0 ? right[below] : right[below] + t * (right[below + 1] - right[below])
            moved.total[i] = moved.left[i] + moved.right[i]
        }
        return moved
    }
}
