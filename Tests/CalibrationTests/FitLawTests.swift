import Calibration
import SignalCore
import Statistics
import Testing

/// Laws that hold for any readings.
@Suite struct FitLawTests {
    private func points(_ random: inout SplitMix64) -> [CalibrationPoint] {
        let bend = 0.02 * (random.unit() - 0.5)
        return (0..<12).map { k in
            let part = Double(k % 6) / 5
            let raw = 1000 * (part + bend * part * part) + 30 + 0.05 * random.gaussian()
            return CalibrationPoint(force: 400 * part, raw: raw, series: k / 6)
        }
    }

    @Test func forcesAndReadingsScale() throws {
        var random = SplitMix64(seed: 77)
        for _ in 0..<100 {
            let points = points(&random)
            let (a, b) = (0.001 + 1000 * random.unit(), 0.001 + 1000 * random.unit())
            for degree in 1...3 {
                let one = try PolynomialFit(points.map(\.raw), points.map(\.force), degree: degree)
                let other = try PolynomialFit(points.map { b * $0.raw }, points.map { a * $0.force }, degree: degree)
                var power = 1.0
                for k in 0...degree {
                    let expected = one.coefficients[k] * a / power
                    #expect(abs(other.coefficients[k] - expected) <= 1e-8 * max(abs(expected), a / power))
                    power *= b
                }
                #expect(abs(try #require(other.deviation) - a * (try #require(one.deviation))) <= 1e-8 * a)
            }
        }
    }

    @Test func theOrderOfStepsDoesNotMatter() throws {
        var random = SplitMix64(seed: 78)
        for _ in 0..<50 {
            let points = points(&random)
            var shuffled = points
            shuffled.shuffle(using: &random)
            let one = try DegreeChoice(points.map(\.raw), points.map(\.force))
            let other = try DegreeChoice(shuffled.map(\.raw), shuffled.map(\.force))
            #expect(one.fit.degree == other.fit.degree)
            for (a, b) in zip(one.fit.coefficients, other.fit.coefficients) {
                #expect(abs(a - b) <= 1e-9 * max(1, abs(a)))
            }
            #expect(
                abs(try Linearity(points, line: .bestFit).newtons - Linearity(shuffled, line: .bestFit).newtons) < 1e-9)
            let first = SeriesCharacteristics(points, fullScale: 400, newtons: one.fit.value)
            let second = SeriesCharacteristics(shuffled, fullScale: 400, newtons: one.fit.value)
            #expect(abs(try #require(first.repeatability) - (try #require(second.repeatability))) < 1e-12)
        }
    }

    @Test func exactPolynomialsComeBack() throws {
        let truth = [3.0, 2, -0.01, 0.0004]
        let raw = (0..<9).map { Double($0) * 2 - 4 }
        let forces = raw.map { x in truth.reversed().reduce(0) { $0 * x + $1 } }
        let choice = try DegreeChoice(raw, forces)
        #expect(choice.fit.degree == 3)
        for (a, b) in zip(choice.fit.coefficients, truth) { #expect(abs(a - b) < 1e-11) }
        let line = try DegreeChoice(raw, raw.map { 5 * $0 })
        #expect(line.fit.degree == 1, "rounding alone is no bend")
    }

    @Test func aCurveThatTurnsRoundIsRefused() throws {
        let raw = (0..<11).map(Double.init)
        let forces = raw.map { $0 * (10 - $0) + 0.1 * $0 }
        let choice = try DegreeChoice(raw, forces)
        #expect(choice.refusedTurning && choice.fit.degree == 1)
    }

    @Test func badReadingsAreRefused() throws {
        #expect(throws: CalibrationError.noSpan) { _ = try TwoPointCalibration(zero: 5, reading: 5, force: 10) }
        #expect(throws: CalibrationError.negativeGain) { _ = try TwoPointCalibration(zero: 5, reading: 4, force: 10) }
        #expect(throws: CalibrationError.self) { _ = try TwoPointCalibration(zero: .nan, reading: 4, force: 10) }
        #expect(throws: CalibrationError.tooFewForces(have: 2, need: 3)) {
            _ = try PolynomialFit([1, 1, 2], [1, 1, 2], degree: 2)
        }
        #expect(throws: CalibrationError.implausible("a reading")) {
            _ = try PolynomialFit([1, .nan, 2], [1, 1, 2], degree: 1)
        }
        #expect(throws: CalibrationError.unequalLengths("arguments and values")) {
            _ = try PolynomialFit([1, 2], [1, 1, 2], degree: 1)
        }
        let loads = (0..<4).map { CornerGains.Load(force: 10, position: SIMD2(Double($0), 0), cells: [1, 1, 1, 1]) }
        #expect(throws: CalibrationError.self) {
            _ = try CornerGains(loads, cells: [SIMD2(1, 1), SIMD2(-1, 1), SIMD2(-1, -1), SIMD2(1, -1)])
        }
    }

    @Test func twoPointUncertainty() throws {
        let two = try TwoPointCalibration(
            zero: 100, reading: 1100, force: 50, zeroUncertainty: 3, readingUncertainty: 4, forceUncertainty: 0.6)
        // 5/1000 and 0.6/50.
        #expect(abs(two.relativeUncertainty - 0.013) < 1e-12)
    }

    @Test func budgetsAdd() {
        let small = UncertaintyBudget(force: 100, contributions: [.readings("r", deviation: 1, count: 4)])
        #expect(small.combined == 0.5 && small.effectiveDegrees == 3)
        // Student at 95.45 % with three degrees of freedom, from the usual table: 3.31.
        #expect(abs(small.coverageFactor - 3.307) < 0.001)
        let all = UncertaintyBudget(
            force: 100,
            contributions: [
                Contribution("shared", 3, .standard, isShared: true), Contribution("own", 4, .standard),
                Contribution("zero", 12, .standard, isOfGain: false),
            ])
        #expect(all.combined == 13 && all.relativeGain == 0.05 && all.relativeShared == 0.03)
        #expect(all.effectiveDegrees == .infinity && all.coverageFactor == 2)
        #expect(abs(all.studentFactor - 2) < 2e-5)
        #expect(abs(all.shares.reduce(0, +) - 1) < 1e-12)
        #expect(Contribution("c", 6, .expanded, divisor: 2).newtons == 3)
        #expect(abs(Contribution("t", 6, .triangular).newtons - 6.0.squareRoot()) < 1e-12)
        #expect(UncertaintyBudget(force: 0, contributions: []).relative == nil)
        let rule = DecisionRule(limit: 1)
        #expect(rule.judge(error: 0.7, expanded: 0.3) == .pass)
        #expect(rule.judge(error: -0.8, expanded: 0.3) == .undecided)
        #expect(rule.judge(error: -1.1, expanded: 0) == .fail)
        #expect(rule.judge(error: .nan, expanded: 0) == nil)
    }
}
