import SignalCore
import Statistics

/// Analysis of one squat on two plates (formulas B.10).
enum SquatAnalysis {
    /// Milliseconds on either side of the lowest point that count as the bottom.
    static let bottomTime = 100.0

    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        guard let weight = weighing?.usable?.weight else {
            outcome.status = .notDetected
            return outcome
        }
        let velocity = SquatRepetitions.velocityAtRest(frame, weight: weight, gravity: settings.gravity)
        let found = SquatRepetitions.find(velocity, rate: frame.rate)
        guard let squat = found.first else {
            outcome.status = .notDetected
            outcome.add(.noRepetition)
            return outcome
        }
        if found.count > 1 { outcome.add(.severalRepetitions) }
        let whole = squat.start...squat.end
        if whole.contains(where: { frame.held[$0] < UnloadedRuns.threshold }) { outcome.add(.leftPlates) }
        let first = frame.record.firstIndex
        outcome.events = [
            TrialEvent("descentStart", index: first + squat.start), TrialEvent("bottom", index: first + squat.bottom),
            TrialEvent("ascentEnd", index: first + squat.end),
        ]
        fill(squat, velocity, frame, weight: weight, settings: settings, &outcome.table)
        return outcome
    }

    private static func fill(
        _ squat: SquatRepetitions.Repetition, _ velocity: [Double], _ frame: TrialFrame, weight: Double,
        settings: AnalysisSettings, _ table: inout MetricTable
    ) {
        let rate = frame.rate
        let whole = squat.start...squat.end
        let ascent = squat.bottom...squat.end
        let half = frame.samples(bottomTime)
        let bottom = max(squat.bottom - half, 0)...min(squat.bottom + half, frame.count - 1)
        let phases = [("Descent", squat.start...squat.bottom), ("Bottom", bottom), ("Ascent", ascent)]
        for (name, window) in phases {
            table["repForce" + name] = frame.meanForce(window)
            table["repShare" + name] = frame.share(window, settings: settings)
        }
        table["repShare"] = frame.share(whole, settings: settings)
        func ofShare(_ value: (ShareSeries) -> Double?) -> LimbValues {
            frame.ofShare(whole, weight: weight, settings: settings, value)
        }
        table["timeOutside"] = ofShare(\.timeOutside)
        table["repShareRange"] = ofShare(\.range)

        let peak = frame.split(whole, floorScale: 1) { force, _ in whole.map { force[$0] }.max() }
        table["peakForce"] = peak
        table["peakForcePerBW"] = peak.divided(by: weight)
        table["peakForcePerKg"] = peak.divided(by: weight / settings.gravity)
        let at = TrialFrame.indexOfMaximum(frame.total, whole)
        table["forceAtTotalPeak"] = frame.split(whole, floorScale: 1) { force, _ in force[at] }

        func seconds(_ window: ClosedRange<Int>) -> Double { Double(window.count - 1) / rate }
        table["repTime"] = frame.single(whole) { seconds(whole) }
        table["descentTime"] = frame.single(squat.start...squat.bottom) { seconds(squat.start...squat.bottom) }
        table["ascentTime"] = frame.single(ascent) { seconds(ascent) }
        // The whole trial feeds the drift that is taken out, so a gap anywhere spoils what moves.
        let trial = 0...(frame.count - 1)
        table["squatDepth"] = frame.single(trial) {
            Integration.trapezoid(velocity, squat.start...squat.bottom, rate: rate)
        }
        table["ascentVelocityMean"] = frame.single(trial) {
            seconds(ascent) > 0 ? Integration.trapezoid(velocity, ascent, rate: rate) / seconds(ascent) : nil
        }
        table["ascentVelocityPeak"] = frame.single(trial) { velocity[ascent].max() }
        table["ascentPowerMean"] = frame.single(trial) {
            let power = zip(frame.total, velocity).map { $0 * $1 }
            return seconds(ascent) > 0 ? Integration.trapezoid(power, ascent, rate: rate) / seconds(ascent) : nil
        }
    }
}
