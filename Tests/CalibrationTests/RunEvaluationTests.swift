import Calibration
import Foundation
import SignalCore
import Simulation
import Testing

/// From a run to the evaluations, and through files and back.
@Suite struct RunEvaluationTests {
    private let cell: SimulatedCell = {
        var cell = SimulatedCell(coefficients: [200_000], seed: 31)
        cell.noise = 1e-6
        cell.zero = 1e-4
        cell.step = 1e-8
        return cell
    }()

    @Test func zeroAndSpan() throws {
        let run = SimulatedRun(cell: cell).run(.zeroAndSpan(["W1", "W2"]), seed: 2, trueGravity: true)
        let analysis = try ZeroSpanAnalysis(run)
        #expect(abs(analysis.twoPoint.gain / 200_000 - 1) < 1e-3)
        let set = CalibrationSet(analysis)
        #expect(set.isInterim && set.budget.undetermined.contains("nonlinearity"))
        #expect(set.budget.undetermined.contains("repeatability"), "one reading does not repeat")
        #expect(abs(set.scale().gross(cell.reading(300)) - 300) < 1)
        #expect(throws: CalibrationError.missingSteps("loads")) {
            var empty = run
            empty.readings.removeLast(2)
            _ = try ZeroSpanAnalysis(empty)
        }
    }

    @Test func verificationOfAScale() throws {
        var stiff = cell
        stiff.hysteresis = 2
        let run = SimulatedRun(cell: stiff).run(.deadWeight(SimulatedRun.stacks), seed: 3, trueGravity: true)
        // A scale that reads one percent too much.
        let scale = ForceScale(id: "s", quantity: "V", coefficients: [0, 202_000])
        let result = try MachineVerification(run.verificationSteps(scale))
        #expect(result.rows.count == 6)
        for row in result.rows { #expect(abs(row.error - 1) < 0.2, "\(row)") }
        #expect(result.rows.prefix(5).allSatisfy { ($0.reversibility ?? -1) > 0.05 })
        #expect(result.rows.last?.reversibility == nil, "the largest force is reached once")
    }

    @Test func surfaceOfFourCells() throws {
        var plate = SimulatedPlate(size: SIMD2(400, 300), gains: [2e4, 2e4, 2e4, 2e4], seed: 5)
        for k in 0..<4 { plate.cells[k].zero = 0.001 * Double(k) }
        let positions = PositionMap.grid(size: SIMD2(500, 400))
        let stacks = [1, 2, 5].map { count in (1...count).map { "W\($0)" } }
        let plan = CalibrationPlan.surface(stacks, positions: positions)
        var run = CalibrationRun(
            id: "surface", started: "2026-11-22",
            device: CalibrationDevice(model: "u6", channels: ["a", "b", "c", "d"], quantity: "V", rate: 1000),
            operatorName: "T", site: SimulatedRun.site, masses: SimulatedRun.masses, plan: plan)
        for (number, step) in plan.steps.enumerated() {
            let force = try #require(run.load(step)).force
            let means = plate.means(1, force, at: step.position ?? .zero)
            run.readings.append(
                StepReading(step: number, start: 0, end: 2, means: means, deviations: [0, 0, 0, 0], count: 1))
        }
        let scales = (0..<4).map { ForceScale(id: "\($0)", quantity: "V", coefficients: [0, 2e4]) }
        let four = try #require(
            FourCellPlate(scales: scales, x: SIMD4(-200, 200, 200, -200), y: SIMD4(150, 150, -150, -150)))
        let map = try PositionMap(run.surfaceLoads(.fourCell(four)))
        #expect(map.shortcomings.isEmpty && map.keepsSuggestedLimits)
        #expect(try #require(map.distances).largest < 1e-6, "levers of a rigid plate are exact")
        #expect(run.surfaceLoads(.single(scales[0])).isEmpty)
        #expect(run.sixComponentLoads(height: 0.05).count == 27)
        #expect(run.sixComponentLoads(height: 0.05)[3].position == SIMD3(0, -0.16, 0.05))
    }

    @Test func temperatureFromRuns() throws {
        var warm = cell
        warm.noise = 0
        warm.step = 0
        warm.spanTemperature = 1e-4
        let spans = try [15.0, 20, 25].map { t in
            var simulation = SimulatedRun(cell: warm)
            simulation.temperature = t
            simulation.massUncertainty = 0
            return try #require(
                simulation.run(.zeroAndSpan(["W1"]), seed: 1, trueGravity: true).temperatureSpan)
        }
        #expect(spans.map(\.temperature) == [15, 20, 25])
        #expect(abs(try TemperatureModel(spans, temperature: 20).span - 1e-4) < 1e-9)
    }

    @Test func filesKeepEverything() throws {
        var run = SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 3)
        run.readings[0].samples = [.init(time: 0.1, values: [1, nil])]
        run.readings[1].reference = SIMD3(1, 2, 3)
        run.void(2, because: "x")
        let data = try JSONEncoder().encode(run)
        #expect(try JSONDecoder().decode(CalibrationRun.self, from: data) == run)
        let set = CalibrationSet(try RunAnalysis(run))
        #expect(try JSONDecoder().decode(CalibrationSet.self, from: JSONEncoder().encode(set)) == set)
        let settings = StableReading.Settings(noise: 1, drift: 1)
        #expect(
            try JSONDecoder().decode(StableReading.Settings.self, from: JSONEncoder().encode(settings)) == settings)
        #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode([CalendarDay].self, from: Data("[\"2026-02-30\"]".utf8))
        }
    }

    @Test func theCourseOfChecks() throws {
        let checks = (0..<12).map { day in
            SessionCheck(
                time: "2026-11-\(10 + day)", operatorName: "T",
                plates: [
                    .init(
                        side: .left, noise: 0, zero: 0, reference: 200,
                        indicated: 200 + (day == 11 ? 3 : day % 2 == 0 ? 0.2 : -0.2))
                ])
        }
        let chart = try #require(ControlChart(checks, side: .left, baseline: 11))
        #expect(!chart.isInControl && chart.outside == [11])
        #expect(ControlChart(checks, side: .right) == nil)
    }
}
