import SignalCore
import Statistics
import TestSupport
import Testing

@Suite struct SideSensorTests {
    private func scale(_ newtons: Double, capacity: Double? = nil) -> ForceScale {
        ForceScale(id: "cell\(newtons)", quantity: "V", coefficients: [3, newtons], capacity: capacity)
    }

    @Test func aSingleCellIsItsScaleToTheLastBit() {
        var random = SplitMix64(seed: 71)
        for _ in 0..<1000 {
            let scale = ForceScale(
                id: "s", quantity: "V", coefficients: [random.unit() - 0.5, 2000 * random.unit(), random.unit()],
                capacity: 1000)
            let sensor = SideSensor.single(scale)
            let value = 2 * random.unit() - 1
            let load = sensor.load([value], range: -0.9...0.9)
            #expect(load.force.bitPattern == scale.gross(value).bitPattern)
            #expect(load.isAtLimit == (abs(scale.gross(value)) >= 980 || abs(value) > 0.9))
        }
        let sensor = SideSensor.single(scale(5))
        #expect(sensor.channels == 1 && !sensor.tellsPressure && sensor.quantity == "V" && sensor.scale == scale(5))
    }

    @Test func fourCellsAreThoseOfTheVector() throws {
        let vector = try Vectors()["D.cop4"]
        let cells = [150.0, 250, 200, 135.75]
        let scales = cells.map { ForceScale(id: "c", quantity: "V", coefficients: [0, $0]) }
        let x = SIMD4(-200.0, 200, 200, -200)
        let y = SIMD4(150.0, 150, -150, -150)
        let plate = try #require(FourCellPlate(scales: scales, x: x, y: y))
        // Each cell's gain is its force, so that one volt on each is the vector's load.
        let load = SideSensor.fourCell(plate).load([1, 1, 1, 1])
        let cop = try #require(CentreOfPressure.of(force: load.force, moment: load.moment))
        #expect(vector["Fz"].matches(cop.force))
        #expect(vector["x"].matches(cop.point.x / 1000))
        #expect(vector["y"].matches(cop.point.y / 1000))
        let moved = try #require(FourCellPlate(scales: scales, x: x, y: y, origin: SIMD2(250, -30)))
        let there = SideSensor.fourCell(moved).load([1, 1, 1, 1])
        let place = try #require(CentreOfPressure.of(force: there.force, moment: there.moment)).point
        #expect(abs(place.x - cop.point.x - 250) < 1e-9 && abs(place.y - cop.point.y + 30) < 1e-9)
    }

    @Test func aZeroIsTakenOffForceAndMoment() throws {
        let x = SIMD4(-120.0, 120, -120, 120)
        let y = SIMD4(200.0, 200, -200, -200)
        let scales = [300.0, 310, 290, 305].map {
            ForceScale(id: "c", quantity: "V", coefficients: [40 - $0 / 10, $0])
        }
        let sensor = SideSensor.fourCell(try #require(FourCellPlate(scales: scales, x: x, y: y)))
        let offsets = [0.1, -0.05, 0.02, 0.3]
        let forces = [100.0, 250, 50, 300]
        let zero = sensor.load(offsets)
        let load = sensor.load((0..<4).map { offsets[$0] + forces[$0] / scales[$0].coefficients[1] })
        let force = load.force - zero.force
        let cop = try #require(CentreOfPressure.of(force: force, moment: load.moment - zero.moment))
        let truth = try #require(CentreOfPressure.fourCells(SIMD4(100, 250, 50, 300), x: x, y: y))
        #expect(abs(force - 700) < 1e-9)
        #expect(abs(cop.point.x - truth.point.x) < 1e-9 && abs(cop.point.y - truth.point.y) < 1e-9)
        // Without the zero it is elsewhere.
        let raw = try #require(CentreOfPressure.of(force: load.force, moment: load.moment))
        #expect(abs(raw.point.x - truth.point.x) > 1)
    }

    @Test func oneCellAtItsLimitIsTheSideAtItsLimit() throws {
        let scales = (0..<4).map { _ in ForceScale(id: "c", quantity: "V", coefficients: [0, 1], capacity: 500) }
        let plate = try #require(FourCellPlate(scales: scales, x: .zero, y: .zero))
        let sensor = SideSensor.fourCell(plate)
        #expect(!sensor.load([489, 489, 489, 489]).isAtLimit)
        #expect(sensor.load([490, 0, 0, 0]).isAtLimit)
        #expect(sensor.load([0, 0, 0, -490]).isAtLimit)
        #expect(sensor.load([0, 0, 11, 0], range: -10...10).isAtLimit)
        #expect(sensor.scale.capacity == 2000)
    }

    @Test func theSidesScaleKnowsTheWorstCell() throws {
        func plate(_ uncertainties: [Double?]) throws -> SideSensor {
            let scales = uncertainties.map {
                ForceScale(id: "c", quantity: "V", coefficients: [0, 1], relativeUncertainty: $0)
            }
            return .fourCell(try #require(FourCellPlate(scales: scales, x: .zero, y: .zero)))
        }
        #expect(try plate([0.001, 0.003, 0.002, 0.001]).scale.relativeUncertainty == 0.003)
        #expect(try plate([0.001, nil, 0.002, 0.001]).scale.relativeUncertainty == nil)
        #expect(try plate([nil, nil, nil, nil]).scale.quantity == "N")
    }

    /// A plate of eight channels on four three-axis cells, whose sums are known by hand.
    @Test func sixComponentsByAKnownMatrix() throws {
        let (a, b) = (0.12, 0.2)
        // Channels fx12, fx34, fy14, fy23, fz1…fz4; cells at (a, b), (−a, b), (−a, −b), (a, −b), in newtons and metres.
        let matrix: [[Double]] = [
            [1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1],
            [0, 0, 0, 0, b, b, -b, -b], [0, 0, 0, 0, -a, a, a, -a], [-b, b, a, -a, 0, 0, 0, 0],
        ]
        let gain = 250.0
        let volts = matrix.map { $0.map { $0 * gain } }
        let plate = try #require(
            SixComponentPlate(id: "p", quantity: "V", matrix: volts, height: 40, capacity: 5000))
        let values = [12.0, 8, 3, 7, 100, 300, 180, 120].map { $0 / gain }
        let all = plate.components(values.span, from: 0)
        #expect(abs(all.force.x - 20) < 1e-9 && abs(all.force.y - 10) < 1e-9 && abs(all.force.z - 700) < 1e-9)
        #expect(abs(all.moment.x - 0.2 * (100 + 300 - 180 - 120)) < 1e-9)
        #expect(abs(all.moment.y - 0.12 * (-100 + 300 + 180 - 120)) < 1e-9)
        let sensor = SideSensor.sixComponent(plate)
        let load = sensor.load([9, 9] + values.map { $0 }, range: -1...100)
        #expect(load.force != 700)
        let place = sensor.load(values)
        let cop = try #require(CentreOfPressure.of(force: place.force, moment: place.moment))
        let truth = try #require(all.centreOfPressure(height: 0.040))
        #expect(abs(cop.force - 700) < 1e-9)
        #expect(abs(cop.point.x - 1000 * truth.point.x) < 1e-9 && abs(cop.point.y - 1000 * truth.point.y) < 1e-9)
        // By hand: (−31.2 + 0.04·20)/700 and (20 + 0.04·10)/700 metres.
        #expect(abs(cop.point.x + 43.428571428) < 1e-6 && abs(cop.point.y - 29.142857142) < 1e-6)
        #expect(sensor.channels == 8 && sensor.quantity == "V" && sensor.scale.capacity == 5000)
        #expect(SideSensor.sixComponent(plate).load([0, 0, 0, 0, 20, 0, 0, 0]).isAtLimit)
    }

    @Test func sixComponentsAreThoseOfTheVector() throws {
        let vector = try Vectors()["D.cop6"]
        // Six channels that are the components themselves.
        let unit = (0..<6).map { row in (0..<6).map { $0 == row ? 1.0 : 0 } }
        let plate = try #require(SixComponentPlate(id: "p", quantity: "N", matrix: unit, height: 40))
        let load = SideSensor.sixComponent(plate).load([20, 10, 700, 35, -70, 5])
        let cop = try #require(CentreOfPressure.of(force: load.force, moment: load.moment))
        #expect(vector["x"].matches(cop.point.x / 1000))
        #expect(vector["y"].matches(cop.point.y / 1000))
        let moved = try #require(
            SixComponentPlate(id: "p", quantity: "N", matrix: unit, height: 40, origin: SIMD2(-150, 20)))
        let there = SideSensor.sixComponent(moved).load([20, 10, 700, 35, -70, 5])
        let place = try #require(CentreOfPressure.of(force: there.force, moment: there.moment)).point
        #expect(abs(place.x - cop.point.x + 150) < 1e-9 && abs(place.y - cop.point.y - 20) < 1e-9)
    }

    @Test func anUnloadedPlateHasNoPlace() {
        let moment = SIMD2(100.0, 200)
        #expect(CentreOfPressure.of(force: 20, moment: moment)?.point == SIMD2(5, 10))
        #expect(CentreOfPressure.of(force: 19.9999, moment: moment) == nil)
        // What a file shows as 20.0000 N counts as that.
        #expect(CentreOfPressure.of(force: 19.99996, moment: moment) != nil)
        #expect(CentreOfPressure.of(force: .nan, moment: moment) == nil)
        #expect(CentreOfPressure.of(force: 700, moment: SIMD2(.nan, 1)) == nil)
        #expect(CentreOfPressure.of(force: -700, moment: moment) == nil)
    }

    @Test func whatCannotBeAPlateIsNone() {
        let scale = ForceScale(id: "c", quantity: "V", coefficients: [0, 1])
        let other = ForceScale(id: "c", quantity: "N", coefficients: [0, 1])
        #expect(FourCellPlate(scales: [scale, scale, scale], x: .zero, y: .zero) == nil)
        #expect(FourCellPlate(scales: [scale, scale, scale, other], x: .zero, y: .zero) == nil)
        #expect(FourCellPlate(scales: [scale, scale, scale, scale], x: SIMD4(0, .nan, 0, 0), y: .zero) == nil)
        let six = [[Double]](repeating: [1, 2], count: 6)
        #expect(SixComponentPlate(id: "p", quantity: "V", matrix: Array(six.dropLast()), height: 0) == nil)
        #expect(SixComponentPlate(id: "p", quantity: "V", matrix: six.dropLast() + [[1]], height: 0) == nil)
        #expect(SixComponentPlate(id: "p", quantity: "V", matrix: six, height: .nan) == nil)
        #expect(
            SixComponentPlate(id: "p", quantity: "V", matrix: [[Double]](repeating: [], count: 6), height: 0) == nil)
        #expect(SixComponentPlate(id: "p", quantity: "V", matrix: six, height: 0)?.channels == 2)
    }
}
