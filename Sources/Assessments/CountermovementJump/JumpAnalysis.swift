import SignalCore

/// Analysis of one countermovement jump (formulas B.1–B.3, B.7).
enum JumpAnalysis {
    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        let weighing = weighing?.usable
        let flights = JumpFlights.all(
            frame.held, rate: frame.rate, weight: weighing?.weight, gravity: settings.gravity)
        // A jump whose push looks wrong is still better than none; the validity rules below will say so.
        guard let flight = flights.first(where: \.plausible) ?? flights.first(where: { $0.landing != nil }) else {
            outcome.status = .notDetected
            outcome.add(.noFlight)
            return outcome
        }
        if flights.filter(\.plausible).count > 1 { outcome.add(.severalFlights) }
        if flight.rang { outcome.add(.plateRinging) }
        if flight.landing == nil { outcome.add(.noLanding) }

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
            frame: frame, events: events, weight: weighing?.weight, gravity: settings.gravity, motion: motion)
        jump.fill(&outcome)
        jump.judge(&outcome)
        return outcome
    }
}
