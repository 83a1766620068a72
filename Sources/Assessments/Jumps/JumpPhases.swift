import SignalCore
import Statistics

/// A stretch of a jump that force and impulse are cut by; the same rows for both sides (formulas B.3).
struct JumpPhase {
    /// Beginning of the metrics' ids: `unw`, `brake`, `prop`.
    var name: String
    /// First row; nil where it was not found.
    var from: Int?
    /// Last row; nil where it was not found.
    var to: Int?
    /// Row that ends the phase's duration, where values end before it.
    var until: Int?
    /// What else is put before the id, with its first letter raised: `rebound`; empty for the only contact.
    var prefix = ""

    /// Id of a quantity of this phase.
    func id(_ quantity: String) -> String {
        prefix.isEmpty ? name + quantity : prefix + name.prefix(1).uppercased() + name.dropFirst() + quantity
    }
}

/// Durations, impulses, forces and powers of the phases of one jump.
struct PhaseMetrics {
    let frame: TrialFrame
    /// Body weight in newtons.
    let weight: Double
    /// m/s².
    let gravity: Double
    /// Motion over the phases; nil leaves powers out.
    let motion: JumpKinematics?

    private static let quantities =
        [
            "Time", "Impulse", "ImpulseGross", "MeanForce", "PeakForce", "ImpulseNetHalfBW", "RFD", "PowerMean",
        ] + PhaseDetail.quantities

    /// - Parameter whole: the rows that motion and phases come from: what is missing or at its limit there spoils all.
    func fill(_ table: inout MetricTable, _ phases: [JumpPhase], whole: ClosedRange<Int>) {
        let check = frame.check(whole)
        for phase in phases {
            guard check.status == .ok, let from = phase.from, let to = phase.to, from < to else {
                table.absent(
                    Self.quantities.map(phase.id), check.status == .ok ? .notDetected : check.status, lost: check.lost)
                continue
            }
            fill(&table, phase, from...to)
            if let until = phase.until {
                table[phase.id("Time")] = LimbValues(both: Double(until - from) / frame.rate)
            }
            PhaseDetail(frame: frame, weight: weight, gravity: gravity, motion: motion)
                .fill(&table, phase, from...to, whole: whole)
        }
    }

    private func fill(_ table: inout MetricTable, _ phase: JumpPhase, _ window: ClosedRange<Int>) {
        let rate = frame.rate
        let duration = Double(window.count - 1) / rate
        table[phase.id("Time")] = LimbValues(both: duration)
        table[phase.id("Impulse")] = frame.single(window) {
            Integration.trapezoid(frame.total, window, rate: rate, minus: weight)
        }
        // The floor of an impulse is the force floor over the phase; of a rate, the force floor by its time.
        let gross = frame.split(window, floorScale: duration) { force, _ in
            Integration.trapezoid(force, window, rate: rate)
        }
        table[phase.id("ImpulseGross")] = gross
        table[phase.id("MeanForce")] = gross.divided(by: duration)
        table[phase.id("PeakForce")] = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        table[phase.id("ImpulseNetHalfBW")] = frame.split(window, floorScale: 0) { force, side in
            Integration.trapezoid(force, window, rate: rate, minus: side == nil ? weight : weight / 2)
        }
        table[phase.id("RFD")] = frame.split(window, floorScale: 1 / duration) { force, _ in
            (force[window.upperBound] - force[window.lowerBound]) / duration
        }
        guard let motion else { return }
        table[phase.id("PowerMean")] = frame.single(window) {
            let power = window.compactMap { i in motion.v(i).map { frame.total[i] * $0 } }
            guard power.count == window.count else { return nil }
            return Integration.trapezoid(power, 0...(power.count - 1), rate: rate) / duration
        }
    }
}
