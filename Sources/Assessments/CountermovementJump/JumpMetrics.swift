import SignalCore

/// Metrics of one countermovement jump from its events and motion.
struct JumpMetrics {
    let frame: TrialFrame
    let events: JumpEvents
    /// Body weight in newtons; nil where nobody was weighed.
    let weight: Double?
    let gravity: Double
    /// Motion from the integration start; nil without onset.
    let motion: JumpKinematics?

    private var rate: Double { frame.rate }

    /// Computes all metrics that the trial allows.
    func fill(_ outcome: inout TrialOutcome) {
        peaks(&outcome.table)
        kinematics(&outcome.table)
        phases(&outcome.table)
        flight(&outcome.table)
        landing(&outcome.table)
    }

    private func seconds(_ samples: Int) -> Double { Double(samples) / rate }

    private func impulse(_ window: ClosedRange<Int>, minus offset: Double = 0) -> ([Double], Side?) -> Double? {
        { force, _ in Integration.trapezoid(force, window, rate: rate, minus: offset) }
    }

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
        guard let start = events.integrationStart, let motion else { return }
        let window = start...events.takeoff
        let takeoff = events.takeoff
        let velocities = motion.velocity.prefix(window.count)
        func put(_ id: String, _ value: () -> Double?) { table[id] = frame.single(window, value) }
        put("vTO") { motion.v(takeoff) }
        put("sTO") { motion.s(takeoff) }
        put("peakVelocity") { velocities.max() }
        put("vMin") { velocities.min().flatMap { $0 < 0 ? $0 : nil } }
        put("depth") { motion.displacement.prefix(window.count).min().flatMap { $0 < 0 ? $0 : nil } }
        put("peakPower") { zip(window, velocities).map { frame.total[$0] * $1 }.max() }
        // Below zero there was no jump, and a squared velocity would hide it.
        let height = motion.v(takeoff).flatMap { $0 > 0 ? $0 * $0 / (2 * gravity) : nil }
        put("jumpHeightIM") { height }
        put("jumpHeightTOVS") { height.flatMap { h in motion.s(takeoff).map { h + $0 } } }
        let time = seconds(takeoff - start)
        table["timeToTakeoff"] = LimbValues(both: time)
        put("rsiMod") { height.map { $0 / time } }
        if let landing = events.landing {
            table["jumpHeightDI"] = frame.single(start...landing) {
                motion.rows.contains(landing) ? (takeoff...landing).compactMap(motion.s).max() : nil
            }
        }
    }

    private func phases(_ table: inout MetricTable) {
        guard let weight, let start = events.integrationStart else { return }
        let windows: [(String, Int?, Int?)] = [
            ("unw", start, events.peakNegativeVelocity), ("brake", events.peakNegativeVelocity, events.brakingEnd),
            ("prop", events.brakingEnd, events.takeoff),
        ]
        // Phases come from the motion: what is missing or at its limit since its start spoils them all.
        let whole = frame.check(start...events.takeoff)
        for (name, from, to) in windows {
            let ids = ["Time", "Impulse", "ImpulseGross", "MeanForce", "ImpulseNetHalfBW", "RFD"].map { name + $0 }
            guard whole.status == .ok, let from, let to, from < to else {
                table.absent(ids, whole.status == .ok ? .notDetected : whole.status, lost: whole.lost)
                continue
            }
            let window = from...to
            let duration = seconds(to - from)
            table[name + "Time"] = LimbValues(both: duration)
            table[name + "Impulse"] = frame.single(window) {
                Integration.trapezoid(frame.total, window, rate: rate, minus: weight)
            }
            // The floor of an impulse is the force floor over the phase; of a rate, the force floor by its time.
            let gross = frame.split(window, floorScale: duration, impulse(window))
            table[name + "ImpulseGross"] = gross
            table[name + "MeanForce"] = gross.divided(by: duration)
            table[name + "ImpulseNetHalfBW"] = frame.split(window, floorScale: 0) { force, side in
                Integration.trapezoid(force, window, rate: rate, minus: side == nil ? weight : weight / 2)
            }
            table[name + "RFD"] = frame.split(window, floorScale: 1 / duration) { force, _ in
                (force[to] - force[from]) / duration
            }
        }
    }

    private func flight(_ table: inout MetricTable) {
        guard let landing = events.landing else { return }
        let time = seconds(landing - events.takeoff)
        // Only both ends matter: a gap inside the flight moves neither, one at an end could.
        for edge in [events.takeoff, landing] {
            let check = frame.check(max(edge - 1, 0)...edge)
            if check.status != .ok {
                for id in ["flightTime", "jumpHeightFT", "ftct"] {
                    table[id] = LimbValues(status: check.status, lost: check.lost)
                }
                return
            }
        }
        table["flightTime"] = LimbValues(both: time)
        table["jumpHeightFT"] = LimbValues(both: gravity * time * time / 8)
        if let contraction = table["timeToTakeoff"]?.both { table["ftct"] = LimbValues(both: time / contraction) }
    }

    private func landing(_ table: inout MetricTable) {
        guard let landing = events.landing else { return }
        let window = landing...(landing + frame.samples(500))
        let peak = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        table["peakLanding"] = peak
        if let weight { table["peakLandingBW"] = peak.divided(by: weight) }
        let ids = ["peakLanding", "peakLandingBW", "loadRateAvg", "loadRate2080"]
        guard peak.status == .ok else {
            for id in ids { table[id] = LimbValues(status: peak.status, lost: peak.lost) }
            return landingImpulse(&table, landing)
        }
        let at = TrialFrame.indexOfMaximum(frame.total, window)
        if at > landing {
            let time = seconds(at - landing)
            table["loadRateAvg"] = frame.split(window, floorScale: 1 / time) { force, _ in
                (force[at] - force[landing]) / time
            }
            table["loadRate2080"] = frame.split(window, floorScale: 1 / time) { force, _ in
                func value(_ part: Double) -> Double {
                    let position = Double(landing) + part * Double(at - landing)
                    let below = Int(position)
                    let fraction = position - Double(below)
                    return force[below] + fraction * (force[min(below + 1, at)] - force[below])
                }
                return (value(0.8) - value(0.2)) / (0.6 * time)
            }
        }
        landingImpulse(&table, landing)
    }

    private func landingImpulse(_ table: inout MetricTable, _ landing: Int) {
        if let motion, let end = motion.first(in: landing..<frame.count, where: { $0 >= 0 }), end > landing {
            table["landImpulse"] = frame.split(
                landing...end, floorScale: seconds(end - landing), impulse(landing...end))
        } else if let start = events.integrationStart {
            let check = frame.check(start...(frame.count - 1))
            if check.status != .ok { table["landImpulse"] = LimbValues(status: check.status, lost: check.lost) }
        }
        guard let stable = stabilisation(landing) else { return }
        table["tts"] = frame.single(landing...stable) { seconds(stable - landing) }
        if let start = events.integrationStart {
            let second = stable + frame.samples(1000) - 1
            table["residualVelocity"] = frame.single(start...second) { motion?.v(second) }
        }
    }

    /// First row after landing from which the total stays within 5 % of body weight for 1 s; nil where the trial ends first.
    private func stabilisation(_ landing: Int) -> Int? {
        guard let weight else { return nil }
        var run = 0
        for i in landing..<frame.count {
            run = abs(frame.total[i] - weight) <= 0.05 * weight ? run + 1 : 0
            if run == frame.samples(1000) { return i - run + 1 }
        }
        return nil
    }

    /// The validity rules (formulas B.2-8).
    func judge(_ outcome: inout TrialOutcome) {
        guard let motion, motion.rows.contains(events.takeoff) else { return }
        if let v = motion.v(events.takeoff), v <= 0 { outcome.add(.takeoffNotUpwards) }
        if let s = motion.s(events.takeoff), !(-0.05...0.30).contains(s) { outcome.add(.implausibleRise) }
        if let v = outcome.table["residualVelocity"]?.both, abs(v) >= 0.05 { outcome.add(.residualVelocity) }
    }
}
