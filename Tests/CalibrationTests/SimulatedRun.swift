import Calibration
import SignalCore
import Simulation
import Statistics

/// A whole calibration on a simulated cell: weights that err as their certificates allow, steps, readings.
struct SimulatedRun {
    /// The cell with its truth.
    var cell: SimulatedCell
    /// Relative expanded uncertainty of every weight.
    var massUncertainty = 2e-5
    /// Part of the span by which a new mounting changes the reading.
    var mounting = 0.0
    /// Part of the force that is shown more away from the centre.
    var cornerError = 0.0
    /// Raw units by which the zero wanders between series.
    var zeroWander = 0.0
    /// Samples in a reading.
    var samples = 25
    /// Seconds between steps.
    var pace = 60.0
    /// °C of the cell during the run.
    var temperature = 20.0

    static let site = CalibrationSite(name: "laboratory", latitude: 52.2297, height: 100)
    static let climate = Climate(temperature: 20, humidity: 50, pressure: 1013.25)

    /// Ten weights of 20 kg, put on two by two.
    static let masses = (1...10).map {
        ReferenceMass(
            id: "W\($0)", mass: 20, expandedUncertainty: 20 * 2e-5, certificate: "C-\($0)",
            due: CalendarDay(year: 2027, month: 6, day: 30))
    }
    static let stacks = [1, 2, 4, 6, 8, 10].map { count in (1...count).map { "W\($0)" } }

    func run(_ plan: CalibrationPlan, seed: UInt64, trueGravity: Bool = false) -> CalibrationRun {
        var random = SplitMix64(seed: seed)
        var cell = cell
        let device = CalibrationDevice(
            model: "u6", serial: "1", channels: ["AIN0"], quantity: "V", rate: 1000, resolution: cell.step,
            capacity: 2200)
        let masses = Self.masses.map { mass in
            var stated = mass
            stated.expandedUncertainty = massUncertainty * mass.mass
            return stated
        }
        var run = CalibrationRun(
            id: "run-\(seed)", started: "2026-11-22T09:00:00Z", device: device, side: .left, operatorName: "T",
            site: Self.site, climate: Self.climate, masses: masses, warmUp: 30, plan: plan)
        // What the weights and the place really are.
        let actual = masses.map { mass in
            var real = mass
            real.mass += mass.uncertainty * random.gaussian()
            return real
        }
        var gravity = Self.site.gravity
        if !trueGravity { gravity.value += gravity.uncertainty * random.gaussian() }
        var mountings: [Int: (Double, Double)] = [:]
        for (number, step) in plan.steps.enumerated() {
            let stack = step.masses.compactMap { name in actual.first { $0.id == name } }
            let force = DeadWeight(stack, gravity: gravity, air: Self.climate.air).force
            let mount =
                mountings[step.series] ?? (1 + mounting * random.gaussian(), zeroWander * random.gaussian())
            mountings[step.series] = mount
            let history = SimulatedCell.History(
                isFalling: step.direction == .descending, held: step.dwell, time: Double(number) * pace,
                temperature: temperature)
            let shown = force * mount.0 * (step.position == nil ? 1 : 1 + cornerError)
            let readings = cell.samples(samples, shown, history).map { $0 + mount.1 }
            var reading = Self.reading(number, readings, at: Double(number) * pace, temperature: temperature)
            if step.kind == .creep {
                reading.samples = stride(from: 0.0, through: 1800, by: 30).map { held in
                    var later = history
                    later.held = held
                    return .init(time: reading.start + held, values: [cell.reading(force, later) + mount.1])
                }
            }
            run.readings.append(reading)
        }
        return run
    }

    static func reading(
        _ step: Int, _ values: [Double], at time: Double, temperature: Double?
    ) -> StepReading {
        let mean = values.reduce(0, +) / Double(values.count)
        let sd = Descriptive.standardDeviation(values.span) ?? 0
        return StepReading(
            step: step, start: time, end: time + 2, means: [mean], deviations: [sd], count: values.count,
            temperature: temperature)
    }
}
