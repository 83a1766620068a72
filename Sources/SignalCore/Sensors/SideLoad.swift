/// What a sensor feels in one scan, before any zero: its force, and the force's moment where the geometry tells one.
///
/// Both are sums over channels, so that a zero is taken off by subtraction and a moment between two scans is interpolated,
/// which a centre of pressure, their ratio, would not allow.
public struct SideLoad: Sendable, Hashable {
    /// Vertical newtons, positive under load.
    public var force: Double
    /// Newton millimetres about the plate's origin: Σ F·x and Σ F·y; not a number where the geometry tells none.
    public var moment: SIMD2<Double>
    /// True where a channel was outside its range or a cell at its limit.
    public var isAtLimit: Bool

    /// Makes a load.
    @inlinable public init(force: Double, moment: SIMD2<Double> = SIMD2(repeating: .nan), isAtLimit: Bool = false) {
        self.force = force
        self.moment = moment
        self.isAtLimit = isAtLimit
    }
}

extension CentreOfPressure {
    /// Where a force acts whose moment is known, both without their zeros.
    ///
    /// - Parameters:
    ///   - force: newtons; whether it reaches `floor` is judged on the grid of a file, so that a file judges alike.
    ///   - moment: Σ F·x and Σ F·y; the place comes out in its unit of length.
    /// - Returns: nil where the force is below `floor` or something is not a number.
    public static func of(
        force: Double, moment: SIMD2<Double>, floor: Double = smallestForce
    ) -> CentreOfPressure? {
        guard NewtonGrid.snap(force) >= floor, force > 0, moment.x.isFinite, moment.y.isFinite else { return nil }
        return CentreOfPressure(moment / force, force: force)
    }
}
