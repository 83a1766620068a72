/// Errors of force and place over a plate's surface, in the manner of ASTM F3109: informative (formulas D.5).
public struct PositionMap: Sendable, Hashable {
    /// A known force at a known place and what the plate said.
    public struct Load: Sendable, Hashable, Codable {
        /// Newtons.
        public var force: Double
        /// Millimetres from the plate's centre.
        public var position: SIMD2<Double>
        /// Indicated vertical newtons.
        public var indicated: Double
        /// Indicated place in millimetres; nil where the plate tells none.
        public var indicatedPosition: SIMD2<Double>?
        /// Indicated newtons along the surface, where nothing pushed along it; nil where the plate tells none.
        public var indicatedHorizontal: SIMD2<Double>?

        /// Makes a load.
        public init(
            force: Double, position: SIMD2<Double>, indicated: Double, indicatedPosition: SIMD2<Double>? = nil,
            indicatedHorizontal: SIMD2<Double>? = nil
        ) {
            self.force = force
            self.position = position
            self.indicated = indicated
            self.indicatedPosition = indicatedPosition
            self.indicatedHorizontal = indicatedHorizontal
        }
    }

    /// What one load says.
    public struct Point: Sendable, Hashable {
        /// The load.
        public let load: Load
        /// Indicated minus true newtons.
        public let forceError: Double
        /// The same in % of the force.
        public let forcePercent: Double
        /// Indicated minus true place in millimetres; nil where the plate tells none.
        public let positionError: SIMD2<Double>?
        /// Horizontal over vertical force in %, x and y; nil where the plate tells none.
        public let crosstalkPercent: SIMD2<Double>?

        /// Distance in millimetres between the indicated and the true place.
        public var distance: Double? { positionError.map { ($0 * $0).sum().squareRoot() } }
        /// True where the force error keeps max(0.5 %, 2 N), this project's suggestion.
        public var keepsForceLimit: Bool {
            abs(forceError) <= max(PositionMap.relativeLimit * load.force, PositionMap.absoluteLimit)
        }
        /// True where the place keeps 2 mm under 200 N or more; nil below, or where the plate tells none.
        public var keepsPositionLimit: Bool? {
            load.force >= PositionMap.positionFloor ? distance.map { $0 <= PositionMap.positionLimit } : nil
        }
    }

    /// A largest magnitude and a root mean square.
    public struct Extent: Sendable, Hashable {
        /// Largest magnitude.
        public let largest: Double
        /// Root mean square.
        public let rootMeanSquare: Double

        init?(_ values: [Double]) {
            guard !values.isEmpty else { return nil }
            largest = values.map(abs).max() ?? 0
            rootMeanSquare = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
        }
    }

    /// Part of the force by which it may be off (project convention).
    public static let relativeLimit = 0.005
    /// Newtons by which it may be off at least (project convention).
    public static let absoluteLimit = 2.0
    /// Millimetres by which the place may be off (project convention).
    public static let positionLimit = 2.0
    /// Newtons from which the place is judged (project convention).
    public static let positionFloor = 200.0
    /// Relative mismatch of the gains of two plates that is accepted (project convention).
    public static let pairLimit = 0.005
    /// Places that a map needs.
    public static let fewestPlaces = 9
    /// Forces that a map needs.
    public static let fewestForces = 3

    /// In whose manner.
    public let manner = Manner.astmF3109
    /// One a load.
    public let points: [Point]

    /// The errors of loads.
    public init(_ loads: [Load]) throws(CalibrationError) {
        guard !loads.isEmpty else { throw .missingSteps("loads over the surface") }
        guard loads.allSatisfy({ $0.force > 0 && $0.force.isFinite && $0.indicated.isFinite }) else {
            throw .implausible("a force")
        }
        points = loads.map { load in
            let error = load.indicated - load.force
            return Point(
                load: load, forceError: error, forcePercent: 100 * error / load.force,
                positionError: load.indicatedPosition.map { $0 - load.position },
                crosstalkPercent: load.indicatedHorizontal.map { 100 * $0 / load.force })
        }
    }

    /// Force errors in newtons.
    public var forceErrors: Extent? { Extent(points.map(\.forceError)) }
    /// Force errors in %.
    public var forcePercents: Extent? { Extent(points.map(\.forcePercent)) }
    /// Distances of the places in millimetres; nil where the plate tells none.
    public var distances: Extent? { Extent(points.compactMap(\.distance)) }
    /// Crosstalk in %, both directions; nil where the plate tells none.
    public var crosstalk: Extent? { Extent(points.compactMap(\.crosstalkPercent).flatMap { [$0.x, $0.y] }) }

    /// What is missing for a whole map: at least nine places under at least three forces each; empty for nothing.
    public var shortcomings: [String] {
        var list: [String] = []
        let places = Set(points.map(\.load.position)).count
        let forces = Set(points.map(\.load.force)).count
        if places < Self.fewestPlaces { list.append("\(places) places of \(Self.fewestPlaces)") }
        if forces < Self.fewestForces { list.append("\(forces) forces of \(Self.fewestForces)") }
        if points.count < places * forces { list.append("\(points.count) loads of \(places * forces)") }
        return list
    }

    /// True where every load keeps the suggested limits.
    public var keepsSuggestedLimits: Bool {
        points.allSatisfy { $0.keepsForceLimit && $0.keepsPositionLimit != false }
    }

    /// The places of a grid in millimetres: columns from left to right, rows from front to back, the edges 10 % in.
    ///
    /// - Parameters:
    ///   - size: width and depth of the plate in millimetres.
    ///   - count: places along each edge, ≥ 2.
    public static func grid(size: SIMD2<Double>, count: Int = 3) -> [SIMD2<Double>] {
        guard count >= 2 else { return [.zero] }
        func place(_ k: Int, _ length: Double) -> Double {
            length * (-0.4 + 0.8 * Double(k) / Double(count - 1))
        }
        return (0..<count).flatMap { row in
            (0..<count).map { SIMD2(place($0, size.x), place(row, size.y)) }
        }
    }
}
