import SignalCore
import Statistics

/// Analysis of one landing that is held (formulas B.7).
enum LandingAnalysis {
    /// Milliseconds after landing from which a held landing stays calm.
    static let settled = 1000.0
    /// Body weights that a held landing does not pass then.
    static let largestForce = 1.5

    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        let weight = weighing?.usable?.weight
        guard let landing = LandingTrials.landings(frame, weight: weight, rules: settings.rules).first else {
            outcome.status = .notDetected
            outcome.add(.noLanding)
            return outcome
        }
        var motion: JumpKinematics?
        if let weight {
            if let stand = LandingStand.find(frame, after: landing, weight: weight) {
                motion = JumpKinematics(
                    frame, from: landing, toRestAt: stand.end, weight: stand.weight, gravity: settings.gravity)
            }
            if motion == nil { outcome.add(.noQuietLanding) }
            if let v = motion?.v(landing), v >= 0 { outcome.add(.touchdownNotDownwards) }
        }
        outcome.events = [TrialEvent("landing", index: frame.record.firstIndex + landing)]
        LandingMetrics(frame: frame, landing: landing, weight: weight, motion: motion).fill(&outcome.table)
        fall(&outcome, frame, landing: landing, motion: motion, settings: settings)
        hold(&outcome, frame, landing: landing, weight: weight)
        return outcome
    }

    private static func fall(
        _ outcome: inout TrialOutcome, _ frame: TrialFrame, landing: Int, motion: JumpKinematics?,
        settings: AnalysisSettings
    ) {
        guard let motion, let velocity = motion.v(landing), let height = motion.s(landing) else { return }
        let drop = velocity < 0 ? velocity * velocity / (2 * settings.gravity) : nil
        outcome.table["vTD"] = LimbValues(both: velocity)
        outcome.table["effDropHeight"] = LimbValues(both: drop)
        let lowest = motion.displacement.min().map { $0 - height }
        outcome.table["contactDepth"] = LimbValues(both: lowest.flatMap { $0 < 0 ? $0 : nil })
        if let box = settings.boxHeight, let drop, abs(drop - box) > DropJumpAnalysis.largestDropError * box {
            outcome.add(.dropHeightOff)
        }
        let check = frame.check(landing...(motion.rows.upperBound - 1))
        guard check.status != .ok else { return }
        for id in ["vTD", "effDropHeight", "contactDepth"] {
            outcome.table[id] = LimbValues(status: check.status, lost: check.lost)
        }
    }

    /// Not held: the feet leave before the person is stable, or the force rises again after a second.
    private static func hold(_ outcome: inout TrialOutcome, _ frame: TrialFrame, landing: Int, weight: Double?) {
        let left = UnloadedRuns.all(frame.held, minimumCount: frame.samples(GroundContact.shortestGap))
            .first { $0.lowerBound > landing }?.lowerBound
        let end = left ?? frame.count
        if let left {
            let stable = LandingMetrics.stabilisation(frame, after: landing, weight: weight)
            if stable.map({ $0 + frame.samples(1000) > left }) ?? true { outcome.add(.notHeld) }
        }
        let from = landing + frame.samples(settled)
        guard from < end else { return }
        let window = from...(end - 1)
        if let weight, let top = frame.held[window].max(), top > largestForce * weight { outcome.add(.notHeld) }
        outcome.table["stabiliseMeanForce"] = frame.split(window, floorScale: 1, bridging: true) { force, _ in
            let present = window.filter { !frame.total[$0].isNaN }.map { force[$0] }
            return Descriptive.mean(present.span)
        }
    }
}
