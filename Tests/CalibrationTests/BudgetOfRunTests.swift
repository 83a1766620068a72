import Calibration
import SignalCore
import Simulation
import Testing

/// Every fault of a cell reaches the budget, and through it the gain's uncertainty.
@Suite struct BudgetOfRunTests {
    private static let largest = 1962.18

    /// Dead weights, corners with ten of them, and half an hour of creep.
    private let plan: CalibrationPlan = {
        let all = SimulatedRun.masses.map(\.id)
        var steps = CalibrationPlan.deadWeight(SimulatedRun.stacks).steps
        steps += CalibrationPlan.corners(all, positions: PositionMap.grid(size: SIMD2(500, 400))).steps
        steps.append(CalibrationStep(.creep, masses: all))
        return CalibrationPlan(name: "all", steps: steps)
    }()

    private func analysis(
        _ change: (inout SimulatedRun) -> Void = { _ in }, site: (inout CalibrationSite) -> Void = { _ in }
    ) throws -> RunAnalysis {
        var cell = SimulatedCell(coefficients: [200_000], seed: 41)
        cell.noise = 1e-7
        cell.step = 1e-9
        var simulation = SimulatedRun(cell: cell)
        change(&simulation)
        var run = simulation.run(plan, seed: 9, trueGravity: true)
        site(&run.site)
        return try RunAnalysis(run, temperatureLimit: 0)
    }

    private func newtons(_ analysis: RunAnalysis, _ name: String) throws -> Double {
        try #require(analysis.budget.contributions.first { $0.name == name }).newtons
    }

    @Test func nothingIsLeftOpen() throws {
        let quiet = try analysis()
        #expect(quiet.budget.undetermined.isEmpty, "\(quiet.budget.undetermined)")
        #expect(quiet.budget.contributions.count == 10)
        // Weights of 1e-5 and gravity of 3e-5: nothing else is wrong with this cell.
        #expect(abs(try newtons(quiet, "weights") / Self.largest - 1e-5) < 1e-7)
        let place = try newtons(quiet, "gravity and air") / Self.largest
        #expect(abs(place / (Gravity.formulaUncertainty / 9.8123673) - 1) < 0.01)
        #expect(try #require(quiet.budget.relativeGain) < 6e-5)
    }

    @Test func hysteresis() throws {
        let found = try analysis { $0.cell.hysteresis = 3 }
        #expect(abs(try newtons(found, "hysteresis") - 3 / 3.0.squareRoot()) < 0.1)
        #expect(try #require(found.budget.relativeGain) > 8e-4)
    }

    @Test func creep() throws {
        let found = try analysis { $0.cell.creep = 1e-3 }
        let percent = try #require(found.creep).percent
        #expect(percent > 0.05 && percent < 0.1)
        #expect(abs(try newtons(found, "creep") - percent / 100 * Self.largest / 3.0.squareRoot()) < 0.01)
    }

    @Test func corners() throws {
        let found = try analysis { $0.cornerError = 0.005 }
        let eccentricity = try #require(found.eccentricity)
        #expect(eccentricity.places.count == 8)
        #expect(eccentricity.places.allSatisfy { abs($0.percent - 0.5) < 0.02 })
        // Half a percent either way: 0.29 % standard, which no interval may hide.
        let gain = try #require(found.budget.relativeGain)
        #expect(abs(gain - 0.005 / 3.0.squareRoot()) < 1e-4, "\(gain)")
        #expect(try #require(CalibrationSet(found).scale().relativeUncertainty) == gain)
    }

    @Test func noPlaceForGravity() throws {
        let lost = try analysis(site: { $0.latitude = nil })
        let interval = lost.coefficients[1]
        // 0.16 % standard, ±0.31 % at 95 %: and the true gain lies 0.06 % beside.
        #expect(abs(interval.halfWidth / 200_000 - 1.96 * 0.027 / 3.0.squareRoot() / 9.80665) < 1e-4)
        #expect(interval.bounds.contains(200_000))
        #expect(abs(interval.value / 200_000 - 9.80665 / 9.8123673) < 1e-4)
    }

    @Test func aZeroThatWandersBetweenSeriesIsNoBend() throws {
        // Two newtons from series to series.
        let found = try analysis { $0.zeroWander = 1e-5 }
        #expect(abs(found.coefficients[1].value / 200_000 - 1) < 1e-4)
        #expect(try #require(found.fit.deviation) < 0.1, "levelled series lie on one line")
        #expect(try newtons(found, "zero") > 0.3, "and the zero's own line in the budget tells of it")
    }
}
