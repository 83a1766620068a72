import SignalCore
import Statistics

/// What follows from force and motion of one phase: relative values, powers, velocities, work, accelerations (field's names).
struct PhaseDetail {
    let frame: TrialFrame
    /// Body weight in newtons.
    let weight: Double
    /// m/s².
    let gravity: Double
    /// Motion over the phase; nil leaves what moves out.
    let motion: JumpKinematics?

    static let quantities = [
        "MeanForcePerBW", "PeakForcePerBW", "ImpulsePerKg", "RFDMax20", "Part", "PowerPeak", "PowerMeanPerKg",
        "PowerPeakPerKg", "VelocityMean", "Work", "AccelerationMean", "AccelerationPeak",
    ]

    private var mass: Double { weight / gravity }

    /// - Parameters:
    ///   - window: rows of the phase, at least two.
    ///   - whole: rows of all phases together.
    func fill(_ table: inout MetricTable, _ phase: JumpPhase, _ window: ClosedRange<Int>, whole: ClosedRange<Int>) {
        let duration = Double(window.count - 1) / frame.rate
        func relative(_ id: String, _ base: String, by divisor: Double) {
            table[phase.id(id)] = table[phase.id(base)]?.divided(by: divisor)
        }
        relative("MeanForcePerBW", "MeanForce", by: weight)
        relative("PeakForcePerBW", "PeakForce", by: weight)
        relative("ImpulsePerKg", "Impulse", by: mass)
        table[phase.id("RFDMax20")] = frame.steepest(window)
        table[phase.id("Part")] = table[phase.id("Time")]?.divided(by: Double(whole.count - 1) / frame.rate / 100)
        guard let motion else { return }
        func put(_ id: String, _ value: () -> Double?) { table[phase.id(id)] = frame.single(window, value) }
        let velocity = window.compactMap(motion.v)
        guard velocity.count == window.count else { return }
        let power = zip(window, velocity).map { frame.total[$0] * $1 }
        // Braking takes power up: its largest one is the most negative.
        put("PowerPeak") { phase.name == "prop" ? power.max() : power.min() }
        relative("PowerPeakPerKg", "PowerPeak", by: mass)
        relative("PowerMeanPerKg", "PowerMean", by: mass)
        put("VelocityMean") {
            Integration.trapezoid(velocity, 0...(velocity.count - 1), rate: frame.rate) / duration
        }
        put("Work") { Integration.trapezoid(power, 0...(power.count - 1), rate: frame.rate) }
        put("AccelerationMean") { (velocity[velocity.count - 1] - velocity[0]) / duration }
        put("AccelerationPeak") { window.map { frame.total[$0] }.max().map { ($0 - weight) / mass } }
    }
}

extension TrialFrame {
    /// Largest rise of the total and of each side over any 20 ms inside `window`, in N/s.
    ///
    /// Absent, as not found, where the window is shorter than 20 ms.
    func steepest(_ window: ClosedRange<Int>) -> LimbValues {
        let width = max(samples(20), 1)
        let time = Double(width) / rate
        return split(window, floorScale: 1 / time) { force, _ in
            guard window.count > width else { return nil }
            return (window.lowerBound...(window.upperBound - width)).map { (force[$0 + width] - force[$0]) / time }
                .max()
        }
    }
}
