import SignalCore

/// Analysis of one squat jump (formulas B.4).
enum SquatJumpAnalysis {
    /// Downward velocity in m/s at the onset from which the hold was none.
    static let largestDescent = 0.05

    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        let weighing = weighing?.usable
        guard
            let found = JumpFlights.first(
                frame, weight: weighing?.weight, settings: settings, outcome: &outcome)
        else { return outcome }
        let flight = frame.byHand(found, &outcome)
        var events = JumpEvents(takeoff: flight.takeoff, landing: flight.landing)
        let rules = settings.rules
        if !rules.integratesTakeoffSample { events.pushEnd = flight.takeoff - 1 }
        var motion: JumpKinematics?
        var standing: JumpKinematics?
        if let weighing {
            events.onset =
                frame.hand("onset", in: 0..<flight.takeoff, &outcome)
                ?? SquatJumpOnset.find(frame, weighing: weighing, takeoff: flight.takeoff, rules: rules)
            if let onset = events.onset {
                let start = rules.integrationStart.row(
                    frame, onset: onset, takeoff: flight.takeoff, weight: weighing.weight)
                events.integrationStart = start
                standing = back(frame, from: start, landing: flight.landing, weighing, settings)
                motion = forward(frame, from: start, onset: onset, weighing, settings, &outcome) ?? standing
                if motion == nil { outcome.add(.noQuietLanding) }
                if frame.check(start...flight.takeoff).status == .gap { outcome.add(.gapInEffort) }
            } else {
                outcome.add(.noOnset)
            }
        }
        outcome.events = events.list(firstIndex: frame.record.firstIndex)
        let jump = JumpMetrics(
            frame: frame, events: events, weight: weighing?.weight, gravity: settings.gravity, rules: rules,
            motion: motion, standing: standing,
            phases: [
                JumpPhase(
                    name: "prop", from: events.onset, to: events.pushEnd ?? events.takeoff, until: events.takeoff)
            ])
        jump.fill(&outcome)
        jump.judge(&outcome)
        return outcome
    }

    /// Motion from rest in the hold; nil, with the reason, where the person did not keep still.
    private static func forward(
        _ frame: TrialFrame, from start: Int, onset: Int, _ weighing: Weighing, _ settings: AnalysisSettings,
        _ outcome: inout TrialOutcome
    ) -> JumpKinematics? {
        let hold = SquatJumpOnset.hold(frame, weighing: weighing, gravity: settings.gravity, before: start)
        let dips = SquatJumpOnset.hasDip(frame, weighing: weighing, onset: onset)
        if dips || hold.isStill && hold.gained < -largestDescent { outcome.add(.countermovement) }
        guard hold.isStill else {
            outcome.add(.noStillHold)
            return nil
        }
        return JumpKinematics(
            frame.total, from: start, segmentEnd: frame.segmentStart(after: start), rate: frame.rate,
            weight: weighing.weight, gravity: settings.gravity)
    }

    /// Motion back from the stand after the landing, measured from standing.
    private static func back(
        _ frame: TrialFrame, from start: Int, landing: Int?, _ weighing: Weighing, _ settings: AnalysisSettings
    ) -> JumpKinematics? {
        guard let landing, let stand = LandingStand.find(frame, after: landing, weight: weighing.weight) else {
            return nil
        }
        return JumpKinematics(frame, from: start, toRestAt: stand.end, weight: stand.weight, gravity: settings.gravity)
    }
}
