import SignalCore

/// Metrics of one push into the air and the flight and landing after it, from its events and motion.
struct JumpMetrics {
    let frame: TrialFrame
    let events: JumpEvents
    /// Body weight in newtons; nil where nobody was weighed.
    let weight: Double?
    let gravity: Double
    /// Motion from the integration start; nil where it is not known.
    let motion: JumpKinematics?
    /// Motion measured from standing upright; nil where no stand anchors it.
    let standing: JumpKinematics?
    let phases: [JumpPhase]

    private var rate: Double { frame.rate }

    /// Computes all metrics that the trial allows.
    func fill(_ outcome: inout TrialOutcome) {
        peaks(&outcome.table)
        kinematics(&outcome.table)
        if let weight, let start = events.integrationStart {
            PhaseMetrics(frame: frame, weight: weight, gravity: gravity, motion: motion)
                .fill(&outcome.table, phases, whole: start...events.takeoff)
            PushDetail(
                frame: frame, weight: weight, motion: motion, start: start,
                brakingStart: events.touchdown ?? events.peakNegativeVelocity,
                brakingEnd: events.brakingEnd ?? phases.first { $0.name == "prop" }?.from, takeoff: events.takeoff
            ).fill(&outcome.table)
        }
        flight(&outcome.table)
        guard let landing = events.landing else { return }
        LandingMetrics(frame: frame, landing: landing, weight: weight, motion: motion).fill(&outcome.table)
        residual(&outcome.table, landing)
    }

    private func seconds(_ samples: Int) -> Double { Double(samples) / rate }

    private func peaks(_ table: inout MetricTable) {
        guard let weight, let onset = events.onset else { return }
        let window = onset...events.takeoff
        let peak = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        table["peakForce"] = peak
        table["peakForcePerBW"] = peak.divided(by: weight)
        table["peakForcePerKg"] = peak.divided(by: weight / gravity)
        let at = TrialFrame.indexOfMaximum(frame.total, window)
        table["forceAtTotalPeak"] = frame.split(window, floorScale: 1) { force, _ in force[at] }
    }

    private func kinematics(_ table: inout MetricTable) {
        guard let start = events.integrationStart else { return }
        let takeoff = events.takeoff
        let time = seconds(takeoff - start)
        table["timeToTakeoff"] = LimbValues(both: time)
        guard let motion else { return }
        let window = start...takeoff
        let velocities = motion.velocity.prefix(window.count)
        func put(_ id: String, _ value: () -> Double?) { table[id] = frame.single(window, value) }
        put("vTO") { motion.v(takeoff) }
        put("sTO") { standing?.s(takeoff) }
        put("pushDistance") { motion.s(takeoff).flatMap { end in motion.s(start).map { end - $0 } } }
        put("peakVelocity") { velocities.max() }
        put("vMin") { velocities.min().flatMap { $0 < 0 ? $0 : nil } }
        put("depth") { motion.displacement.prefix(window.count).min().flatMap { $0 < 0 ? $0 : nil } }
        put("peakPower") { zip(window, velocities).map { frame.total[$0] * $1 }.max() }
        if let weight { table["peakPowerPerKg"] = table["peakPower"]?.divided(by: weight / gravity) }
        if let weight { put("momentum") { motion.v(takeoff).map { $0 * weight / gravity } } }
        // Below zero there was no jump, and a squared velocity would hide it.
        let height = motion.v(takeoff).flatMap { $0 > 0 ? $0 * $0 / (2 * gravity) : nil }
        put("jumpHeightIM") { height }
        put("jumpHeightTOVS") { height.flatMap { h in standing?.s(takeoff).map { h + $0 } } }
        put("rsiMod") { height.map { $0 / time } }
        if let landing = events.landing, let standing {
            table["jumpHeightDI"] = frame.single(start...landing) {
                standing.rows.contains(landing) ? (takeoff...landing).compactMap(standing.s).max() : nil
            }
        }
    }

    private func flight(_ table: inout MetricTable) {
        guard let landing = events.landing else { return }
        let flight = FlightTime(frame, takeoff: events.takeoff, landing: landing)
        table["flightTime"] = flight.seconds
        table["jumpHeightFT"] = flight.height(gravity: gravity)
        if flight.seconds.status != .ok {
            table["ftct"] = flight.seconds
        } else if let time = flight.seconds.both, let contraction = table["timeToTakeoff"]?.both {
            table["ftct"] = LimbValues(both: time / contraction)
        }
    }

    private func residual(_ table: inout MetricTable, _ landing: Int) {
        guard let motion, !motion.endsAtRest, let start = events.integrationStart,
            let stable = LandingMetrics.stabilisation(frame, after: landing, weight: weight)
        else { return }
        let second = stable + frame.samples(1000) - 1
        table["residualVelocity"] = frame.single(start...second) { motion.v(second) }
    }

    /// The validity rules (formulas B.2-8).
    func judge(_ outcome: inout TrialOutcome) {
        guard let motion, motion.rows.contains(events.takeoff) else { return }
        if let v = motion.v(events.takeoff), v <= 0 { outcome.add(.takeoffNotUpwards) }
        if let s = standing?.s(events.takeoff), !(-0.05...0.30).contains(s) { outcome.add(.implausibleRise) }
        if let v = outcome.table["residualVelocity"]?.both, abs(v) >= 0.05 { outcome.add(.residualVelocity) }
    }
}
