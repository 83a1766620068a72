import SignalCore
import Statistics

/// Analysis of a quiet stance on two plates (formulas B.10).
enum StanceAnalysis {
    /// Seconds of the window.
    static let duration = 10.0
    /// Milliseconds at either end of a stretch that belong to stepping on and off.
    static let edge = 1000.0
    /// Part of body weight that standing needs.
    static let standing = 0.8

    /// Stretches of rows with somebody standing, long enough for one second between their edges.
    static func stretches(_ frame: TrialFrame, weight: Double) -> [ClosedRange<Int>] {
        var found: [ClosedRange<Int>] = []
        var start: Int?
        for i in 0...frame.count {
            let loaded = i < frame.count && frame.held[i] >= standing * weight
            if loaded, start == nil { start = i }
            if !loaded, let begun = start {
                if i - begun >= 3 * frame.samples(edge) { found.append(begun...(i - 1)) }
                start = nil
            }
        }
        return found
    }

    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        outcome.reasons.removeAll { $0 == .unevenWeighing }
        guard let weight = weighing?.usable?.weight,
            let stretch = stretches(frame, weight: weight).max(by: { $0.count < $1.count })
        else {
            outcome.status = .notDetected
            outcome.add(.noStance)
            return outcome
        }
        let first = stretch.lowerBound + frame.samples(edge)
        let last = min(stretch.upperBound - frame.samples(edge), first + frame.samples(duration * 1000) - 1)
        let window = first...last
        if window.count < frame.samples(duration * 1000) { outcome.add(.shortStance) }
        outcome.events = [
            TrialEvent("windowStart", index: frame.record.firstIndex + first),
            TrialEvent("windowEnd", index: frame.record.firstIndex + last),
        ]
        func ofShare(_ value: (ShareSeries) -> Double?) -> LimbValues {
            frame.ofShare(window, weight: weight, settings: settings, value)
        }
        outcome.table["meanForce"] = frame.meanForce(window)
        outcome.table["share"] = frame.share(window, settings: settings)
        outcome.table["shareSD"] = ofShare(\.standardDeviation)
        outcome.table["timeOutside"] = ofShare(\.timeOutside)
        outcome.table["shareRange"] = ofShare(\.range)
        outcome.table["stanceTime"] = LimbValues(both: Double(window.count) / frame.rate)
        outcome.table["forceSD"] = frame.split(window, floorScale: 0) { force, _ in
            Descriptive.standardDeviation(force.span.extracting(first..<(last + 1)))
        }
        outcome.table["loadShift"] =
            if let rule = settings.rule(hasSides: frame.hasSides) {
                LimbValues(status: rule)
            } else {
                frame.single(window) { correlation(frame.record.left, frame.record.right, window) }
            }
        addSway(stretch, frame, settings: settings, &outcome)
        return outcome
    }

    /// The centre of pressure over the rest of the stretch; absent where the record has none.
    private static func addSway(
        _ stretch: ClosedRange<Int>, _ frame: TrialFrame, settings: AnalysisSettings, _ outcome: inout TrialOutcome
    ) {
        guard !frame.record.pressure.isEmpty else { return }
        let sway = SwayMetrics(frame, stretch, settings: settings.sway)
        outcome.reasons += sway.reasons
        for (id, values) in sway.values { outcome.table[id] = values }
        if let window = sway.window {
            outcome.events += [
                TrialEvent("swayStart", index: frame.record.firstIndex + window.lowerBound),
                TrialEvent("swayEnd", index: frame.record.firstIndex + window.upperBound),
            ]
        }
    }

    /// Pearson's r of two forces; nil where one does not vary.
    private static func correlation(_ a: [Double], _ b: [Double], _ window: ClosedRange<Int>) -> Double? {
        guard let meanA = Descriptive.mean(a.span.extracting(window.lowerBound..<(window.upperBound + 1))),
            let meanB = Descriptive.mean(b.span.extracting(window.lowerBound..<(window.upperBound + 1)))
        else { return nil }
        var aa = 0.0
        var bb = 0.0
        var ab = 0.0
        for i in window {
            aa += (a[i] - meanA) * (a[i] - meanA)
            bb += (b[i] - meanB) * (b[i] - meanB)
            ab += (a[i] - meanA) * (b[i] - meanB)
        }
        let scale = (aa * bb).squareRoot()
        return scale > 0 ? ab / scale : nil
    }
}
