import SignalCore
import Statistics

/// One of the six components of a load.
public enum LoadComponent: String, Sendable, Hashable, CaseIterable, Codable {
    /// Force to the right, N.
    case fx
    /// Force forwards, N.
    case fy
    /// Vertical force, N.
    case fz
    /// Moment about x, N·m.
    case mx
    /// Moment about y, N·m.
    case my
    /// Moment about z, N·m.
    case mz

    /// Its place among six.
    public var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A known load on a plate and what the plate's channels said (formulas D.7).
public struct SixComponentLoad: Sendable, Hashable, Codable {
    /// Newtons of the reference in the plate's frame, or in the reference cell's own where its yaw is sought.
    public var force: SIMD3<Double>
    /// Metres of the point where it acts, in the plate's frame; loads of one set-up share it exactly.
    public var position: SIMD3<Double>
    /// The plate's channels with their zeros taken off.
    public var channels: [Double]

    /// Makes a load.
    public init(force: SIMD3<Double>, position: SIMD3<Double>, channels: [Double]) {
        self.force = force
        self.position = position
        self.channels = channels
    }

    /// Fx, Fy, Fz and the moments p × F, the force turned by `yaw` about the vertical.
    func components(yaw: Double = 0) -> [Double] {
        let (c, s) = Rotation.of(yaw)
        let f = SIMD3(c * force.x - s * force.y, s * force.x + c * force.y, force.z)
        let p = position
        return [f.x, f.y, f.z, p.y * f.z - p.z * f.y, p.z * f.x - p.x * f.z, p.x * f.y - p.y * f.x]
    }
}

/// The matrix that turns a plate's channels into loads: L = C·S (formulas D.7).
public struct SixComponentFit: Sendable, Hashable {
    /// The components that were fitted, a row each.
    public let components: [LoadComponent]
    /// Numbers of the channels that were used, a column each.
    public let channels: [Int]
    /// C: a row a component, a column a channel.
    public let matrix: [[Double]]
    /// Number of loads.
    public let count: Int
    /// Independent directions among the channels' readings.
    public let rank: Int
    /// Largest over smallest singular value of the readings.
    public let condition: Double
    /// Root mean square of the residuals of each row, in % of the row's full scale; nil for a row that was never loaded.
    public let residualPercent: [Double?]
    /// Standard error of each entry of ``matrix``; nil where no load is left over.
    public let standardErrors: [[Double]]?
    /// Radians by which the reference cell was turned at each place; empty where its yaw was not sought.
    public let yaw: [Double]

    /// Fits the matrix to loads.
    ///
    /// Weights on pins load Fz, Mx and My alone: the readings then span three directions, and only these rows may be asked
    /// for, from as many channels.
    ///
    /// - Parameters:
    ///   - loads: at least as many independent ones as there are channels.
    ///   - components: the rows that are wanted.
    ///   - channels: numbers of the channels to use; nil for all.
    public init(
        _ loads: [SixComponentLoad], components: [LoadComponent] = LoadComponent.allCases, channels: [Int]? = nil
    ) throws(CalibrationError) {
        try self.init(loads, yaw: [], places: [], components: components, channels: channels)
    }

    /// Fits the matrix where the reference cell stood at each place with a yaw of its own that nobody knows.
    ///
    /// Loads with the same position form a place. The yaws are found by Gauss and Newton's steps on what the matrix leaves
    /// over, until none moves by more than 1e-10.
    public static func findingYaw(_ loads: [SixComponentLoad]) throws(CalibrationError) -> SixComponentFit {
        var positions: [SIMD3<Double>] = []
        let places = loads.map { load -> Int in
            if let known = positions.firstIndex(of: load.position) { return known }
            positions.append(load.position)
            return positions.count - 1
        }
        let readings = try Self.readings(loads, nil)
        let scales = Self.fullScales(loads)
        var yaw = [Double](repeating: 0, count: positions.count)
        for _ in 0..<100 {
            // What the matrix cannot explain, and how that changes with each yaw.
            var rest: [Double] = []
            var slopes = [[Double]](repeating: [], count: positions.count)
            for component in LoadComponent.allCases where scales[component.index] > 0 {
                let row = component.index
                let now = zip(loads, places).map { $0.components(yaw: yaw[$1])[row] / scales[row] }
                rest += try LeastSquares.solve(readings, now).residuals
                for place in positions.indices {
                    let slope = zip(loads, places).map { load, at in
                        // A quarter turn more is the derivative of a turned force; the vertical part has none.
                        guard at == place else { return 0.0 }
                        var flat = load
                        flat.force.z = 0
                        return flat.components(yaw: yaw[at] + .pi / 2)[row] / scales[row]
                    }
                    slopes[place] += try LeastSquares.solve(readings, slope).residuals
                }
            }
            let step = try LeastSquares.solve(slopes, rest.map { -$0 }).coefficients
            for place in positions.indices { yaw[place] += step[place] }
            if step.allSatisfy({ abs($0) < 1e-10 }) {
                return try SixComponentFit(
                    loads, yaw: yaw, places: places, components: LoadComponent.allCases, channels: nil)
            }
            guard yaw.allSatisfy({ abs($0) < 2 * .pi }) else { throw .noConvergence }
        }
        throw .noConvergence
    }

    private init(
        _ loads: [SixComponentLoad], yaw: [Double], places: [Int], components: [LoadComponent], channels: [Int]?
    ) throws(CalibrationError) {
        let readings = try Self.readings(loads, channels)
        guard !components.isEmpty else { throw .missingSteps("components to fit") }
        let known = loads.indices.map { loads[$0].components(yaw: yaw.isEmpty ? 0 : yaw[places[$0]]) }
        let rank = SingularValues(columns: readings)?.rank(tolerance: 1e-9) ?? 0
        guard loads.count >= readings.count, rank == readings.count else {
            let found = LoadComponent.allCases.filter { c in known.contains { abs($0[c.index]) > 0 } }
            throw .rankDeficient(rank: rank, need: readings.count, found: found.map(\.rawValue))
        }
        let scales = Self.fullScales(loads)
        var matrix: [[Double]] = []
        var residuals: [Double?] = []
        var errors: [[Double]] = []
        for component in components {
            let fit = try LeastSquares.solve(readings, known.map { $0[component.index] })
            matrix.append(fit.coefficients)
            let scale = scales[component.index]
            let square = fit.residualSumOfSquares / Double(loads.count)
            residuals.append(scale > 0 ? 100 * square.squareRoot() / scale : nil)
            if let standard = fit.standardErrors { errors.append(standard) }
        }
        self.components = components
        self.channels = channels ?? Array(readings.indices)
        self.matrix = matrix
        count = loads.count
        self.rank = rank
        condition = SingularValues(columns: readings)?.condition ?? .infinity
        residualPercent = residuals
        standardErrors = errors.count == components.count ? errors : nil
        self.yaw = yaw
    }

    /// Largest entry beside the diagonal over the diagonal one, in % a row: what one component leaks into another.
    ///
    /// nil where the matrix is not square, or a diagonal entry is 0: crosstalk then has no meaning.
    public var offDiagonalPercent: [Double]? {
        guard matrix.count == channels.count else { return nil }
        var result: [Double] = []
        for (i, row) in matrix.enumerated() {
            guard row[i] != 0 else { return nil }
            var largest = 0.0
            for j in row.indices where j != i { largest = max(largest, abs(row[j])) }
            result.append(100 * largest / abs(row[i]))
        }
        return result
    }

    /// The components of a reading, in the order of ``components``; nil for too few channels.
    public func load(_ values: [Double]) -> [Double]? {
        guard let last = channels.max(), values.count > last else { return nil }
        return matrix.map { row in zip(row, channels).reduce(0) { $0 + $1.0 * values[$1.1] } }
    }

    /// The plate that live and offline use; nil unless all six components and all channels were fitted.
    public func plate(
        id: String, quantity: String, height: Double, origin: SIMD2<Double> = .zero, capacity: Double? = nil,
        relativeUncertainty: Double? = nil
    ) -> SixComponentPlate? {
        guard components == LoadComponent.allCases, channels == Array(channels.indices) else { return nil }
        return SixComponentPlate(
            id: id, quantity: quantity, matrix: matrix, height: height, origin: origin, capacity: capacity,
            relativeUncertainty: relativeUncertainty)
    }

    /// A column a channel.
    private static func readings(
        _ loads: [SixComponentLoad], _ channels: [Int]?
    ) throws(CalibrationError) -> [[Double]] {
        guard let count = loads.first?.channels.count, count > 0 else { throw .missingSteps("loads") }
        guard loads.allSatisfy({ $0.channels.count == count }) else { throw .unequalLengths("the loads' channels") }
        let used = channels ?? Array(0..<count)
        guard !used.isEmpty, used.allSatisfy({ (0..<count).contains($0) }) else { throw .missingSteps("channels") }
        return used.map { k in loads.map { $0.channels[k] } }
    }

    /// The largest magnitude of each component.
    private static func fullScales(_ loads: [SixComponentLoad]) -> [Double] {
        var scales = [Double](repeating: 0, count: 6)
        for load in loads {
            for (k, value) in load.components().enumerated() { scales[k] = max(scales[k], abs(value)) }
        }
        return scales
    }
}
