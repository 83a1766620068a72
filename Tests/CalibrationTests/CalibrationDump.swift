import Calibration
import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

/// Random calibrations and our results for numpy and scipy, which `.ci/calibration.py` compares.
@Suite struct CalibrationDump {
    @Test(.enabled(if: Dump.folder != nil, "BILANX_DUMP names no folder")) func write() throws {
        var random = SplitMix64(seed: 47)
        var dump = Dump()
        for _ in 0..<100 { try fits(&random, &dump) }
        for _ in 0..<50 { try matrices(&random, &dump) }
        for _ in 0..<100 { try budgets(&random, &dump) }
        for _ in 0..<50 { try corners(&random, &dump) }
        for _ in 0..<50 { try pairs(&random, &dump) }
        for _ in 0..<50 { try proving(&random, &dump) }
        for _ in 0..<50 { try temperatures(&random, &dump) }
        for _ in 0..<50 {
            let values = (0..<(5 + random.index(20))).map { _ in random.gaussian() }
            let chart = try #require(ControlChart(values))
            dump.add("chart", [values], [chart.centre, chart.limits.lowerBound, chart.limits.upperBound, chart.drift])
        }
        try plates(&dump)
        try dump.write("calibration.jsonl")
    }

    private func fits(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let count = 8 + random.index(20)
        let gain = 0.01 + random.unit()
        let bend = 2e-5 * (random.unit() - 0.5)
        let raw = (0..<count).map { 100 + 1000 * Double($0) / Double(count - 1) }
        let forces = raw.map { gain * $0 + gain * bend * $0 * $0 + 0.3 * gain * random.gaussian() }
        let degree = 1 + random.index(3)
        let fit = try PolynomialFit(raw, forces, degree: degree)
        let errors = try #require(fit.standardErrors)
        let at = 100 + 1000 * random.unit()
        dump.add(
            "polynomial", [raw, forces, [Double(degree), at]],
            fit.coefficients + errors + [fit.deviation, fit.value(at), fit.standardError(at)])
        let test = try #require(
            DegreeTest(
                PolynomialFit(raw, forces, degree: degree), PolynomialFit(raw, forces, degree: degree + 1)))
        dump.add("degree", [raw, forces, [Double(degree)]], [test.ratio, test.critical])
        let points = zip(forces, raw).map { CalibrationPoint(force: $0, raw: $1) }
        let best = try Linearity(points, line: .bestFit)
        let ends = try Linearity(points, line: .endPoint)
        dump.add("linearity", [raw, forces], [best.newtons, ends.newtons, best.percent])
    }

    private func matrices(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let truth = (0..<6).map { i in (0..<6).map { (i == $0 ? 100 : 0) + 5 * random.gaussian() } }
        let count = 10 + random.index(20)
        var loads: [SixComponentLoad] = []
        var lines: [[Double]] = []
        for _ in 0..<count {
            let force = SIMD3(100 * random.gaussian(), 100 * random.gaussian(), 500 + 100 * random.gaussian())
            let place = SIMD3(0.3 * random.gaussian(), 0.3 * random.gaussian(), -0.05)
            let values = SixComponentTests.components(force, at: place)
            let channels = truth.map { row in
                zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } / 1e4 + 1e-3 * random.gaussian()
            }
            loads.append(SixComponentLoad(force: force, position: place, channels: channels))
            lines += [values, channels]
        }
        let fit = try SixComponentFit(loads)
        let errors = try #require(fit.standardErrors)
        dump.add(
            "matrix", lines,
            fit.matrix.flatMap { $0 } + [fit.condition, Double(fit.rank)] + fit.residualPercent.map { $0 ?? .nan }
                + errors.flatMap { $0 })
    }

    private func budgets(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let n = 3 + random.index(8)
        let (a, b, c, d) = (random.unit(), random.unit(), random.unit(), random.unit())
        let degrees = 1 + Double(random.index(20))
        let budget = UncertaintyBudget(
            force: 500,
            contributions: [
                .readings("a", deviation: a, count: n), Contribution("b", b, .rectangular, sensitivity: 0.7),
                Contribution("c", c, .expanded, divisor: 2), Contribution("d", d, .standard, degreesOfFreedom: degrees),
                Contribution("e", a, .resolution), Contribution("f", b, .triangular),
            ])
        dump.add(
            "budget", [[a, b, c, d, Double(n), degrees]],
            [budget.combined, budget.effectiveDegrees, budget.studentFactor, budget.expanded])
    }

    private func corners(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let cells: [SIMD2<Double>] = [SIMD2(-200, 150), SIMD2(200, 150), SIMD2(200, -150), SIMD2(-200, -150)]
        var loads: [CornerGains.Load] = []
        var lines: [[Double]] = []
        for _ in 0..<(6 + random.index(6)) {
            let place = SIMD2(300 * random.unit() - 150, 200 * random.unit() - 100)
            let readings = (0..<4).map { _ in 40 + 20 * random.unit() }
            loads.append(CornerGains.Load(force: 200, position: place, cells: readings))
            lines += [[200, place.x, place.y], readings]
        }
        let fit = try CornerGains(loads, cells: cells)
        dump.add("corners", lines, fit.gains + (try #require(fit.standardErrors)) + [fit.condition])
    }

    private func temperatures(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let spans = (0..<(3 + random.index(6))).map { k in
            let warmer = 5 * Double(k) - 10 + random.gaussian()
            let zero = 3 + 0.02 * warmer + 1e-3 * random.gaussian()
            return TemperatureModel.Span(
                temperature: 20 + warmer, zero: zero,
                loaded: zero + 100 * (1 + 2e-4 * warmer) + 1e-3 * random.gaussian())
        }
        let model = try TemperatureModel(spans, temperature: 20)
        let terms = model.coefficients([1, 2, 0.01], at: 27)
        dump.add(
            "temperature", [spans.map(\.temperature), spans.map(\.zero), spans.map(\.loaded)],
            [model.span, model.spanUncertainty, model.zero, model.zeroUncertainty] + terms)
    }

    private func pairs(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let plates: [Side] = [.left, .right, .right, .left, .left, .right]
        let count = 4 + random.index(3)
        let stands = (0..<count).map { k in
            PlatePair.Stand(
                plate: plates[k], time: 15 * Double(k), force: 700 * (1 + 0.003 * random.gaussian()),
                uncertainty: 0.2 + 3 * random.unit())
        }
        let pair = try PlatePair(stands)
        dump.add(
            "pair",
            [
                stands.map { $0.plate == .right ? 1 : 0 }, stands.map(\.time), stands.map(\.force),
                stands.map(\.uncertainty),
            ], [pair.logRatio, pair.uncertainty, pair.halfWidth, pair.drift, pair.unresolvedCorrected])
    }

    private func proving(_ random: inout SplitMix64, _ dump: inout Dump) throws {
        let forces = (1...8).map { 250 * Double($0) }
        func series() -> [Double] { forces.map { $0 / 1000 * (1 + 2e-4 * random.gaussian()) } }
        let all = (0..<6).map { _ in series() }
        let result = try ISO376Evaluation(
            .init(forces: forces, x1: all[0], x2: all[1], x3: all[2], x4: all[3], x5: all[4], x6: all[5]))
        dump.add(
            "proving", [forces] + all,
            result.rows.flatMap {
                [$0.reproducibility, $0.repeatability, $0.interpolation, $0.reversibility, $0.rotationUncertainty]
            })
        let x = forces + forces + forces
        let y = all[0] + all[2] + all[4]
        let lower = try E74Evaluation(forces: x, deflections: y, degree: 2)
        dump.add("lowerLimit", [x, y], [lower.deviation, lower.lowerLimitFactor])
    }

    /// The gain errors of the real plates, as far as the record is present.
    private func plates(_ dump: inout Dump) throws {
        guard let url = Repository.recording("qa_force_plates/vertical_force_spotcheck_record.csv") else { return }
        for line in try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: ",").map { Double($0) ?? .nan }
            let load = try PositionMap(
                (0..<4).map { .init(force: cells[1] * 9.81, position: .zero, indicated: cells[3 + 3 * $0]) })
            dump.add("plates", [[cells[1]], (0..<4).map { cells[3 + 3 * $0] }], load.points.map(\.forcePercent))
        }
    }
}
