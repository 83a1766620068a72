import Calibration
import SignalCore
import Simulation
import Statistics
import TestSupport
import Testing

/// The six-component matrix (formulas D.7).
@Suite struct SixComponentTests {
    /// The re-calibration matrix of the public notebook that the specification names.
    static let truth: [[Double]] = [
        [1.0354, -0.0053, -0.0021, -0.0289, -0.0402, 0.0081], [0.0064, 1.0309, -0.0031, 0.0211, 0.0135, -0.0001],
        [0.0000, -0.0004, 1.0022, -0.0005, -0.0182, 0.0300], [-0.0012, -0.0385, 0.0002, 0.9328, 0.0007, 0.0017],
        [0.0347, 0.0003, 0.0008, -0.0002, 0.9325, -0.0024], [-0.0004, -0.0013, -0.0003, -0.0023, 0.0035, 1.0592],
    ]
    static let positions: [SIMD3<Double>] = [(0, 0), (112, 192), (112, -192), (-112, 192), (-112, -192)].map {
        SIMD3(Double($0.0), Double($0.1), -124) / 1000
    }
    static let forces: [SIMD3<Double>] = [
        SIMD3(0, 0, 500), SIMD3(100, 0, 500), SIMD3(-60, 80, 400), SIMD3(0, 100, 700), SIMD3(90, -50, 300),
    ]

    static func components(_ f: SIMD3<Double>, at p: SIMD3<Double>) -> [Double] {
        [f.x, f.y, f.z, p.y * f.z - p.z * f.y, p.z * f.x - p.x * f.z, p.x * f.y - p.y * f.x]
    }

    /// The inverse of the matrix, a column a unit load, by least squares.
    static func sensitivity() throws -> [[Double]] {
        let columns = (0..<6).map { j in truth.map { $0[j] } }
        let inverse = try (0..<6).map { k in
            try LeastSquares(columns: columns, observations: (0..<6).map { $0 == k ? 1 : 0 }).coefficients
        }
        return (0..<6).map { i in inverse.map { $0[i] } }
    }

    static func loads(noise: Double = 0, yaw: [Double] = [0, 0, 0, 0, 0]) throws -> [SixComponentLoad] {
        var plate = SimulatedSixComponents(sensitivity: try sensitivity(), seed: 4)
        plate.noise = noise
        return positions.enumerated().flatMap { k, p in
            forces.map { f in
                let channels = plate.channels(components(f, at: p))
                // What the reference cell feels in its own turned frame.
                let (c, s) = turn(yaw[k])
                let own = SIMD3(c * f.x + s * f.y, -s * f.x + c * f.y, f.z)
                return SixComponentLoad(force: own, position: p, channels: channels)
            }
        }
    }

    /// Cosine and sine of a small angle by their series, good to 1e-16 below 0.5.
    private static func turn(_ angle: Double) -> (Double, Double) {
        var (c, s, term) = (0.0, 0.0, 1.0)
        for n in 0..<20 {
            let sign = (n / 2) % 2 == 0 ? 1.0 : -1.0
            if n % 2 == 0 { c += sign * term } else { s += sign * term }
            term *= angle / Double(n + 1)
        }
        return (c, s)
    }

    @Test func theMatrixIsRecovered() throws {
        // The specification worked with the same matrix and places; its five loads are not given, so that its condition
        // number 98.39 cannot be repeated: rank, count and error can, and `.ci/calibration.py` repeats the condition of ours.
        let vector = try Vectors()["D.six"]
        let fit = try SixComponentFit(try Self.loads())
        #expect(Double(fit.count) == vector["n"].number && Double(fit.rank) == vector["rank"].number)
        var worst = 0.0
        for i in 0..<6 { for j in 0..<6 { worst = max(worst, abs(fit.matrix[i][j] - Self.truth[i][j])) } }
        #expect(worst < 1e-13, "\(worst)")
        #expect(fit.condition > 20 && fit.condition < 500)
        #expect(fit.residualPercent.allSatisfy { ($0 ?? .nan) < 1e-10 })
        let off = try #require(fit.offDiagonalPercent)
        #expect(abs(off[0] - 100 * 0.0402 / 1.0354) < 1e-9)
        let plate = try #require(fit.plate(id: "m", quantity: "N", height: 124))
        let channels = try Self.loads()[7].channels
        let load = SideSensor.sixComponent(plate).load(channels)
        // Load 7 is the third force at the second place.
        #expect(abs(load.force - 400) < 1e-9)
    }

    @Test func noiseStaysWithinItsStandardErrors() throws {
        let fit = try SixComponentFit(try Self.loads(noise: 0.05))
        let errors = try #require(fit.standardErrors)
        var inside = 0
        for i in 0..<6 {
            for j in 0..<6 where abs(fit.matrix[i][j] - Self.truth[i][j]) <= 2.1 * errors[i][j] { inside += 1 }
        }
        #expect(inside >= 30, "\(inside) of 36")
        let vertical = try #require(fit.residualPercent[2])
        #expect(vertical > 0.001 && vertical < 0.1)
    }

    @Test func theYawOfTheReferenceIsFound() throws {
        let yaw = [20, -10, 0, 15, -5].map { $0 / 180 * Double.pi }
        let loads = try Self.loads(yaw: yaw)
        let blind = try SixComponentFit(loads)
        #expect(try #require(blind.residualPercent[0]) > 1, "a turned reference must be seen")
        let fit = try SixComponentFit.findingYaw(loads)
        for (found, given) in zip(fit.yaw, yaw) { #expect(abs(found - given) < 1e-9) }
        for i in 0..<6 { for j in 0..<6 { #expect(abs(fit.matrix[i][j] - Self.truth[i][j]) < 1e-9) } }
    }

    @Test func weightsAloneGiveThreeComponents() throws {
        let sensitivity = try Self.sensitivity()
        var plate = SimulatedSixComponents(sensitivity: sensitivity, seed: 1)
        let loads = Self.positions.flatMap { p in
            [200.0, 500].map { f in
                SixComponentLoad(
                    force: SIMD3(0, 0, f), position: p, channels: plate.channels(Self.components(SIMD3(0, 0, f), at: p))
                )
            }
        }
        #expect(throws: CalibrationError.rankDeficient(rank: 3, need: 6, found: ["fz", "mx", "my"])) {
            _ = try SixComponentFit(loads)
        }
        let fit = try SixComponentFit(loads, components: [.fz, .mx, .my], channels: [2, 3, 4])
        #expect(fit.rank == 3 && fit.plate(id: "", quantity: "N", height: 0) == nil)
        let found = try #require(fit.load(loads[3].channels))
        #expect(abs(found[0] - 500) < 1e-9 && abs(found[1] - 0.192 * 500) < 1e-9)
    }

    @Test func tooFewLoads() throws {
        let loads = try Self.loads()
        #expect(throws: CalibrationError.self) { _ = try SixComponentFit(Array(loads.prefix(5))) }
        #expect(throws: CalibrationError.missingSteps("loads")) { _ = try SixComponentFit([]) }
    }
}
