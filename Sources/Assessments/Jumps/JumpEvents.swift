import SignalCore

/// Events of a jump as rows of the trial (formulas B.2, rule set "McMahon–Owen").
struct JumpEvents {
    /// First loaded row of a contact that begins in the air; nil for a jump from standing.
    var touchdown: Int?
    var onset: Int?
    var integrationStart: Int?
    var peakNegativeVelocity: Int?
    /// Where braking begins; the peak negative velocity unless the method says otherwise.
    var brakingStart: Int?
    var brakingEnd: Int?
    var propulsionStart: Int?
    var takeoff: Int
    var landing: Int?
    /// Last row of the motion before the flight; the take-off unless the method leaves it out.
    var pushEnd: Int?

    /// From the motion: unweighting ends at the peak negative velocity or the smallest force before it, braking at the first
    /// velocity ≥ 0; propulsion starts over 0.01 m/s or what the method says.
    mutating func addPhases(_ motion: JumpKinematics, _ frame: TrialFrame, _ rules: MethodRules) {
        guard let start = integrationStart, motion.rows.contains(takeoff) else { return }
        var lowest = start
        for i in start...takeoff where motion.velocity[i - start] < motion.velocity[lowest - start] { lowest = i }
        guard motion.velocity[lowest - start] < 0 else { return }
        peakNegativeVelocity = lowest
        brakingStart =
            rules.braking == .velocity ? lowest : TrialFrame.indexOfMinimum(frame.held, start...lowest)
        brakingEnd = motion.first(in: lowest..<takeoff) { $0 >= 0 }
        propulsionStart = brakingEnd.flatMap { motion.first(in: $0..<takeoff) { $0 > rules.propulsionVelocity } }
    }

    /// Unweighting, braking and propulsion (formulas B.2-5).
    var phases: [JumpPhase] {
        [
            JumpPhase(name: "unw", from: integrationStart, to: brakingStart),
            JumpPhase(name: "brake", from: brakingStart, to: brakingEnd),
            JumpPhase(name: "prop", from: brakingEnd, to: pushEnd ?? takeoff, until: takeoff),
        ]
    }

    /// The events in order of time, on the recording's clock.
    func list(firstIndex: Int) -> [TrialEvent] {
        let named: [(String, Int?)] = [
            ("integrationStart", touchdown == nil ? integrationStart : nil),
            ("onset", touchdown == nil ? onset : nil), ("touchdown", touchdown),
            ("brakingStart", brakingStart == peakNegativeVelocity ? nil : brakingStart),
            ("peakNegativeVelocity", peakNegativeVelocity),
            ("brakingEnd", brakingEnd), ("propulsionStart", propulsionStart), ("takeoff", takeoff),
            ("landing", landing),
        ]
        return named.compactMap { name, row in row.map { TrialEvent(name, index: firstIndex + $0) } }
    }
}

extension JumpEvents {
    /// Braking and propulsion of a contact that begins in the air (formulas B.5).
    var contactPhases: [JumpPhase] {
        [
            JumpPhase(name: "brake", from: touchdown, to: brakingEnd),
            JumpPhase(name: "prop", from: brakingEnd, to: takeoff),
        ]
    }
}
