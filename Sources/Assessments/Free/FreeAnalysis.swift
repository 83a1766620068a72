import SignalCore
import Statistics

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
        let mean = frame.split(window, floorScale: 1, bridging: true) { force, _ in
            let present = frame.total.indices.filter { !frame.total[$0].isNaN }.map { force[$0] }
            return Descriptive.mean(present.span)
        }
        outcome.table["meanForce"] = mean
        if let left = mean.left, let right = mean.right {
            outcome.table["share"] = LimbValues.share(left: left, right: right, lost: mean.lost, settings: settings)
        } else {
            outcome.table["share"] = LimbValues(status: frame.hasSides ? mean.status : .totalOnly, lost: mean.lost)
        }
        return outcome
    }
}
