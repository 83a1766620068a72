import Foundation
import SignalCore
import Testing

@Suite struct PressurePathTests {
    @Test func sliceTakesTheSameRowsOfForceAndPath() {
        var record = ForceRecord(rate: 10, left: [1, 2, 3, 4], right: [5, 6, 7, 8], firstIndex: 100)
        record.pressure.left = PressurePath(x: [10, 20, 30, 40], y: [-1, -2, -3, -4])
        let part = record.slice(101...102)
        #expect(part.left == [2, 3])
        #expect(part.pressure == PressurePaths(left: PressurePath(x: [20, 30], y: [-2, -3])))
        #expect(record.slice(200...210).pressure.isEmpty)
    }

    @Test func theNetPointOfTwoPlates() throws {
        var record = ForceRecord(rate: 10, left: [300, 0, 300, 0, .nan], right: [100, 400, 19.9, 0, .nan])
        record.pressure = PressurePaths(
            left: PressurePath(x: [-100, .nan, -100, .nan, .nan], y: [0, .nan, 8, .nan, .nan]),
            right: PressurePath(x: [100, 60, .nan, .nan, .nan], y: [40, 5, .nan, .nan, .nan]))
        let net = try #require(record.netPressure)
        #expect(net.x[0] == -50 && net.y[0] == 10)
        // A foot in the air adds nothing.
        #expect(net.x[1] == 60 && net.y[1] == 5)
        #expect(net.x[2] == -100 && net.y[2] == 8)
        #expect(net.x[3].isNaN && net.x[4].isNaN)
        // A loaded plate without a point leaves the sum without one.
        record.pressure.right?.x[0] = .nan
        #expect(try #require(record.netPressure).x[0].isNaN)
        record.pressure.right = nil
        #expect(record.netPressure == nil)
    }

    @Test func theGridIsAThousandthOfAMillimetre() {
        #expect(PressurePath.snap(1.2345) == 1.235)
        #expect(PressurePath.snap(-1.2345) == -1.235)
        #expect(PressurePath.snap(-0.0001).sign == .plus)
        #expect(PressurePath.snap(.nan).isNaN)
    }
}

@Suite struct ConvexHullTests {
    @Test func areasThatAreKnown() {
        #expect(ConvexHull.area(x: [0, 2, 2, 0, 1], y: [0, 0, 3, 3, 1]) == 6)
        #expect(ConvexHull.area(x: [0, 1, 2], y: [0, 1, 2]) == 0)
        #expect(ConvexHull.area(x: [4], y: [4]) == 0)
        #expect(ConvexHull.area(x: [], y: []) == nil)
        #expect(ConvexHull.area(x: [1, .nan], y: [1, 2]) == nil)
        let n = 360
        let circle = (0..<n).map { 2 * .pi * Double($0) / Double(n) }
        let polygon = 0.5 * Double(n) * 25 * sin(2 * .pi / Double(n))
        let area = ConvexHull.area(x: circle.map { 5 * cos($0) }, y: circle.map { 5 * sin($0) }) ?? 0
        #expect(abs(area - polygon) < 1e-9)
    }

    @Test func orderAndPointsInsideChangeNothing() {
        let x = [0.0, 5, 3, 1, 2, 4, 0]
        let y = [0.0, 1, 6, 4, 2, 2, 0]
        #expect(ConvexHull.area(x: x.reversed(), y: y.reversed()) == ConvexHull.area(x: x, y: y))
        #expect(ConvexHull.area(x: x + [2.5], y: y + [2.5]) == ConvexHull.area(x: x, y: y))
    }
}
