import SignalCore

/// Events of a countermovement jump as rows of the trial (formulas B.2, rule set "McMahon–Owen").
struct JumpEvents {
    var onset: Int?
    var integrationStart: Int?
    var peakNegativeVelocity: Int?
    var brakingEnd: Int?
    var propulsionStart: Int?
    var takeoff: Int
    var landing: Int?

    /// From the motion: unweighting ends at the peak negative velocity, braking at the first velocity ≥ 0, propulsion
    /// starts over 0.01 m/s.
    mutating func addPhases(_ motion: JumpKinematics) {
        guard let start = integrationStart, motion.rows.contains(takeoff) else { return }
        var lowest = start
        for i in start...takeoff where motion.velocity[i - start] < motion.velocity[lowest - start] { lowest = i }
        guard motion.velocity[lowest - start] < 0 else { return }
        peakNegativeVelocity = lowest
        brakingEnd = motion.first(in: lowest..<takeoff) { $0 >= 0 }
        propulsionStart = brakingEnd.flatMap { motion.first(in: $0..<takeoff) { $0 > 0.01 } }
    }

    /// The events in order of time, on the recording's clock.
    func list(firstIndex: Int) -> [TrialEvent] {
        let named: [(String, Int?)] = [
            ("integrationStart", integrationStart), ("onset", onset), ("peakNegativeVelocity", peakNegativeVelocity),
            ("brakingEnd", brakingEnd), ("propulsionStart", propulsionStart), ("takeoff", takeoff),
            ("landing", landing),
        ]
        return named.compactMap { name, row in row.map { TrialEvent(name, index: firstIndex + $0) } }
    }
}
