import SignalCore
import Testing

@Suite struct IntegrationTests {
    @Test func exactForStraightLines() {
        let line = (0...100).map { 2 + 3 * Double($0) / 50 }
        #expect(abs(Integration.trapezoid(line, 0...100, rate: 50) - (2 * 2 + 1.5 * 4)) < 1e-12)
        #expect(abs(Integration.trapezoid(line, 25...75, rate: 50, minus: 2) - 1.5 * (2.25 - 0.25)) < 1e-12)
        #expect(Integration.trapezoid(line, 7...7, rate: 50) == 0)
    }

    @Test func cumulativeEndsWhereTheWholeIntegralIs() {
        let y = (0..<400).map { i in Double((i * 37) % 101) - 50 }
        let sums = Integration.cumulative(y, rate: 200)
        #expect(sums[0] == 0)
        for i in [1, 2, 57, 399] {
            #expect(abs(sums[i] - Integration.trapezoid(y, 0...i, rate: 200)) < 1e-10)
        }
        #expect(Integration.cumulative([], rate: 200).isEmpty)
        #expect(Integration.cumulative([4], rate: 200) == [0])
    }

    @Test func missingSamplesStayVisible() {
        #expect(Integration.trapezoid([1, .nan, 1], 0...2, rate: 1).isNaN)
    }
}

@Suite struct DetectorTests {
    @Test func flightNeedsItsLengthAndStrictlyLess() {
        var total = [Double](repeating: 700, count: 1000)
        for i in 200..<299 { total[i] = 0 }
        for i in 400..<500 { total[i] = 19.999 }
        total[500] = 20
        let flight = UnloadedRuns.firstFlight(total, minimumCount: 100)
        #expect(flight?.takeoff == 400)
        #expect(flight?.landing == 500)
        #expect(UnloadedRuns.all(total) == [200...298, 400...499])
        for i in 400..<500 { total[i] = 20 }
        #expect(UnloadedRuns.firstFlight(total, minimumCount: 100) == nil)
    }

    @Test func flightAtTheEndHasNoLanding() {
        let total = [Double](repeating: 700, count: 50) + [Double](repeating: 0, count: 120)
        let flight = UnloadedRuns.firstFlight(total, minimumCount: 100)
        #expect(flight?.takeoff == 50)
        #expect(flight?.landing == nil)
        #expect(UnloadedRuns.firstFlight([], minimumCount: 1) == nil)
    }

    @Test func onsetIsTheFirstSampleOutsideTheBandEitherWay() {
        var total = [Double](repeating: 700, count: 100)
        total[40] = 702.5
        total[60] = 697.4
        #expect(Onset.movement(total, weight: 700, sd: 0.1, in: 0..<100) == 60)
        #expect(Onset.movement(total, weight: 700, sd: 1, in: 0..<100) == nil)
        #expect(Onset.movement(total, weight: 700, sd: 0.1, in: 61..<100) == nil)
        #expect(Onset.movement(total, weight: 700, sd: 0.1, in: 61..<400) == nil)
    }

    @Test func effortMustHold() {
        var force = [Double](repeating: 0, count: 100)
        for i in 10..<49 { force[i] = 10 }
        for i in 55..<95 { force[i] = 10 }
        #expect(Onset.effort(force, above: 5, hold: 40) == 55)
        #expect(Onset.effort(force, above: 10, hold: 40) == nil)
        #expect(Onset.effort(force, above: 5, hold: 40, from: 56) == nil)
        #expect(Onset.effort([], above: 5, hold: 40) == nil)
        #expect(Onset.effort(force, above: 5, hold: 40, from: 500) == nil)
    }
}
