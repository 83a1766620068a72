import SignalCore

/// Analysis of a countermovement jump whose landing leads into a second jump (formulas B.2, B.5).
enum ReboundAnalysis {
    /// Metrics that the landing after the second jump gives.
    private static let ofLanding = [
        "peakLanding", "peakLandingBW", "timeToPeakLanding", "loadRateAvg", "loadRate2080", "landImpulse", "tts",
        "residualVelocity",
    ]

    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = JumpAnalysis.analyze(frame, weighing: weighing, settings: settings, flights: 2)
        for id in ofLanding { outcome.table[id] = nil }
        guard outcome.status == nil else { return outcome }
        let weight = weighing?.usable?.weight
        let first = frame.record.firstIndex
        let landing = outcome.events.first { $0.name == "landing" }.map { $0.index - first }
        guard
            let contact = GroundContact.all(frame.held, rate: frame.rate, weight: weight, rules: settings.rules)
                .first(where: { $0.touchdown == landing })
        else {
            outcome.add(.noRebound)
            return outcome
        }
        if contact.landing == nil { outcome.add(.noLanding) }
        // Judged in flight and on a contact that goes on, the velocity after a stable second means nothing here.
        outcome.reasons.removeAll { $0 == .residualVelocity }
        fill(&outcome, frame, contact, weight: weight, settings: settings)
        return outcome
    }

    private static func fill(
        _ outcome: inout TrialOutcome, _ frame: TrialFrame, _ contact: GroundContact, weight: Double?,
        settings: AnalysisSettings
    ) {
        let first = frame.record.firstIndex
        var events = JumpEvents(touchdown: contact.touchdown, takeoff: contact.takeoff, landing: contact.landing)
        var motion: JumpKinematics?
        if let weight {
            let stand = contact.landing.flatMap { LandingStand.find(frame, after: $0, weight: weight) }
            motion = ContactMotion.find(frame, contact, stand: stand, weight: weight, gravity: settings.gravity)
            events.brakingEnd = motion?.first(in: contact.touchdown..<contact.takeoff) { $0 >= 0 }
            if motion?.endsAtRest != true { outcome.add(.noQuietLanding) }
            var phases = events.contactPhases
            for k in phases.indices { phases[k].prefix = "rebound" }
            PhaseMetrics(frame: frame, weight: weight, gravity: settings.gravity, motion: motion)
                .fill(&outcome.table, phases, whole: contact.touchdown...contact.takeoff)
            PushDetail(
                frame: frame, weight: weight, motion: motion, start: contact.touchdown,
                brakingStart: contact.touchdown, brakingEnd: events.brakingEnd, takeoff: contact.takeoff,
                prefix: "rebound"
            ).fill(&outcome.table)
        }
        ContactMetrics(frame: frame, contact: contact, gravity: settings.gravity, motion: motion, prefix: "rebound")
            .fill(&outcome.table, landing: contact.landing)
        let window = contact.touchdown...contact.takeoff
        outcome.table["reboundPeakForce"] = frame.split(window, floorScale: 1) { force, _ in
            window.map { force[$0] }.max()
        }
        outcome.events += [
            ("reboundBrakingEnd", events.brakingEnd), ("reboundTakeoff", contact.takeoff),
            ("reboundLanding", contact.landing),
        ].compactMap { name, row in row.map { TrialEvent(name, index: first + $0) } }
        if let landing = contact.landing {
            LandingMetrics(frame: frame, landing: landing, weight: weight, motion: motion).fill(&outcome.table)
        }
    }
}
