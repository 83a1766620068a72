import Calibration
import Foundation
import SignalCore
import Simulation
import Statistics
import Testing

/// Sets of plates with several channels (formulas D.7, D.8).
@Suite struct PlateSetTests {
    static let cells: [SIMD2<Double>] = [SIMD2(-200, 150), SIMD2(200, 150), SIMD2(200, -150), SIMD2(-200, -150)]
    static let gains = [1020.0, 985, 1010, 995]
    static let zeros = [0.011, -0.02, 0.005, 0.03]

    /// A plate whose cells have known gains, loaded with one weight at nine places.
    static func run(noise: Double = 0) -> CalibrationRun {
        var random = SplitMix64(seed: 8)
        let places: [SIMD2<Double>] = PositionMap.grid(size: SIMD2(400, 300)).filter { $0 != .zero }
        let plan = CalibrationPlan.corners(["W1", "W2"], positions: places)
        var run = CalibrationRun(
            id: "plate-1", started: "2026-11-22T09:00:00Z",
            device: CalibrationDevice(
                model: "u6", serial: "9", channels: ["AIN0", "AIN2", "AIN4", "AIN6"], quantity: "V", rate: 500,
                resolution: 1e-6),
            operatorName: "T", site: SimulatedRun.site, climate: SimulatedRun.climate, masses: SimulatedRun.masses,
            warmUp: 30, plan: plan)
        for (number, step) in plan.steps.enumerated() {
            let force = run.load(step)?.force ?? .nan
            let place = step.position ?? .zero
            // A stiff plate on four corners shares a load bilinearly.
            let (u, v) = (place.x / 400, place.y / 300)
            let shares = [(0.5 - u) * (0.5 + v), (0.5 + u) * (0.5 + v), (0.5 + u) * (0.5 - v), (0.5 - u) * (0.5 - v)]
            let means = (0..<4).map { zeros[$0] + force * shares[$0] / gains[$0] + noise * random.gaussian() }
            run.readings.append(
                StepReading(
                    step: number, start: Double(number), end: Double(number) + 1, means: means,
                    deviations: [0, 0, 0, 0], count: 500, temperature: 20))
        }
        return run
    }

    @Test func cellsGoIntoTheSetAndOutToTheSensor() throws {
        let outcome = try CalibrationOutcome(Self.run(), .cells(Self.cells))
        let stored = try JSONDecoder().decode(CalibrationSet.self, from: JSONEncoder().encode(outcome.set))
        #expect(stored == outcome.set)
        let cells = try #require(stored.cells)
        for (found, truth) in zip(cells.gains, Self.gains) { #expect(abs(found - truth) < 1e-6 * truth) }
        guard case .fourCell = try #require(stored.sensor()) else {
            Issue.record("no plate of four cells")
            return
        }
        let sensor = try #require(stored.sensor())
        let load = sensor.load([0.011 + 0.1, -0.02 + 0.2, 0.005, 0.03])
        #expect(abs(load.force - (102 + 197)) < 1e-6)
        let map = try #require(outcome.map.value)
        #expect(map.points.count == 9 && map.keepsSuggestedLimits)
        #expect((map.distances?.largest ?? .nan) < 1e-6)
    }

    @Test func noiseOfCellsIsInTheBudget() throws {
        let exact = try CalibrationOutcome(Self.run(), .cells(Self.cells)).set
        let noisy = try CalibrationOutcome(Self.run(noise: 1e-3), .cells(Self.cells)).set
        #expect(noisy.budget.combined > exact.budget.combined)
        #expect(noisy.budget.undetermined.contains("creep"))
        let half = try #require(noisy.cells?.halfWidths)
        var inside = 0
        for k in 0..<4 where abs((noisy.cells?.gains[k] ?? .nan) - Self.gains[k]) <= half[k] { inside += 1 }
        #expect(inside >= 3)
        #expect(exact.fingerprint != noisy.fingerprint && exact.id != noisy.id)
    }

    @Test func aMatrixGoesIntoTheSetAndOutToTheSensor() throws {
        let loads = try SixComponentTests.loads()
        let plan = CalibrationPlan(
            name: "six",
            steps: [CalibrationStep(.zero)]
                + loads.map {
                    CalibrationStep(.corner, position: SIMD2($0.position.x, $0.position.y) * 1000)
                })
        var run = CalibrationRun(
            id: "six-1", started: "2026-11-22T09:00:00Z",
            device: CalibrationDevice(
                model: "amti", channels: ["1", "2", "3", "4", "5", "6"], quantity: "N", rate: 1000),
            operatorName: "T", site: SimulatedRun.site, masses: [], plan: plan)
        let offset = [1.0, -2, 3, 0.1, 0.2, -0.3]
        run.readings = [
            StepReading(step: 0, start: 0, end: 1, means: offset, deviations: offset.map { _ in 0 }, count: 10)
        ]
        for (number, load) in loads.enumerated() {
            run.readings.append(
                StepReading(
                    step: number + 1, start: 0, end: 1, means: zip(load.channels, offset).map { $0 + $1 },
                    deviations: offset.map { _ in 0 }, count: 10, reference: load.force))
        }
        let outcome = try CalibrationOutcome(run, .sixComponents(height: -124, channels: nil))
        let stored = try JSONDecoder().decode(CalibrationSet.self, from: JSONEncoder().encode(outcome.set))
        #expect(stored == outcome.set)
        let matrix = try #require(stored.matrix)
        #expect(matrix.rank == 6 && matrix.count == 25)
        for i in 0..<6 {
            for j in 0..<6 { #expect(abs(matrix.rows[i][j] - SixComponentTests.truth[i][j]) < 1e-9) }
        }
        guard case .sixComponent(let plate) = try #require(stored.sensor()) else {
            Issue.record("no plate of six components")
            return
        }
        #expect(plate.height == -124)
        #expect(stored.budget.undetermined.contains("reference cell"))
        #expect(abs(stored.budget.force - 700) < 1e-12)
    }

    @Test func aSetWrittenBeforePlatesIsRead() throws {
        let run = SimulatedRun(cell: SimulatedCell(coefficients: [2e5], seed: 1)).run(
            .proving(SimulatedRun.stacks), seed: 3)
        let set = CalibrationSet(try RunAnalysis(run))
        let text = String(decoding: try JSONEncoder().encode(set), as: UTF8.self)
        #expect(!text.contains("\"cells\"") && !text.contains("\"matrix\""), "an absent plate leaves no key")
        #expect(try JSONDecoder().decode(CalibrationSet.self, from: Data(text.utf8)) == set)
        #expect(set.sensor() == .single(set.scale()))
    }

    @Test func theClimatesOwnUncertaintiesDecide() {
        let usual = Climate(temperature: 20, humidity: 50, pressure: 1013.25).air
        let good = Climate(
            temperature: 20, humidity: 50, pressure: 1013.25, temperatureUncertainty: 0.1, humidityUncertainty: 1,
            pressureUncertainty: 0.1
        ).air
        #expect(usual.value == good.value && abs(usual.uncertainty - 0.002 * usual.value) < 1e-15)
        // By hand: 0.1/1013 · p-part, 0.1/293.15 and 1 % of humidity make 1.19e-4, 3.6e-4, 8.7e-5; 2e-4 of the formula.
        #expect(good.uncertainty / good.value > 3.5e-4 && good.uncertainty / good.value < 5e-4)
        let step = 1e-4
        func density(_ p: Double, _ h: Double, _ t: Double) -> Double {
            Climate(temperature: t, humidity: h, pressure: p).air.value
        }
        let parts = [
            (density(1013.25 + step, 50, 20) - density(1013.25 - step, 50, 20)) / (2 * step) * 0.1,
            (density(1013.25, 50 + step, 20) - density(1013.25, 50 - step, 20)) / (2 * step) * 1,
            (density(1013.25, 50, 20 + step) - density(1013.25, 50, 20 - step)) / (2 * step) * 0.1,
            2e-4 * usual.value,
        ]
        let expected = parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(good.uncertainty - expected) < 1e-9)
    }

    @Test func runsAtSeveralTemperaturesGiveTheModel() throws {
        var cell = SimulatedCell(coefficients: [2e5], seed: 5)
        cell.zero = 1e-4
        cell.noise = 1e-8
        cell.spanTemperature = 1e-4
        cell.zeroTemperature = 2e-7
        let runs = [20.0, 15, 25, 30].map { temperature in
            var simulated = SimulatedRun(cell: cell)
            simulated.temperature = temperature
            return simulated.run(.proving(SimulatedRun.stacks), seed: 6, trueGravity: true)
        }
        let model = try TemperatureModel(runs: runs)
        #expect(model.temperature == 20)
        #expect(abs(model.span - 1e-4) < 3 * model.spanUncertainty + 1e-6, "\(model)")
        #expect(abs(model.zero - 2e-7) < 3 * model.zeroUncertainty + 1e-9, "\(model)")
        let outcome = try CalibrationOutcome(runs[0], .curve(.automatic), temperatureModel: model)
        #expect(!outcome.set.budget.undetermined.contains("temperature"))
        #expect(outcome.set.temperatureModel == model)
        var other = runs[1]
        other.device.serial = "2"
        #expect(throws: CalibrationError.self) { try TemperatureModel(runs: [runs[0], other]) }
        #expect(throws: CalibrationError.missingSteps("spans at two temperatures")) {
            try TemperatureModel(runs: [runs[0], runs[0]])
        }
    }
}
