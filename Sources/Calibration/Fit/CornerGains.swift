import Statistics

/// The gains of a plate's cells from one known weight at several places (formulas D.8).
public struct CornerGains: Sendable, Hashable, Codable {
    /// A weight at a place and what the cells said.
    public struct Load: Sendable, Hashable, Codable {
        /// Newtons.
        public var force: Double
        /// Place of the weight, in the unit of the cells' places.
        public var position: SIMD2<Double>
        /// Reading of each cell with its zero taken off.
        public var cells: [Double]

        /// Makes a load.
        public init(force: Double, position: SIMD2<Double>, cells: [Double]) {
            self.force = force
            self.position = position
            self.cells = cells
        }
    }

    /// Newtons per unit of reading, one a cell.
    public let gains: [Double]
    /// Standard error of each gain; nil where nothing is left over.
    public let standardErrors: [Double]?
    /// Indicated minus true force in newtons, one a load.
    public let forceResiduals: [Double]
    /// Indicated minus true place, one a load.
    public let positionResiduals: [SIMD2<Double>]
    /// Largest over smallest singular value of the equations.
    public let condition: Double

    /// Solves Σ g·c = F, Σ g·c·x = F·x and Σ g·c·y = F·y for the gains g.
    ///
    /// - Parameters:
    ///   - loads: at least five places for four cells.
    ///   - cells: the places of the cells.
    public init(_ loads: [Load], cells: [SIMD2<Double>]) throws(CalibrationError) {
        guard !cells.isEmpty, loads.allSatisfy({ $0.cells.count == cells.count }) else {
            throw .unequalLengths("cells and readings")
        }
        let places = Set(loads.map(\.position)).count
        guard places > cells.count else {
            throw .missingSteps("loads at \(cells.count + 1) places or more (there are \(places))")
        }
        // Moments count in units of the plate's own size, so that metres and millimetres give the same gains.
        let size = cells.map { max(abs($0.x), abs($0.y)) }.max() ?? 0
        guard size > 0 else { throw .implausible("the places of the cells") }
        let columns = cells.indices.map { j in
            loads.flatMap { [$0.cells[j], $0.cells[j] * cells[j].x / size, $0.cells[j] * cells[j].y / size] }
        }
        let known = loads.flatMap {
            [$0.force, $0.force * $0.position.x / size, $0.force * $0.position.y / size]
        }
        let fit = try LeastSquares.solve(columns, known)
        gains = fit.coefficients
        standardErrors = fit.standardErrors
        condition = SingularValues(columns: columns)?.condition ?? .infinity
        var forces: [Double] = []
        var positions: [SIMD2<Double>] = []
        for load in loads {
            var force = 0.0
            var moment = SIMD2<Double>.zero
            for j in cells.indices {
                let newtons = fit.coefficients[j] * load.cells[j]
                force += newtons
                moment += newtons * cells[j]
            }
            forces.append(force - load.force)
            positions.append(moment / force - load.position)
        }
        forceResiduals = forces
        positionResiduals = positions
    }

    /// Each gain over their mean: how unequal the cells are.
    public var relative: [Double] {
        let mean = gains.reduce(0, +) / Double(gains.count)
        return gains.map { $0 / mean }
    }
}
