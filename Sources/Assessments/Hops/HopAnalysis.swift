import SignalCore

/// Analysis of one hop: a contact and the flight out of it (formulas B.6).
enum HopAnalysis {
    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        let weight = weighing?.usable?.weight
        guard let contact = contact(frame, weight: weight, rules: settings.rules) else {
            outcome.status = .notDetected
            outcome.add(.noContact)
            return outcome
        }
        let end = contact.landing ?? frame.count
        if contact.rang { outcome.add(.plateRinging) }
        let window = contact.touchdown...contact.takeoff
        let time = Double(window.count - 1) / frame.rate
        if time >= ReactiveStrength.longestContact { outcome.add(.longContact) }
        if frame.check(window).status == .gap { outcome.add(.gapInEffort) }
        let first = frame.record.firstIndex
        outcome.events = [
            TrialEvent("touchdown", index: first + contact.touchdown),
            TrialEvent("takeoff", index: first + contact.takeoff),
        ]
        var landed = contact
        landed.landing = end
        let motion = weight.flatMap {
            ContactMotion.find(frame, landed, stand: nil, weight: $0, gravity: settings.gravity)
        }
        ContactMetrics(frame: frame, contact: contact, gravity: settings.gravity, motion: motion)
            .fill(&outcome.table, landing: end)
        let peak = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        outcome.table["peakForce"] = peak
        if let weight {
            outcome.table["peakForcePerBW"] = peak.divided(by: weight)
            outcome.table["peakForcePerKg"] = peak.divided(by: weight / settings.gravity)
        }
        let at = TrialFrame.indexOfMaximum(frame.total, window)
        outcome.table["forceAtTotalPeak"] = frame.split(window, floorScale: 1) { force, _ in force[at] }
        outcome.table["contactImpulse"] = frame.split(window, floorScale: time) { force, _ in
            Integration.trapezoid(force, window, rate: frame.rate)
        }
        return outcome
    }

    /// The contact of a trial that begins at touchdown, or in the air before it, and ends with the flight or later.
    private static func contact(_ frame: TrialFrame, weight: Double?, rules: MethodRules) -> GroundContact? {
        let force = frame.held
        let edges = FlightEdges(rules)
        guard let weight = weight ?? JumpFlights.loadedMedian(force),
            var touchdown = force.firstIndex(where: { $0 >= edges.detection })
        else { return nil }
        let every = edges.runs(force)
        guard
            let k = every.firstIndex(where: {
                $0.lowerBound > touchdown && $0.count >= frame.samples(rules.shortestFlight)
            })
        else { return nil }
        let (takeoff, rang) = JumpFlights.takeoff(
            force, of: k, in: every, after: touchdown, rate: frame.rate, weight: weight, rules: rules)
        guard takeoff > touchdown + 1, takeoff - touchdown <= frame.samples(GroundContact.longest),
            every[k].upperBound + 1 - takeoff <= frame.samples(JumpFlights.longest)
        else { return nil }
        // The trial may begin in the contact, so that only the flight at its end can tell the noise.
        let threshold = edges.threshold(rules.landing, force, every[k], rate: frame.rate) ?? edges.detection
        while touchdown > 0, force[touchdown - 1] >= threshold { touchdown -= 1 }
        return GroundContact(
            touchdown: touchdown, takeoff: edges.takeoff(force, from: takeoff, run: every[k], rate: frame.rate),
            landing: edges.landing(force, after: every[k], rate: frame.rate), rang: rang,
            followsFlight: true)
    }
}
