import SignalCore

/// Analysis of one countermovement jump (formulas B.1–B.3, B.7).
enum JumpAnalysis {
    /// - Parameter flights: flights that belong to the test.
    static func analyze(
        _ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings, flights: Int = 1
    ) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        let weighing = weighing?.usable
        guard
            let found = JumpFlights.first(
                frame, weight: weighing?.weight, settings: settings, expected: flights, outcome: &outcome)
        else { return outcome }
        let flight = frame.byHand(found, &outcome)

        let rules = settings.rules
        var events = JumpEvents(takeoff: flight.takeoff, landing: flight.landing)
        if !rules.integratesTakeoffSample { events.pushEnd = flight.takeoff - 1 }
        var motion: JumpKinematics?
        if let weighing {
            events.onset =
                frame.hand("onset", in: 0..<flight.takeoff, &outcome)
                ?? JumpOnset.find(
                    frame, weighing: weighing, gravity: settings.gravity, takeoff: flight.takeoff, rules: rules)
            if let onset = events.onset {
                let start = rules.integrationStart.row(
                    frame, onset: onset, takeoff: flight.takeoff, weight: weighing.weight)
                events.integrationStart = start
                var known = JumpKinematics(
                    frame.total, from: start, segmentEnd: frame.segmentStart(after: start), rate: frame.rate,
                    weight: weighing.weight, gravity: settings.gravity)
                if rules.drift == .linearVelocity { pin(&known, frame, landing: flight.landing, weighing) }
                events.addPhases(known, frame, rules)
                motion = known
                if onset
                    == JumpOnset.searchStart(
                        frame, weighing: weighing, takeoff: flight.takeoff, rules: rules)
                {
                    outcome.add(.movingBeforeOnset)
                }
                if frame.held[onset] > weighing.weight { outcome.add(.preload) }
                if !known.rows.contains(flight.takeoff) {
                    outcome.add(.gapInEffort)
                } else if events.peakNegativeVelocity == nil {
                    outcome.add(.noCountermovement)
                }
            } else {
                outcome.add(.noOnset)
            }
        }
        outcome.events = events.list(firstIndex: frame.record.firstIndex)
        let jump = JumpMetrics(
            frame: frame, events: events, weight: weighing?.weight, gravity: settings.gravity, rules: rules,
            motion: motion,
            standing: motion, phases: events.phases)
        jump.fill(&outcome)
        jump.judge(&outcome)
        return outcome
    }

    /// Makes the motion end at rest in the quiet stand after the landing, where there is one.
    private static func pin(_ motion: inout JumpKinematics, _ frame: TrialFrame, landing: Int?, _ weighing: Weighing) {
        guard let landing, let stand = LandingStand.find(frame, after: landing, weight: weighing.weight) else { return }
        motion = motion.pinned(at: stand.end, rate: frame.rate) ?? motion
    }
}
