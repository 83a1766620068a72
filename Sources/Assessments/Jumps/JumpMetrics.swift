import SignalCore

/// Metrics of one push into the air and the flight and landing after it, from its events and motion.
struct JumpMetrics {
    let frame: TrialFrame
    let events: JumpEvents
    /// Body weight in newtons; nil where nobody was weighed.
    let weight: Double?
    let gravity: Double
    let rules: MethodRules
    /// Motion from the integration start; nil where it is not known.
    let motion: JumpKinematics?
    /// Motion measured from standing upright; nil where no stand anchors it.
    let standing: JumpKinematics?
    let phases: [JumpPhase]

    private var rate: Double { frame.rate }
    /// Last row of the motion before the flight.
    private var pushEnd: Int { events.pushEnd ?? events.takeoff }

    /// Computes all metrics that the trial allows.
    func fill(_ outcome: inout TrialOutcome) {
        peaks(&outcome.table)
        kinematics(&outcome.table)
        if let weight, let start = events.integrationStart {
            PhaseMetrics(frame: frame, weight: weight, gravity: gravity, motion: motion)
                .fill(&outcome.table, phases, whole: start...events.takeoff)
            PushDetail(
                frame: frame, weight: weight, motion: motion, start: start,
                brakingStart: phases.first { $0.name == "brake" }?.from,
                brakingEnd: phases.first { $0.name == "prop" }?.from, takeoff: pushEnd
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
        let origin = rules.timeToTakeoff == .onset ? events.onset ?? start : start
        let time = seconds(takeoff - origin)
        table["timeToTakeoff"] = LimbValues(both: time)
        guard let motion else { return }
        let window = start...pushEnd
        let velocities = motion.velocity.prefix(window.count)
        func put(_ id: String, _ value: () -> Double?) { table[id] = frame.single(window, value) }
        put("vTO") { motion.v(pushEnd) }
        put("sTO") { standing?.s(pushEnd) }
        put("pushDistance") { motion.s(pushEnd).flatMap { end in motion.s(start).map { end - $0 } } }
        put("peakVelocity") { velocities.max() }
        put("vMin") { velocities.min().flatMap { $0 < 0 ? $0 : nil } }
        put("depth") { motion.displacement.prefix(window.count).min().flatMap { $0 < 0 ? $0 : nil } }
        put("peakPower") { zip(window, velocities).map { frame.total[$0] * $1 }.max() }
        if let weight { table["peakPowerPerKg"] = table["peakPower"]?.divided(by: weight / gravity) }
        if let weight { put("momentum") { motion.v(pushEnd).map { $0 * weight / gravity } } }
        // Below zero there was no jump, and a squared velocity would hide it.
        let height = motion.v(pushEnd).flatMap { $0 > 0 ? $0 * $0 / (2 * gravity) : nil }
        put("jumpHeightIM") { height }
        put("jumpHeightTOVS") { height.flatMap { h in standing?.s(pushEnd).map { h + $0 } } }
        if rules.rsiHeight == .impulse { put("rsiMod") { height.map { $0 / time } } }
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
        if rules.rsiHeight == .flight, let contraction = table["timeToTakeoff"]?.both {
            table["rsiMod"] = flight.height(gravity: gravity).divided(by: contraction)
        }
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
        guard let motion, motion.rows.contains(pushEnd) else { return }
        if let v = motion.v(pushEnd), v <= 0 { outcome.add(.takeoffNotUpwards) }
        if let s = standing?.s(pushEnd), !(-0.05...0.30).contains(s) { outcome.add(.implausibleRise) }
        if let v = outcome.table["residualVelocity"]?.both, abs(v) >= 0.05 { outcome.add(.residualVelocity) }
    }
}
