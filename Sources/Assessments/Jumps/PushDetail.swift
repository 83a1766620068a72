import SignalCore

/// What the field reports of a push beside its phases: force at the lowest point, stiffness, halves, early rates, ratios.
struct PushDetail {
    let frame: TrialFrame
    /// Body weight in newtons.
    let weight: Double
    /// Motion over the push; nil leaves what moves out.
    let motion: JumpKinematics?
    /// First row: integration start, or touchdown.
    let start: Int
    /// Peak negative velocity, or touchdown; nil where not found.
    let brakingStart: Int?
    /// First velocity ≥ 0; nil where not found.
    let brakingEnd: Int?
    let takeoff: Int
    /// Put before every id, which then goes on with a capital.
    var prefix = ""

    /// Milliseconds from zero velocity at which rates are told.
    static let times = [50, 100, 200]

    private var rate: Double { frame.rate }
    private func seconds(_ samples: Int) -> Double { Double(samples) / rate }

    private func id(_ name: String) -> String {
        prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Computes what the push allows; all of it is spoilt by a gap between its first row and take-off.
    func fill(_ table: inout MetricTable) {
        let check = frame.check(start...takeoff)
        guard check.status == .ok else {
            let lost = PushDetail.ids.map(id)
            return table.absent(lost, check.status, lost: check.lost)
        }
        times(&table)
        if let brakingEnd, brakingEnd < takeoff {
            propulsion(&table, from: brakingEnd)
            lowestPoint(&table, brakingEnd)
            if let brakingStart, brakingStart < brakingEnd { both(&table, brakingStart, brakingEnd) }
        }
    }

    private func times(_ table: inout MetricTable) {
        let window = start...takeoff
        let top = TrialFrame.indexOfMaximum(frame.total, window)
        table[id("timeToPeakForce")] = LimbValues(both: seconds(top - start))
        guard let motion, motion.rows.contains(takeoff) else { return }
        let power = window.map { row in motion.v(row).map { frame.total[row] * $0 } ?? -.infinity }
        table[id("timeToPeakPower")] = LimbValues(
            both: seconds(TrialFrame.indexOfMaximum(power, 0...(power.count - 1))))
    }

    private func propulsion(_ table: inout MetricTable, from: Int) {
        let middle = from + (takeoff - from) / 2
        for (name, half) in [("P1", from...middle), ("P2", middle...takeoff)] {
            let time = seconds(half.count - 1)
            table[id("propImpulseGross" + name)] = frame.split(half, floorScale: time) { force, _ in
                Integration.trapezoid(force, half, rate: rate)
            }
            table[id("propImpulse" + name)] = frame.single(half) {
                Integration.trapezoid(frame.total, half, rate: rate, minus: weight)
            }
        }
        table[id("propImpulseP2P1")] = ratio(table[id("propImpulseP2")], table[id("propImpulseP1")])
        for ms in Self.times {
            let k = frame.samples(Double(ms))
            let rfd = id("propRFD0_\(ms)")
            let rpd = id("propRPD0_\(ms)")
            guard k > 0, from + k <= takeoff else {
                table.absent([rfd, rpd], .tooShort)
                continue
            }
            let time = seconds(k)
            table[rfd] = frame.split(from...(from + k), floorScale: 1 / time) { force, _ in
                (force[from + k] - force[from]) / time
            }
            table[rpd] = frame.single(from...(from + k)) {
                guard let motion, let a = motion.v(from), let b = motion.v(from + k) else { return nil }
                return (frame.total[from + k] * b - frame.total[from] * a) / time
            }
        }
    }

    private func lowestPoint(_ table: inout MetricTable, _ row: Int) {
        let force = frame.split(row...row, floorScale: 1) { force, _ in force[row] }
        table[id("forceAtZeroVelocity")] = force
        table[id("forceAtZeroVelocityPerBW")] = force.divided(by: weight)
        guard let motion, let low = motion.s(row), let high = motion.s(start), low < high else { return }
        table[id("stiffness")] = force.divided(by: high - low)
    }

    private func both(_ table: inout MetricTable, _ from: Int, _ zero: Int) {
        let window = from...takeoff
        table[id("pushImpulseGross")] = frame.split(window, floorScale: seconds(window.count - 1)) { force, _ in
            Integration.trapezoid(force, window, rate: rate)
        }
        table[id("pushImpulse")] = frame.single(window) {
            Integration.trapezoid(frame.total, window, rate: rate, minus: weight)
        }
        table[id("impulseRatio")] = ratio(table[id("brakeImpulse")], table[id("propImpulse")])
        table[id("meanForceRatio")] = ratio(table[id("brakeMeanForce")], table[id("propMeanForce")])
        table[id("brakePropTimeRatio")] = ratio(table[id("brakeTime")], table[id("propTime")])
        guard start < from else { return }
        // Only a countermovement has a lowest force before its braking.
        let down = start...zero
        table[id("minForce")] = frame.split(down, floorScale: 1) { force, _ in down.map { force[$0] }.min() }
        let lowest = TrialFrame.indexOfMinimum(frame.total, down)
        guard lowest < zero else { return }
        let time = seconds(zero - lowest)
        table[id("minForceRFD")] = frame.split(lowest...zero, floorScale: 1 / time) { force, _ in
            (force[zero] - force[lowest]) / time
        }
    }

    /// Ratio of two values of both sides; undefined for a denominator that is not > 0.
    private func ratio(_ above: LimbValues?, _ below: LimbValues?) -> LimbValues {
        guard let above, let below else { return LimbValues(status: .notDetected) }
        guard let a = above.both, let b = below.both else {
            return LimbValues(status: above.both == nil ? above.status : below.status)
        }
        return b > 0 ? LimbValues(both: a / b) : LimbValues(status: .undefined)
    }

    private static let ids: [String] =
        [
            "timeToPeakForce", "timeToPeakPower", "propImpulseP1", "propImpulseP2", "propImpulseGrossP1",
            "propImpulseGrossP2", "propImpulseP2P1", "forceAtZeroVelocity", "forceAtZeroVelocityPerBW", "stiffness",
            "pushImpulseGross", "pushImpulse", "impulseRatio", "meanForceRatio", "brakePropTimeRatio", "minForce",
            "minForceRFD",
        ] + times.flatMap { ["propRFD0_\($0)", "propRPD0_\($0)"] }
}
