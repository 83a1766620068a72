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
        var contacts: [GaitContact] = []
        var forces: [Side: [GaitForces]] = [:]
        for side in Side.allCases {
            let found = steps(frame, side)
            contacts += found.contacts
            forces[side] = found.forces
            if found.doubtful { outcome.add(.doubtfulSteps) }
        }
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

    /// Contacts of one foot; a stance that may not be computed over is no step.
    private static func steps(
        _ frame: TrialFrame, _ side: Side
    ) -> (contacts: [GaitContact], forces: [GaitForces], doubtful: Bool) {
        let alone = frame.alone(side)
        let force = alone.total
        let rows = GaitContact.rows(alone.held, rate: frame.rate)
        var contacts = GaitContact.find(force, side: side, rate: frame.rate)
        var forces: [GaitForces] = []
        var doubtful = false
        for k in contacts.indices {
            // The rows on either side of the contact decide where it begins and ends.
            let window = max(rows[k].lowerBound - 1, 0)...min(rows[k].upperBound, frame.count - 1)
            let status = alone.check(window).status
            if status != .ok { contacts[k].isStep = false }
            if !contacts[k].isStep { doubtful = true }
            guard contacts[k].isStep, contacts[k].initialContact != nil, contacts[k].toeOff != nil,
                let step = GaitForces(force, rows[k], rate: frame.rate)
            else { continue }
            forces.append(step)
        }
        return (contacts, forces, doubtful)
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
