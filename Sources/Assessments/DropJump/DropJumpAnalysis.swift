import SignalCore

/// Analysis of one drop jump (formulas B.5).
enum DropJumpAnalysis {
    /// Largest part by which the measured drop may miss the height of the box.
    static let largestDropError = 0.15

    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        let weight = weighing?.usable?.weight
        let contacts = GroundContact.all(frame.held, rate: frame.rate, weight: weight, rules: settings.rules)
        guard let contact = contacts.first else {
            outcome.status = .notDetected
            outcome.add(.noContact)
            return outcome
        }
        if contacts.count > 1 { outcome.add(.severalFlights) }
        if contact.rang { outcome.add(.plateRinging) }
        if contact.landing == nil { outcome.add(.noLanding) }

        var events = JumpEvents(
            touchdown: contact.touchdown, onset: contact.touchdown, integrationStart: contact.touchdown,
            takeoff: contact.takeoff, landing: contact.landing)
        var motion: JumpKinematics?
        if let weight {
            let stand = contact.landing.flatMap { LandingStand.find(frame, after: $0, weight: weight) }
            let known = ContactMotion.find(frame, contact, stand: stand, weight: weight, gravity: settings.gravity)
            if let known {
                events.brakingEnd = known.first(in: contact.touchdown..<contact.takeoff) { $0 >= 0 }
                if let v = known.v(contact.touchdown), v >= 0 { outcome.add(.touchdownNotDownwards) }
            }
            if known?.endsAtRest != true { outcome.add(.noQuietLanding) }
            if frame.check(contact.touchdown...contact.takeoff).status == .gap { outcome.add(.gapInEffort) }
            motion = known
        }
        outcome.events = events.list(firstIndex: frame.record.firstIndex)
        let jump = JumpMetrics(
            frame: frame, events: events, weight: weight, gravity: settings.gravity, rules: settings.rules,
            motion: motion,
            standing: motion?.endsAtRest == true ? motion : nil, phases: events.contactPhases)
        jump.fill(&outcome)
        jump.judge(&outcome)
        ContactMetrics(frame: frame, contact: contact, gravity: settings.gravity, motion: motion)
            .fill(&outcome.table, landing: contact.landing)
        judgeDrop(&outcome, box: settings.boxHeight)
        return outcome
    }

    private static func judgeDrop(_ outcome: inout TrialOutcome, box: Double?) {
        guard let box, let drop = outcome.table["effDropHeight"]?.both else { return }
        if abs(drop - box) > largestDropError * box { outcome.add(.dropHeightOff) }
    }
}
