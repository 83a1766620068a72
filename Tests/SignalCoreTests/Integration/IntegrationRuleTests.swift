import SignalCore
import TestSupport
import Testing

@Suite struct IntegrationRuleTests {
    @Test func vector() throws {
        let vector = try Vectors()["B.integr"]
        let jump = Signals.jump()
        let weight = jump[0..<1000].reduce(0, +) / 1000
        let cases: [(IntegrationRule, String)] = [
            (.trapezoid, "trapz"), (.simpson, "simpson"), (.leftRectangle, "rect_left"),
            (.rightRectangle, "rect_right"),
        ]
        for (rule, key) in cases {
            let area = Integration.area(jump, 1473...2299, rate: 1000, minus: weight, rule: rule)
            #expect(vector[key].matches(area), "\(rule): \(area)")
        }
    }

    @Test func simpsonIsExactForParabolas() {
        func f(_ i: Int) -> Double { 3 * Double(i * i) - 2 * Double(i) + 1 }
        func area(_ a: Double, _ b: Double) -> Double { (b * b * b - b * b + b) - (a * a * a - a * a + a) }
        let y = (0...20).map(f)
        for (a, b) in [(0, 20), (0, 19), (3, 5), (3, 6), (7, 18)] {
            let got = Integration.area(y, a...b, rate: 1, rule: .simpson)
            #expect(abs(got - area(Double(a), Double(b))) < 1e-9)
        }
        #expect(Integration.area(y, 4...5, rate: 1, rule: .simpson) == 0.5 * (f(4) + f(5)))
        #expect(Integration.area(y, 4...4, rate: 1, rule: .simpson) == 0)
    }

    @Test(arguments: IntegrationRule.allCases)
    func theSumEndsAtTheArea(rule: IntegrationRule) {
        for count in [1, 2, 3, 4, 101, 102] {
            let y = Signals.noise(count, seed: UInt64(count))
            let sums = Integration.cumulative(y, rate: 250, rule: rule)
            let area = Integration.area(y, 0...(count - 1), rate: 250, rule: rule)
            #expect(sums.count == count)
            #expect(sums[0] == 0)
            #expect(abs(sums[count - 1] - area) < 1e-12)
        }
        #expect(Integration.cumulative([], rate: 250, rule: rule).isEmpty)
    }

    @Test func rectanglesEncloseTheTrapezoid() {
        let y = Signals.noise(500, seed: 12)
        let left = Integration.area(y, 10...450, rate: 100, rule: .leftRectangle)
        let right = Integration.area(y, 10...450, rate: 100, rule: .rightRectangle)
        #expect(abs((left + right) / 2 - Integration.trapezoid(y, 10...450, rate: 100)) < 1e-12)
    }
}

@Suite struct DriftCorrectionTests {
    @Test func vector() throws {
        let vector = try Vectors()["B.drift"]
        let jump = Signals.jump()
        let weight = jump[0..<1000].reduce(0, +) / 1000
        let mass = weight / 9.81
        let start = 1473
        let end = jump.count - 1
        let acceleration = jump[start...].map { ($0 - weight) / mass }
        let velocity = Integration.cumulative(acceleration, rate: 1000)
        #expect(vector["vEnd"].matches(velocity[end - start]))
        #expect(vector["vTO_raw"].matches(velocity[2299 - start]))
        let corrected = DriftCorrection.linear(velocity, from: 0, to: end - start)
        #expect(vector["vTO_lin"].matches(corrected[2299 - start]))
        #expect(corrected[end - start] == 0)
        #expect(corrected[0] == velocity[0])
    }

    @Test func straightDriftVanishes() {
        let drift = (0...50).map { 0.3 * Double(max($0 - 10, 0)) }
        let flat = DriftCorrection.linear(drift, from: 10, to: 40)
        #expect(flat[...40].allSatisfy { abs($0) < 1e-12 })
        // Beyond the end nothing is known of the drift: it is taken as what it was there.
        #expect(abs(flat[50] - 3) < 1e-12)
        #expect(DriftCorrection.linear(drift, from: 40, to: 40) == drift)
        #expect(DriftCorrection.linear([], from: 0, to: 1).isEmpty)
    }

    @Test func flightIsZeroUpToTheLanding() {
        let total = [5, 6, 7, 8, 9.0]
        #expect(DriftCorrection.flightZeroed(total, takeoff: 1, landing: 3) == [5, 0, 0, 8, 9])
        #expect(DriftCorrection.flightZeroed(total, takeoff: 3, landing: 99) == [5, 6, 7, 0, 0])
        #expect(DriftCorrection.flightZeroed(total, takeoff: 4, landing: 2) == total)
        #expect(DriftCorrection.flightZeroed(total, takeoff: 9, landing: 12) == total)
    }
}
