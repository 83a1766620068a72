import SignalCore
import Statistics

/// Analysis of walking, the left foot on the left plate and the right one on the right (formulas B.12).
///
/// A trial of a limb is one step of it. A window without a limb, as a file or a person may mark it, gives the means over the
/// steps in it.
enum GaitAnalysis {
    /// Steps of a foot from which on their mean is trusted.
    static let enough = 5

    static func analyze(_ frame: TrialFrame, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        guard frame.hasSides else {
            outcome.status = .totalOnly
            outcome.table.absent(MetricCatalogue.gait.map(\.id), .totalOnly)
            return outcome
        }
        let contacts = contacts(frame)
        if let limb = frame.limb {
            step(limb, contacts, frame, &outcome)
        } else {
            stretch(contacts, frame, &outcome)
        }
        return outcome
    }

    /// Contacts of both feet in the order in which they came down; those that may not be computed over are no steps.
    static func contacts(_ frame: TrialFrame) -> [GaitContact] {
        GaitContact.inOrder(GaitContact.withoutJumps(Side.allCases.flatMap { contactsOfFoot(frame, $0) }))
    }

    /// Contacts of one foot; one that may not be computed over is no step.
    private static func contactsOfFoot(_ frame: TrialFrame, _ side: Side) -> [GaitContact] {
        let alone = frame.alone(side)
        let rows = GaitContact.rows(alone.held, rate: frame.rate)
        return zip(GaitContact.find(alone.total, side: side, rate: frame.rate), rows).map { contact, rows in
            var contact = contact
            // The rows on either side of the contact decide where it begins and ends.
            let window = max(rows.lowerBound - 1, 0)...min(rows.upperBound, frame.count - 1)
            if alone.check(window).status != .ok { contact.isStep = false }
            return contact
        }
    }

    // MARK: One step

    private static func step(
        _ limb: Side, _ contacts: [GaitContact], _ frame: TrialFrame, _ outcome: inout TrialOutcome
    ) {
        outcome.limb = limb
        // What comes before in the window is of the other foot, or was begun before it.
        guard let i = contacts.firstIndex(where: { $0.side == limb && $0.isWhole }), let step = GaitStep(contacts, i)
        else {
            outcome.status = .notDetected
            for reason in reasons(limb, contacts, frame) { outcome.add(reason) }
            return
        }
        func one(_ value: Double?, floorScale: Double = 0) -> LimbValues {
            LimbValues(both: value, floorScale: floorScale).of(limb)
        }
        outcome.table["stepTime"] = one(step.step)
        outcome.table["strideTime"] = one(step.stride)
        outcome.table["stance"] = one(step.stance)
        outcome.table["swing"] = one(step.swing)
        outcome.table["doubleSupport"] = one(step.doubleSupport)
        if let time = step.step { outcome.table["cadence"] = LimbValues(both: 60 / time) }
        let forces = steps(frame, [contacts[i]], of: limb)
        for (id, value) in Self.forces {
            outcome.table[id] = one(forces.first.flatMap(value), floorScale: floorScale(id, stance: step.stance ?? 0))
        }
        let before = GaitStep.before(contacts, i)
        outcome.events =
            [
                event("otherContact", before?.initialContact, frame), event("otherToeOff", before?.toeOff, frame),
                event("contact", contacts[i].initialContact, frame), event("toeOff", contacts[i].toeOff, frame),
                event("nextContact", GaitStep.next(contacts, i)?.initialContact, frame),
            ].compactMap { $0 }
    }

    /// Why the contact of the window is no step.
    private static func reasons(_ limb: Side, _ contacts: [GaitContact], _ frame: TrialFrame) -> [QualityReason] {
        guard let contact = contacts.first(where: { $0.side == limb && !$0.isStep }) else {
            return contacts.contains { $0.side == limb } ? [.openStep] : [.noSteps]
        }
        guard let start = contact.initialContact, let end = contact.toeOff else { return [.openStep] }
        if contacts.contains(where: { $0.side != limb && $0.initialContact == start }) { return [.bothFeetAtOnce] }
        return GaitContact.stances.contains(end - start) ? [.gapInStep] : [.oddStance]
    }

    private static func event(_ name: String, _ time: Double?, _ frame: TrialFrame) -> TrialEvent? {
        time.flatMap {
            let row = Int(($0 * frame.rate).rounded())
            return row < frame.count ? TrialEvent(name, index: frame.record.firstIndex + row) : nil
        }
    }

    // MARK: A stretch of steps

    private static func stretch(_ contacts: [GaitContact], _ frame: TrialFrame, _ outcome: inout TrialOutcome) {
        let isJump = contacts.contains { contact in
            !contact.isStep && contacts.contains { $0 != contact && $0.initialContact == contact.initialContact }
        }
        if isJump {
            outcome.add(.bothFeetAtOnce)
        } else if contacts.contains(where: { !$0.isStep }) {
            outcome.add(.doubtfulSteps)
        }
        let timing = GaitTiming(contacts)
        guard Side.allCases.contains(where: { !timing.limb($0).stance.isEmpty }) else {
            outcome.status = .notDetected
            outcome.add(.noSteps)
            return
        }
        if Side.allCases.contains(where: { timing.limb($0).step.count < enough }) { outcome.add(.tooFewSteps) }
        outcome.events = contacts.flatMap { contact -> [TrialEvent] in
            guard contact.isStep else { return [] }
            let side = contact.side.rawValue
            return [
                event(side + "Contact", contact.initialContact, frame), event(side + "ToeOff", contact.toeOff, frame),
            ].compactMap { $0 }
        }
        fill(timing, contacts, frame, &outcome.table)
    }

    private static func fill(
        _ timing: GaitTiming, _ contacts: [GaitContact], _ frame: TrialFrame, _ table: inout MetricTable
    ) {
        func pair(_ floorScale: Double = 0, _ values: (Side) -> [Double]) -> LimbValues {
            let left = values(.left)
            let right = values(.right)
            let both = left + right
            return LimbValues(
                both: Descriptive.mean(both.span), left: Descriptive.mean(left.span),
                right: Descriptive.mean(right.span), floorScale: floorScale)
        }
        table["stepTime"] = pair { timing.limb($0).step }
        table["strideTime"] = pair { timing.limb($0).stride }
        table["stance"] = pair { timing.limb($0).stance }
        table["swing"] = pair { timing.limb($0).swing }
        table["doubleSupport"] = pair { timing.limb($0).doubleSupport }
        if let step = table["stepTime"]?.both { table["cadence"] = LimbValues(both: 60 / step) }
        let stance = table["stance"]?.both ?? 0
        for (id, value) in forces {
            table[id] = pair(floorScale(id, stance: stance)) { steps(frame, contacts, of: $0).compactMap(value) }
        }
    }

    // MARK: Forces

    private static let forces: [(id: String, value: @Sendable (GaitForces) -> Double?)] = [
        ("f1", { $0.first }), ("f2", { $0.valley }), ("f3", { $0.second }), ("gaitImpulse", { $0.impulse }),
        ("gaitLoadRate", { $0.loadingRate }),
    ]

    /// What turns the floor of forces in newtons into one in the unit of the metric.
    private static func floorScale(_ id: String, stance: Double) -> Double {
        switch id {
        case "gaitImpulse": stance
        case "gaitLoadRate": stance > 0 ? 1 / stance : 0
        default: 1
        }
    }

    /// Forces of the whole steps of a foot.
    private static func steps(_ frame: TrialFrame, _ contacts: [GaitContact], of side: Side) -> [GaitForces] {
        let force = frame.record.force(side)
        return contacts.compactMap { contact in
            guard contact.side == side, contact.isWhole, let start = contact.initialContact, let end = contact.toeOff
            else { return nil }
            let rows = Int((start * frame.rate).rounded())..<Int((end * frame.rate).rounded())
            return GaitForces(force, rows, rate: frame.rate)
        }
    }
}
