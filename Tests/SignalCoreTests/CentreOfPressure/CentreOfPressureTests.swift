import SignalCore
import TestSupport
import Testing

@Suite struct CentreOfPressureTests {
    private let x = SIMD4(-0.2, 0.2, 0.2, -0.2)
    private let y = SIMD4(0.15, 0.15, -0.15, -0.15)

    @Test func fourCellsVector() throws {
        let vector = try Vectors()["D.cop4"]
        let cop = try #require(CentreOfPressure.fourCells(SIMD4(150, 250, 200, 135.75), x: x, y: y))
        #expect(vector["Fz"].matches(cop.force))
        #expect(vector["x"].matches(cop.point.x))
        #expect(vector["y"].matches(cop.point.y))
    }

    @Test func sixComponentsVector() throws {
        let vector = try Vectors()["D.cop6"]
        let reading = SixComponents(force: SIMD3(20, 10, 700), moment: SIMD3(35, -70, 5))
        let cop = try #require(reading.centreOfPressure(height: 0.04))
        #expect(vector["x"].matches(cop.point.x))
        #expect(vector["y"].matches(cop.point.y))
        #expect(vector["Tz"].matches(reading.freeMoment(about: cop.point)))
    }

    @Test func aPointForceIsFoundWhereItActs() throws {
        // Moment about the origin of a force at p, height h: p × F, and a twist about the vertical.
        let p = SIMD3(0.11, -0.07, 0.05)
        let f = SIMD3(30.0, -20, 800)
        let moment = SIMD3(p.y * f.z - p.z * f.y, p.z * f.x - p.x * f.z, p.x * f.y - p.y * f.x + 3)
        let reading = SixComponents(force: f, moment: moment)
        let cop = try #require(reading.centreOfPressure(height: 0.05))
        #expect(abs(cop.point.x - 0.11) < 1e-12)
        #expect(abs(cop.point.y + 0.07) < 1e-12)
        #expect(abs(reading.freeMoment(about: cop.point) - 3) < 1e-12)
    }

    @Test func unloadedPlatesHaveNoPoint() {
        #expect(CentreOfPressure.fourCells(SIMD4(repeating: 4.9), x: x, y: y) == nil)
        #expect(CentreOfPressure.fourCells(SIMD4(repeating: 5), x: x, y: y) != nil)
        #expect(CentreOfPressure.fourCells(SIMD4(.nan, 100, 100, 100), x: x, y: y) == nil)
        #expect(CentreOfPressure.fourCells(.zero, x: x, y: y, floor: 0) == nil)
        #expect(SixComponents(force: SIMD3(0, 0, 19), moment: .zero).centreOfPressure(height: 0) == nil)
    }

    @Test func twoPlatesTogetherAreOnePlateOfEightCells() throws {
        let left = SIMD4(100.0, 120, 90, 80)
        let right = SIMD4(110.0, 60, 70, 130)
        let shift = SIMD4(repeating: 0.5)
        let l = CentreOfPressure.fourCells(left, x: x - shift, y: y)
        let r = CentreOfPressure.fourCells(right, x: x + shift, y: y)
        let net = try #require(CentreOfPressure.combined(l, r))
        let total = left.sum() + right.sum()
        #expect(abs(net.force - total) < 1e-9)
        #expect(abs(net.point.x - ((left * (x - shift)).sum() + (right * (x + shift)).sum()) / total) < 1e-12)
        #expect(abs(net.point.y - ((left * y).sum() + (right * y).sum()) / total) < 1e-12)
        #expect(CentreOfPressure.combined(l, nil)?.point == l.map { $0.point * $0.force / $0.force })
        #expect(CentreOfPressure.combined(nil, nil) == nil)
    }
}
