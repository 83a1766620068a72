import SignalCore
import Testing

@Suite struct WeightBearingTests {
    @Test func theShareIsWeightedByLoad() throws {
        // 900 of 1000 N for one half, 50 of 100 N for the other: 950/1100, not the mean of 90 and 50 %.
        let left = [100.0, 100, 50, 50]
        let right = [900.0, 900, 50, 50]
        let bearing = try #require(WeightBearing(left: left, right: right, in: 0..<4, rate: 2))
        #expect(abs(bearing.rightShare - 100 * 950 / 1100) < 1e-12)
        #expect(abs(bearing.leftShare + bearing.rightShare - 100) < 1e-12)
        #expect(abs(try #require(bearing.deviation) - (1600.0 / 3).squareRoot()) < 1e-12)
        #expect(bearing.timeOutside == 1)
    }

    @Test func sidesExchanged() throws {
        let left = Signals.noise(500, seed: 1, sd: 20).map { 400 + $0 }
        let right = Signals.noise(500, seed: 2, sd: 20).map { 350 + $0 }
        let a = try #require(WeightBearing(left: left, right: right, in: 0..<500, rate: 100))
        let b = try #require(WeightBearing(left: right, right: left, in: 0..<500, rate: 100))
        #expect(abs(a.rightShare - b.leftShare) < 1e-9)
        #expect(abs(try #require(a.deviation) - #require(b.deviation)) < 1e-9)
        #expect(a.timeOutside == b.timeOutside)
        let scaled = try #require(
            WeightBearing(left: left.map { 2 * $0 }, right: right.map { 2 * $0 }, in: 0..<500, rate: 100))
        #expect(abs(scaled.rightShare - a.rightShare) < 1e-9)
    }

    @Test func unloadedAndMissingSamplesCountForNothing() throws {
        let left = [300, .nan, 10, 300, 0]
        let right = [300, 300, 10, 300, 0.0]
        let bearing = try #require(WeightBearing(left: left, right: right, in: -5..<99, rate: 100))
        #expect(bearing.count == 2)
        #expect(bearing.rightShare == 50)
        #expect(bearing.timeOutside == 0)
        #expect(WeightBearing(left: left, right: right, in: 4..<5, rate: 100) == nil)
        #expect(WeightBearing(left: [], right: [], in: 0..<5, rate: 100) == nil)
        #expect(WeightBearing(left: left, right: right, in: 0..<1, rate: 100)?.deviation == nil)
    }
}
