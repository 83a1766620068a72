/// Where the force of a plate acts (formulas D.8).
///
/// Positions come out in the unit in which they went in. x points to the person's right, y forwards.
public struct CentreOfPressure: Sendable, Hashable {
    /// Place of the force: x (mediolateral) and y (anteroposterior).
    public var point: SIMD2<Double>
    /// Vertical force in newtons.
    public var force: Double

    /// Makes a point that carries `force`.
    public init(_ point: SIMD2<Double>, force: Double) {
        self.point = point
        self.force = force
    }

    /// Vertical force in newtons under which a plate has no centre of pressure; its error grows as 1/force.
    public static let smallestForce = 20.0

    /// Of a plate on four vertical cells: the mean of the cells' places, weighted by their forces.
    ///
    /// - Parameters:
    ///   - cells: newtons of each cell.
    ///   - x: their places.
    ///   - y: their places.
    /// - Returns: nil where the sum is below `floor` or not a number.
    public static func fourCells(
        _ cells: SIMD4<Double>, x: SIMD4<Double>, y: SIMD4<Double>, floor: Double = smallestForce
    ) -> CentreOfPressure? {
        let force = cells.sum()
        guard force >= floor, force > 0 else { return nil }
        return CentreOfPressure(SIMD2((cells * x).sum(), (cells * y).sum()) / force, force: force)
    }

    /// Of several plates in one frame: the mean of their points, weighted by their forces.
    ///
    /// A plate without a point carries nothing worth counting and is left out.
    ///
    /// - Returns: nil where no plate has a point or the forces have no positive sum.
    public static func combined(_ plates: CentreOfPressure?...) -> CentreOfPressure? {
        var force = 0.0
        var moment = SIMD2<Double>.zero
        for case .some(let plate) in plates {
            force += plate.force
            moment += plate.point * plate.force
        }
        guard force > 0 else { return nil }
        return CentreOfPressure(moment / force, force: force)
    }
}
