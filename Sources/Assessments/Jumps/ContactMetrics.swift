import SignalCore
import Statistics

/// Times, reactive strength and spring behaviour of one contact and the flight after it (formulas B.5, B.6).
struct ContactMetrics {
    let frame: TrialFrame
    let contact: GroundContact
    let gravity: Double
    /// Motion from touchdown on; nil where it is not known.
    let motion: JumpKinematics?
    /// Put before every id, which then goes on with a capital; empty for the only contact of a trial.
    var prefix = ""

    /// Largest correlation of force with displacement at which a leg counts as a spring (formulas B.5).
    static let largestCorrelation = -0.8

    private func id(_ name: String) -> String {
        prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Computes what the contact allows.
    ///
    /// - Parameter landing: end of the flight; the row after the trial's last one where the trial ends with the flight.
    func fill(_ table: inout MetricTable, landing: Int?) {
        let window = contact.touchdown...contact.takeoff
        let time = frame.single(window) { Double(window.count - 1) / frame.rate }
        table[id("contactTime")] = time
        ContactDetail(frame: frame, contact: contact, motion: motion, prefix: prefix).fill(&table)
        if let landing {
            let flight = FlightTime(frame, takeoff: contact.takeoff, landing: landing)
            let height = flight.height(gravity: gravity)
            table[id("flightTime")] = flight.seconds
            table[id("jumpHeightFT")] = height
            table[id("rsi")] = ratio(height, time)
            table[id("rsr")] = ratio(flight.seconds, time)
        }
        guard let motion else { return }
        spring(&table, window, motion)
    }

    private func ratio(_ a: LimbValues, _ b: LimbValues) -> LimbValues {
        guard b.status == .ok, let below = b.both else { return LimbValues(status: b.status, lost: b.lost) }
        return a.status == .ok ? a.divided(by: below) : a
    }

    private func spring(_ table: inout MetricTable, _ window: ClosedRange<Int>, _ motion: JumpKinematics) {
        func put(_ name: String, _ value: () -> Double?) { table[id(name)] = frame.single(window, value) }
        let velocity = motion.v(contact.touchdown)
        put("vTD") { velocity }
        put("effDropHeight") { velocity.flatMap { $0 < 0 ? $0 * $0 / (2 * gravity) : nil } }
        put("vTO") { motion.v(contact.takeoff) }
        let path = window.compactMap(motion.s)
        guard path.count == window.count, let first = path.first, let lowest = path.min(), lowest < first else {
            return
        }
        let force = Array(frame.total[window])
        let correlation = Correlation.pearson(force, path)
        put("contactDepth") { lowest - first }
        put("springCorrelation") { correlation }
        put("legStiffness") { force.max().map { $0 / (first - lowest) } }
        // Where force does not follow the displacement the leg is no spring, and the quotient means nothing.
        if let correlation, correlation > Self.largestCorrelation, table[id("legStiffness")]?.status == .ok {
            table[id("legStiffness")] = LimbValues(status: .undefined)
        }
    }
}
