import Calibration
import Foundation
import SignalCore
import Simulation
import Testing

/// What was not stated or measured is named with its consequence, and never counted as 0.
@Suite struct StatedTests {
    private static func outcome(
        resolution: Double?, temperatures: ClosedRange<Double>? = nil, limit: Double? = nil
    ) throws -> CalibrationOutcome {
        var cell = SimulatedCell(coefficients: [2e5, 4e5], seed: 11)
        cell.zero = 1e-4
        cell.noise = 2e-8
        cell.hysteresis = 0.1
        var run = SimulatedRun(cell: cell).run(.proving(SimulatedRun.stacks), seed: 3)
        run.device.resolution = resolution
        if let temperatures {
            for i in run.readings.indices {
                run.readings[i].temperature = i.isMultiple(of: 2) ? temperatures.lowerBound : temperatures.upperBound
            }
        }
        return try CalibrationOutcome(run, .curve(.automatic), temperatureLimit: limit)
    }

    private static func text(_ outcome: CalibrationOutcome) throws -> String {
        let record = CalibrationRecord(id: "CR", laboratory: "Lab", method: "weights")
        return try RecordDocument(record, outcome: outcome, software: "test").html
    }

    @Test func theUncertaintyOfEachForceIsPrintedWithItsTerms() throws {
        let outcome = try Self.outcome(resolution: 1e-7, temperatures: 19...21, limit: 5e-5)
        let evaluation = try #require(outcome.iso376.value)
        #expect(outcome.iso376Uncertainties.count == evaluation.rows.count)
        // Falling forces were done and no creep was measured: B and D.
        #expect(evaluation.cases == [.b, .d])
        for (row, w) in zip(evaluation.rows, outcome.iso376Uncertainties) {
            let terms: [Double?] = [
                w.appliedForce, w.reproducibility, w.repeatability, w.resolution, w.zeroReturn, w.temperature,
                w.interpolation,
            ]
            let square = try terms.map { try #require($0) }.reduce(0) { $0 + $1 * $1 }
            #expect(abs(w.expanded - 2 * square.squareRoot()) < 1e-12)
            #expect(w.expandedAtForces <= w.expanded)
            #expect(abs(try #require(w.resolution) - 100 * 1e-7 / row.meanDeflection / 6.0.squareRoot()) < 1e-9)
            // 50 ppm/K over 2 K, half of it, rectangular.
            #expect(abs(try #require(w.temperature) - 5e-3 / 3.0.squareRoot()) < 1e-9)
            #expect(w.undetermined == ["w5 creep"])
        }
        let html = try Self.text(outcome)
        for item in [
            "Expanded uncertainty W (k = 2) in %, terms from memory, informative", "W, A and B", "W, C and D",
            "Whole range, case B, limits from memory", "Whole range, case D, limits from memory",
            "not evaluated: no creep", "w5 creep. W is a lower bound while these are open",
        ] { #expect(html.contains(item), "\(item)") }
        let json = try RecordDocument(
            CalibrationRecord(id: "CR", laboratory: "Lab", method: "w"), outcome: outcome, software: "test"
        ).json
        #expect(json.contains("\"W_cases_CD\"") && json.contains("\"W_unverified\": true"))
        #expect(json.contains("\"W_undetermined\": [\"w5 creep\"]") && !json.contains("\"w5\""))
    }

    @Test func aResolutionThatNobodyStatedIsNotNothing() throws {
        let without = try Self.outcome(resolution: nil)
        let w = try #require(without.iso376Uncertainties.first)
        #expect(w.resolution == nil && w.temperature == nil)
        #expect(w.undetermined == ["w4 resolution", "w5 creep", "w7 temperature"])
        let html = try Self.text(without)
        for item in [
            "not stated: not counted as 0; the uncertainty is a lower bound without it",
            "not stated: the limit factor may not be below it",
            "not stated: the class is one without it, and the resolution may forbid it",
            "w4 resolution, w5 creep, w7 temperature. W is a lower bound",
        ] { #expect(html.contains(item), "\(item)") }
        let with = try Self.text(try Self.outcome(resolution: 1e-7))
        #expect(!with.contains("not stated: the class is one without it"))
        var run = without.run
        run.plan = .zeroAndSpan(["W1"])
        run.readings = SimulatedRun(cell: SimulatedCell(coefficients: [2e5], seed: 1)).run(run.plan, seed: 1).readings
        #expect(try ZeroSpanAnalysis(run).budget.undetermined.contains("resolution"))
    }

    @Test func aRowThatWasNeverLoadedHasNoResidual() throws {
        // Weights alone, and all six rows asked for: Fx, Fy and Mz have no full scale.
        let places = [SIMD2(0.2, 0.15), SIMD2(-0.2, 0.15), SIMD2(-0.2, -0.15), SIMD2(0.2, -0.15), SIMD2(0, 0)]
        let loads = places.map { place in
            let (x, y, force) = (place.x, place.y, 200.0)
            return SixComponentLoad(
                force: SIMD3(0, 0, force), position: SIMD3(x, y, 0.04), channels: [force, y * force, -x * force])
        }
        let fit = try SixComponentFit(loads)
        #expect(fit.residualPercent[0] == nil && fit.residualPercent[1] == nil && fit.residualPercent[5] == nil)
        #expect(try #require(fit.residualPercent[2]) < 1e-9)
        let matrix = PlateMatrix(fit, height: 40)
        let copy = try JSONDecoder().decode(PlateMatrix.self, from: JSONEncoder().encode(matrix))
        #expect(copy == matrix)
    }

    @Test func aWrongNumberOfCellsSaysWhatHelps() throws {
        let run = SimulatedRun(cell: SimulatedCell(coefficients: [2e5], seed: 1)).run(.zeroAndSpan(["W1"]), seed: 1)
        do {
            _ = try CalibrationOutcome(run, .cells([SIMD2(1, 1), SIMD2(2, 2)]))
            Issue.record("two cells were found in one channel")
        } catch {
            #expect(error == .cellCount(places: 2, channels: 1))
            #expect(
                error.description.contains("one place for each channel")
                    && !error.description.contains("measure it again"))
        }
    }

    @Test func weightsAndTheMakersMatrixMakeAPlateTogether() throws {
        let places = [SIMD2(0.2, 0.15), SIMD2(-0.2, 0.15), SIMD2(-0.2, -0.15), SIMD2(0.2, -0.15), SIMD2(0, 0)]
        let loads = places.map { place in
            SixComponentLoad(
                force: SIMD3(0, 0, 200), position: SIMD3(place.x, place.y, 0.04),
                channels: [9, 9, 100 * 1.01, place.y * 200, -place.x * 200, 9])
        }
        let matrix = PlateMatrix(
            try SixComponentFit(loads, components: [.fz, .mx, .my], channels: [2, 3, 4]), height: 40)
        #expect(matrix.plate(id: "c", quantity: "V") == nil)
        var base = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
        for k in 0..<6 { base[k][k] = 2 }
        let plate = try #require(matrix.plate(id: "c", quantity: "V", base: base, registerEntry: "1:x"))
        let all = plate.components([1, 3, 101, 0, 0, 5].span, from: 0)
        #expect(all.force.x == 2 && all.force.y == 6 && all.moment.z == 10)
        #expect(abs(all.force.z - 200) < 1e-9)
        #expect(plate.registerEntry == "1:x" && plate.channels == 6)
    }
}
