/// Force and moment of a plate about its transducer origin, as a six-component plate gives them (formulas D.8).
public struct SixComponents: Sendable, Hashable {
    /// Fx, Fy, Fz in newtons, Fz positive under load.
    public var force: SIMD3<Double>
    /// Mx, My, Mz in newton metres.
    public var moment: SIMD3<Double>

    /// Makes a reading.
    public init(force: SIMD3<Double>, moment: SIMD3<Double>) {
        self.force = force
        self.moment = moment
    }

    /// Where the force passes through the surface, in metres.
    ///
    /// - Parameters:
    ///   - height: metres of the surface above the transducer origin along +z; negative where z points down (AMTI).
    /// - Returns: nil where Fz is below `floor` or not a number.
    public func centreOfPressure(
        height: Double, floor: Double = CentreOfPressure.smallestForce
    ) -> CentreOfPressure? {
        guard force.z >= floor, force.z > 0 else { return nil }
        let point = SIMD2(height * force.x - moment.y, height * force.y + moment.x) / force.z
        return CentreOfPressure(point, force: force.z)
    }

    /// Moment in newton metres about the vertical through `point` (metres): what the foot twists.
    public func freeMoment(about point: SIMD2<Double>) -> Double {
        moment.z - point.x * force.y + point.y * force.x
    }
}
