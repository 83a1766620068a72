import SignalCore
import Statistics

/// Analysis of a stretch of walking, the left foot on the left plate and the right one on the right (formulas B.12).
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
        let feet = Side.allCases.map { contactsOfFoot(frame, $0) }
        // Again over both feet at once, so that a jump's contacts give no forces either.
        let contacts = GaitContact.withoutJumps(feet.flatMap { $0 })
        if contacts.contains(where: { !$0.isStep }) { outcome.add(.doubtfulSteps) }
        let forces = Dictionary(
            uniqueKeysWithValues: Side.allCases.map { side in (side, steps(frame, contacts.filter { $0.side == side }))
            })
        let timing = GaitTiming(contacts)
        guard Side.allCases.contains(where: { !timing.limb($0).stance.isEmpty }) else {
            outcome.status = .notDetected
            outcome.add(.noSteps)
            return outcome
        }
        if Side.allCases.contains(where: { timing.limb($0).step.count < enough }) { outcome.add(.tooFewSteps) }
        outcome.events = contacts.flatMap { events($0, frame) }
        fill(timing, forces, frame, &outcome.table)
        return outcome
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

    /// Forces of the whole steps among all contacts of a foot.
    private static func steps(_ frame: TrialFrame, _ contacts: [GaitContact]) -> [GaitForces] {
        guard let side = contacts.first?.side else { return [] }
        let force = frame.record.force(side)
        let rows = GaitContact.rows(TrialFrame.hold(force), rate: frame.rate)
        return zip(contacts, rows).compactMap { contact, rows in
            guard contact.isStep, contact.initialContact != nil, contact.toeOff != nil else { return nil }
            return GaitForces(force, rows, rate: frame.rate)
        }
    }

    private static func events(_ contact: GaitContact, _ frame: TrialFrame) -> [TrialEvent] {
        guard contact.isStep else { return [] }
        let names = contact.side == .left ? ("leftContact", "leftToeOff") : ("rightContact", "rightToeOff")
        func event(_ name: String, _ time: Double?) -> TrialEvent? {
            time.map { TrialEvent(name, index: frame.record.firstIndex + Int(($0 * frame.rate).rounded())) }
        }
        return [event(names.0, contact.initialContact), event(names.1, contact.toeOff)].compactMap { $0 }
    }

    private static func fill(
        _ timing: GaitTiming, _ forces: [Side: [GaitForces]], _ frame: TrialFrame, _ table: inout MetricTable
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
        table["stepTimeSD"] = LimbValues(
            left: Descriptive.standardDeviation(timing.left.step.span),
            right: Descriptive.standardDeviation(timing.right.step.span))
        table["stepCount"] = LimbValues(both: Double(timing.left.step.count + timing.right.step.count))
        func force(_ id: String, _ floorScale: Double, _ value: (GaitForces) -> Double?) {
            table[id] = pair(floorScale) { (forces[$0] ?? []).compactMap(value) }
        }
        let stance = table["stance"]?.both ?? 0
        force("f1", 1) { $0.first }
        force("f2", 1) { $0.valley }
        force("f3", 1) { $0.second }
        force("gaitImpulse", stance) { $0.impulse }
        force("gaitLoadRate", stance > 0 ? 1 / stance : 0) { $0.loadingRate }
    }
}
