import Calibration
import SignalCore
import Simulation
import Testing

/// What was put into simulated cells and plates comes out again.
@Suite struct CharacteristicsTests {
    private let gain = 200_000.0

    @Test func hysteresisAndReversibility() throws {
        var cell = SimulatedCell(coefficients: [gain], seed: 1)
        cell.hysteresis = 3
        cell.noise = 1e-7
        let analysis = try RunAnalysis(
            SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 1))
        // The stacks stand at 0.1 … 1 of 1962 N: 0.4 and 0.6 lie nearest the middle of 2000 N.
        let force = 0.6 * 1962.18
        let expected = 4 * 3 * (force / 2000) * (1 - force / 2000)
        let next = 4 * 3 * (0.4 * 1962.18 / 2000) * (1 - 0.4 * 1962.18 / 2000)
        #expect(abs(try #require(analysis.series.hysteresis) - max(expected, next)) < 0.1)
        let reversibility = try #require(analysis.series.reversibilityPercent)
        // In % of the reading the smallest force is worst: 12·0.098·0.902/196.
        #expect(abs(reversibility - 0.54) < 0.03, "\(reversibility)")
    }

    @Test func nonlinearity() throws {
        // A parabola of 4 N at the middle: 4·h·p·(1 − p), whose best line leaves half of it.
        let full = 1962.18
        var cell = SimulatedCell(coefficients: [gain, 0], seed: 2)
        let raw = full / gain
        cell.coefficients = [gain * (1 - 16 / full), gain * 16 / full / raw]
        let analysis = try RunAnalysis(
            SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 2), model: .degree(1))
        #expect(abs(analysis.endPointLinearity.newtons - 4) < 0.25, "\(analysis.endPointLinearity)")
        #expect((1.8...2.6).contains(analysis.bestFitLinearity.newtons), "\(analysis.bestFitLinearity)")
    }

    @Test func repeatabilityAndReproducibility() throws {
        var cell = SimulatedCell(coefficients: [gain], seed: 3)
        cell.noise = 5e-6
        var simulation = SimulatedRun(cell: cell)
        simulation.samples = 1
        let same = try RunAnalysis(
            simulation.run(.deadWeight(SimulatedRun.stacks, rotations: [0, 0, 0, 0, 0, 0]), seed: 3))
        // One sample of noise is 1 N.
        let repeatability = try #require(same.series.repeatability)
        #expect((0.7...1.4).contains(repeatability), "\(repeatability)")
        #expect(same.series.reproducibility == nil)
        simulation.mounting = 1e-3
        simulation.samples = 400
        let turned = try RunAnalysis(simulation.run(.deadWeight(SimulatedRun.stacks), seed: 4))
        #expect(turned.series.repeatability == nil)
        #expect(try #require(turned.series.reproducibility) > 1)
    }

    @Test func creepOverHalfAnHour() throws {
        var cell = SimulatedCell(coefficients: [gain], seed: 4)
        cell.creep = 5e-4
        let samples = stride(from: 0.0, through: 1800, by: 10).map {
            Creep.Sample(time: $0, reading: cell.reading(1000, SimulatedCell.History(held: $0)))
        }
        func part(_ t: Double) -> Double { 1 - 1 / (1 + 2 * t / 300) }
        let long = try #require(Creep(samples, style: .dataSheet))
        let expected = 100 * 5e-4 * (part(1800) - part(30)) / (1 + 5e-4 * part(1800))
        #expect(abs(long.percent - expected) < 1e-9)
        let short = try #require(Creep(samples, style: .fiveMinutes))
        #expect(short.percent > 0 && short.percent < long.percent)
        #expect(Creep(Array(samples.prefix(31)), style: .dataSheet) == nil, "five minutes are not thirty")
        #expect(Creep([], style: .fiveMinutes) == nil)
    }

    @Test func zeroReturnAndDrift() throws {
        var cell = SimulatedCell(coefficients: [gain], seed: 5)
        // A newton in an hour.
        cell.drift = 1 / gain / 3600
        let analysis = try RunAnalysis(SimulatedRun(cell: cell).run(.deadWeight(SimulatedRun.stacks), seed: 5))
        let zero = try #require(analysis.zero)
        #expect(abs(try #require(zero.driftPerHour) - 1) < 1e-3, "\(zero)")
        #expect(zero.largestReturn > 0.1 && zero.largestReturn < 0.3, "\(zero)")
        // Levelled by series, the drift within one is all that the curve sees: 14 minutes of it.
        #expect(abs(analysis.coefficients[1].value / gain - 1) < 3e-4)
    }

    @Test func temperature() throws {
        var cell = SimulatedCell(coefficients: [gain, 3e5], seed: 6)
        cell.zero = 2e-4
        cell.spanTemperature = 2e-4
        cell.zeroTemperature = 3e-7
        let spans = [10.0, 20, 30].map { t in
            let history = SimulatedCell.History(temperature: t)
            return TemperatureModel.Span(
                temperature: t, zero: cell.reading(0, history), loaded: cell.reading(1000, history))
        }
        let model = try TemperatureModel(spans, temperature: 20)
        #expect(abs(model.span - 2e-4) < 1e-9 && abs(model.zero - 3e-7) < 1e-15)
        // A straight cell calibrated at 20 °C reads right at 32 °C with the model, and 0.24 % off without it.
        var straight = cell
        straight.coefficients = [gain]
        let coefficients = [-gain * straight.zero, gain]
        let warm = straight.reading(1500, SimulatedCell.History(temperature: 32))
        let with = ForceScale(id: "", quantity: "V", coefficients: model.coefficients(coefficients, at: 32))
        let without = ForceScale(id: "", quantity: "V", coefficients: coefficients)
        #expect(abs(with.gross(warm) - 1500) < 0.01)
        #expect(abs(without.gross(warm) - 1500) > 3)
        #expect(throws: CalibrationError.missingSteps("spans at two temperatures")) {
            _ = try TemperatureModel([spans[0]], temperature: 20)
        }
    }

    @Test func shiftedPolynomialIsTheSameCurve() {
        let model = TemperatureModel(temperature: 20, span: 1e-3, zero: 0.5)
        let calibrated = [3.0, 2, -0.25, 0.125]
        let shifted = model.coefficients(calibrated, at: 24)
        for raw in [-3.0, 0, 1.5, 7] {
            let direct = ForceScale(id: "", quantity: "", coefficients: calibrated).gross(raw - 2) / 1.004
            let folded = ForceScale(id: "", quantity: "", coefficients: shifted).gross(raw)
            #expect(abs(direct - folded) < 1e-12 * max(1, abs(direct)))
        }
    }

    @Test func cornerErrorsAndTheirCure() throws {
        let gains = [21_000.0, 19_700, 20_200, 19_900]
        var plate = SimulatedPlate(size: SIMD2(400, 300), gains: gains, noise: 1e-6, seed: 7)
        plate.twist = 0.03
        let positions = PositionMap.grid(size: SIMD2(500, 400))
        let plan = CalibrationPlan.corners(["W1", "W2", "W3", "W4"], positions: positions)
        var run = CalibrationRun(
            id: "corners", started: "2026-11-22",
            device: CalibrationDevice(
                model: "u6", channels: ["a", "b", "c", "d"], quantity: "V", rate: 1000),
            operatorName: "T", site: SimulatedRun.site, climate: SimulatedRun.climate, masses: SimulatedRun.masses,
            plan: plan)
        for (number, step) in plan.steps.enumerated() {
            let force = try #require(run.load(step)).force
            let means = plate.means(50, force, at: step.position ?? .zero)
            run.readings.append(
                StepReading(
                    step: number, start: 0, end: 2, means: means, deviations: means.map { _ in 0 }, count: 50))
        }
        let cells = plate.places
        let solved = try CellCalibration(run, cells: cells)
        for (found, gain) in zip(solved.gains.gains, gains) { #expect(abs(found / gain - 1) < 1e-3) }
        #expect(solved.gains.forceResiduals.allSatisfy { abs($0) < 0.3 })
        // With one gain for all cells the corners differ by several newtons; with their own they do not.
        let fourCells = try #require(solved.plate(id: "p", cells: cells))
        var before: [(position: SIMD2<Double>, indicated: Double)] = []
        var after = before
        for place in positions {
            let raw = plate.means(50, 785, at: place)
            before.append((place, 20_200 * raw.reduce(0, +)))
            let load = fourCells.load(raw, from: 0)
            after.append((place, load))
        }
        let bad = try #require(Eccentricity(force: 785, centre: nil, places: before))
        let good = try #require(Eccentricity(force: 785, centre: nil, places: after))
        #expect(bad.largest > 5 && bad.spread >= bad.largest, "\(bad)")
        #expect(good.largest < 0.5, "\(good)")
    }

    @Test func surfaceMap() throws {
        let places = PositionMap.grid(size: SIMD2(500, 400))
        #expect(places.count == 9 && places[0] == SIMD2(-200, -160) && places[4] == .zero)
        let loads = places.flatMap { place in
            [400.0, 1000, 2000].map { force in
                PositionMap.Load(
                    force: force, position: place, indicated: force * (1 + 1e-5 * place.x),
                    indicatedPosition: place + SIMD2(1, 0), indicatedHorizontal: SIMD2(0, force / 100))
            }
        }
        let map = try PositionMap(loads)
        #expect(map.shortcomings.isEmpty && map.keepsSuggestedLimits)
        #expect(abs(try #require(map.forceErrors).largest - 4) < 1e-9)
        #expect(abs(try #require(map.forcePercents).largest - 0.2) < 1e-9)
        // A third of the places lies in the middle, two thirds 0.2 % off.
        let root: Double = (2.0 / 3).squareRoot() * 0.2
        #expect(abs(try #require(map.forcePercents).rootMeanSquare - root) < 1e-9)
        #expect(try #require(map.distances).largest == 1)
        #expect(try #require(map.crosstalk).largest == 1)
        let part = try PositionMap(Array(loads.prefix(3)))
        #expect(part.shortcomings == ["1 places of 9"])
        var wrong = loads
        wrong[0].indicatedPosition = wrong[0].position + SIMD2(3, 0)
        #expect(!(try PositionMap(wrong).keepsSuggestedLimits))
        #expect(throws: CalibrationError.self) { _ = try PositionMap([]) }
    }
}

extension FourCellPlate {
    /// Newtons of a scan.
    fileprivate func load(_ values: [Double], from start: Int) -> Double {
        SideSensor.fourCell(self).load(values).force
    }
}
