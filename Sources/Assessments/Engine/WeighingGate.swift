import SignalCore
import Statistics

/// Weighing and its quality gate (formulas B.1).
enum WeighingGate {
    /// Largest peak-to-peak force in newtons of a quiet stand (Comfort 2019, for the quiet pull position).
    static let largestPeakToPeak = 50.0
    /// Largest standard deviation relative to body weight.
    static let largestRelativeSD = 0.015
    /// Largest slope in N/s.
    static let largestSlope = 10.0
    /// Smallest share of each side.
    static let smallestShare = 0.2

    /// - Parameter seconds: shortest window that is long enough.
    static func weigh(_ record: ForceRecord, window: ClosedRange<Int>, seconds: Double = 1) -> Weighing? {
        let frame = TrialFrame(record.slice(window))
        guard frame.count > 1 else { return nil }
        let rows = frame.total.indices.filter { !frame.total[$0].isNaN }
        let total = rows.map { frame.total[$0] }
        guard let weight = Descriptive.mean(total.span), let sd = Descriptive.standardDeviation(total.span),
            let slope = Descriptive.slope(frame.total.span, rate: record.rate), let low = total.min(),
            let high = total.max()
        else { return nil }
        func side(_ force: [Double]) -> Double? {
            let values = rows.map { force[$0] }
            return Descriptive.mean(values.span)
        }
        let left = frame.hasSides ? side(frame.record.left) : nil
        let right = frame.hasSides ? side(frame.record.right) : nil

        var reasons: [QualityReason] = []
        if frame.count < Int((seconds * record.rate).rounded()) { reasons.append(.weighingTooShort) }
        if frame.longestGap(0...(frame.count - 1)) > frame.samples(10) { reasons.append(.gapInWeighing) }
        if weight < UnloadedRuns.threshold { reasons.append(.unloadedWeighing) }
        if high - low > largestPeakToPeak || sd > largestRelativeSD * weight { reasons.append(.unquietWeighing) }
        if abs(slope) > largestSlope { reasons.append(.drift) }
        if let left, let right, min(left, right) < smallestShare * weight { reasons.append(.unevenWeighing) }
        return Weighing(
            window: frame.record.firstIndex...(frame.record.firstIndex + frame.count - 1), weight: weight, left: left,
            right: right, sd: sd, peakToPeak: high - low, slope: slope, reasons: reasons.map(\.rawValue))
    }
}

extension Weighing {
    /// True where the gate found nothing.
    public var isGood: Bool { reasons.isEmpty }

    /// The weighing where it can serve as body weight: loaded.
    var usable: Weighing? { weight >= UnloadedRuns.threshold ? self : nil }
}
