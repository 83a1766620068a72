import SignalCore

/// Forces and shares of a record without a test.
enum FreeAnalysis {
    static func analyze(_ frame: TrialFrame, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        guard frame.count > 0 else {
            outcome.status = .tooShort
            return outcome
        }
        let window = 0...(frame.count - 1)
        let duration = Double(frame.count - 1) / frame.rate
        let at = TrialFrame.indexOfMaximum(frame.total, window)
        outcome.table["peakForce"] = frame.split(window, floorScale: 1) { force, _ in force.max() }
        outcome.table["forceAtTotalPeak"] = frame.split(window, floorScale: 1) { force, _ in force[at] }
        outcome.table["impulse"] = frame.split(window, floorScale: duration) { force, _ in
            Integration.trapezoid(force, window, rate: frame.rate)
        }
        outcome.table["meanForce"] = frame.meanForce(window)
        outcome.table["share"] = frame.share(window, settings: settings)
        return outcome
    }
}
