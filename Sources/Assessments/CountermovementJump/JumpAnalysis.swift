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
            let flight = JumpFlights.first(
                frame, weight: weighing?.weight, gravity: settings.gravity, expected: flights, outcome: &outcome)
        else { return outcome }

        var events = JumpEvents(takeoff: flight.takeoff, landing: flight.landing)
        var motion: JumpKinematics?
        if let weighing {
            events.onset = JumpOnset.find(
                frame, weighing: weighing, gravity: settings.gravity, takeoff: flight.takeoff)
            if let onset = events.onset {
                let start = max(onset - frame.samples(30), 0)
                events.integrationStart = start
                let known = JumpKinematics(
                    frame.total, from: start, segmentEnd: frame.segmentStart(after: start), rate: frame.rate,
                    weight: weighing.weight, gravity: settings.gravity)
                events.addPhases(known)
                motion = known
                if onset == JumpOnset.searchStart(frame, weighing: weighing, takeoff: flight.takeoff) {
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
            frame: frame, events: events, weight: weighing?.weight, gravity: settings.gravity, motion: motion,
            standing: motion, phases: events.phases)
        jump.fill(&outcome)
        jump.judge(&outcome)
        return outcome
    }
}
