import SignalCore
import Statistics

/// Analysis of one repetition of the Nordic hamstring exercise (formulas B.9).
enum NordicAnalysis {
    /// Milliseconds before the end of the effort in which no peak of the hamstrings lies.
    static let catchTime = 50.0

    static func fill(
        _ effort: IsometricEffort, _ frame: TrialFrame, settings: AnalysisSettings, _ outcome: inout TrialOutcome
    ) {
        let window = effort.onset...effort.end
        let duration = Double(effort.end - effort.onset) / frame.rate
        // A slow lowering has no quiet second before it, and leaning in is part of it.
        outcome.reasons.removeAll { $0 == .baselineTooShort || $0 == .unquietBaseline || $0 == .countermovement }
        if isBroken(effort, frame) { outcome.add(.brokenRepetition) }
        if effort.end < frame.count - 1, effort.end - effort.peak <= frame.samples(catchTime) {
            outcome.add(.handCatch)
        }
        let peak = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        outcome.table["nordicPeak"] = peak
        outcome.table["nordicPeakPerKg"] =
            settings.bodyMassKilograms.map { peak.divided(by: $0) }
            ?? LimbValues(status: peak.status.carriesValue ? .undefined : peak.status, lost: peak.lost)
        outcome.table["nordicTorque"] = SustainedForce.torque(peak, settings)
        let impulse = frame.split(window, floorScale: duration) { force, _ in
            Integration.trapezoid(force, window, rate: frame.rate)
        }
        outcome.table["nordicImpulse"] = impulse
        if duration > 0 { outcome.table["nordicMeanForce"] = impulse.divided(by: duration) }
        outcome.table["effortTime"] = frame.single(window) { duration }
        outcome.table["timeToPeak"] = frame.split(window, floorScale: 0) { force, _ in
            Double(TrialFrame.indexOfMaximum(force, window) - effort.onset) / frame.rate
        }
    }

    /// True where the force over its baseline falls under half of its largest value so far and comes back over three
    /// quarters of it; how far it must come back is the project's.
    static func isBroken(_ effort: IsometricEffort, _ frame: TrialFrame) -> Bool {
        var largest = 0.0
        var fallen = false
        for i in effort.onset...effort.end {
            let force = frame.held[i] - effort.baseline.mean
            if fallen, force > 0.75 * largest { return true }
            largest = max(largest, force)
            // Noise near the onset is no repetition yet.
            if largest >= 0.5 * (frame.held[effort.peak] - effort.baseline.mean), force < 0.5 * largest {
                fallen = true
            }
        }
        return false
    }
}
