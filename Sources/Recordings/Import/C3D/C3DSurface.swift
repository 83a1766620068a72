import SignalCore

/// The surface of a platform in the laboratory, and the places on it at which forces act.
struct C3DSurface {
    /// Where the plate lies in the laboratory.
    private struct Frame {
        /// Middle of the surface, millimetres.
        var middle: SIMD3<Double>
        /// The plate's own axes.
        var axes: [SIMD3<Double>]
    }

    private var frame: Frame?
    /// From the middle of the surface to the origin of the moments, millimetres along the plate's own axes.
    private let origin: SIMD3<Double>
    private let kind: C3DPlate.Kind
    private let scale: Double

    /// True where the corners tell where it lies in the laboratory.
    ///
    /// They do not where they are no rectangle, or where they turn the z of a type 3 upwards, which its sensors count
    /// downwards: BioWare writes such corners, and a place computed from them could be mirrored.
    var isPlaced: Bool { frame != nil }

    /// Needs units and, for all types but 1, an origin; nil where one is missing.
    ///
    /// Corner 1 lies at +x +y of the plate, 2 at −x +y, 3 at −x −y, 4 at +x −y (c3d.org). Sensors lie under the surface, so
    /// an origin above it was written with the opposite sign: manuals give both, and the files follow them.
    init?(_ plate: C3DPlate, millimetresPerUnit: Double?) {
        guard let scale = millimetresPerUnit, plate.lengthPerUnit != nil,
            plate.kind == .forcesAndPlace || plate.origin.count == 3
        else { return nil }
        self.scale = scale
        kind = plate.kind
        frame = Self.frame(plate, scale)
        // Makers count z downwards; corners may tell otherwise.
        let down = frame.map { Self.dominant($0.axes[2]).sign } ?? 1
        switch plate.kind {
        case .forcesAndPlace: origin = SIMD3(0, 0, 0)
        case .eightSensors:
            origin = SIMD3(0, 0, abs(plate.origin[2]) * scale)
            if down < 0 { frame = nil }
        case .forcesAndMoments, .calibrated:
            let vector = SIMD3(plate.origin[0], plate.origin[1], plate.origin[2]) * scale
            origin = -vector.z * down >= 0 ? -vector : vector
        }
    }

    private static func frame(_ plate: C3DPlate, _ scale: Double) -> Frame? {
        guard plate.corners.count == 4 else { return nil }
        let corners = plate.corners.map { SIMD3($0[0], $0[1], $0[2]) * scale }
        let middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4
        // Of a rectangle all corners are equally far from the middle, and the first and the third lie opposite each other.
        let arms = corners.map { $0 - middle }
        let reach = (arms[0] * arms[0]).sum()
        let skew = arms[0] + arms[2]
        guard reach > 0, reach.isFinite, (skew * skew).sum() < 1e-3 * reach,
            arms.allSatisfy({ abs(($0 * $0).sum() / reach - 1) < 0.02 }), let x = unit(corners[0] - corners[1]),
            let along = unit(corners[0] - corners[3]), let z = unit(cross(x, along))
        else { return nil }
        return Frame(middle: middle, axes: [x, cross(z, x), z])
    }

    private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }

    private static func unit(_ a: SIMD3<Double>) -> SIMD3<Double>? {
        let length = (a * a).sum().squareRoot()
        return length > 0 && length.isFinite ? a / length : nil
    }

    /// The axis along which a direction mostly points, and +1 where it points down along it, that is, against it.
    fileprivate static func dominant(_ a: SIMD3<Double>) -> (axis: Int, sign: Double) {
        let axis = (0..<3).max { abs(a[$0]) < abs(a[$1]) } ?? 2
        return (axis, a[axis] > 0 ? -1 : 1)
    }

    /// The force of a sample along the plate's own axes, newtons, with the sign of the file.
    private func own(_ forces: C3DPlateForces, _ i: Int) -> SIMD3<Double> {
        SIMD3(forces.force[0][i], forces.force[1][i], forces.force[2][i])
    }

    /// The moment of a sample about the middle of the surface along the plate's own axes, newton millimetres.
    ///
    /// It is M + r × F, with r from that middle to the plate's origin. Type 1 has the moment about the place alone.
    func moment(_ forces: C3DPlateForces, _ i: Int) -> SIMD3<Double> {
        let given = SIMD3(forces.moment[0][i], forces.moment[1][i], forces.moment[2][i]) * scale
        let force = own(forces, i)
        guard kind == .forcesAndPlace else { return given + Self.cross(origin, force) }
        return SIMD3(given.y * force.z, -given.x * force.z, given.z + given.x * force.y - given.y * force.x)
    }

    /// The place of a sample on the plate, from its middle along its own axes, millimetres; NaN where it is not loaded.
    ///
    /// x = −My/Fz, y = Mx/Fz (formulas D.8).
    func point(_ forces: C3DPlateForces, _ i: Int) -> SIMD2<Double> {
        let force = forces.force[2][i]
        guard abs(force) >= CentreOfPressure.smallestForce else { return SIMD2(.nan, .nan) }
        let moment = moment(forces, i)
        return SIMD2(-moment.y, moment.x) / force
    }

    /// The same in the laboratory; NaN where its place there is not known.
    func place(_ forces: C3DPlateForces, _ i: Int) -> SIMD3<Double> {
        guard let frame else { return SIMD3(.nan, .nan, .nan) }
        let point = point(forces, i)
        return frame.middle + frame.axes[0] * point.x + frame.axes[1] * point.y
    }

    /// A vector of the plate in the laboratory; NaN where its place there is not known.
    private func turned(_ own: SIMD3<Double>) -> SIMD3<Double> {
        guard let axes = frame?.axes else { return SIMD3(.nan, .nan, .nan) }
        return axes[0] * own.x + axes[1] * own.y + axes[2] * own.z
    }

    /// The force of a sample in the laboratory, newtons, with the sign of the file.
    func force(_ forces: C3DPlateForces, _ i: Int) -> SIMD3<Double> { turned(own(forces, i)) }

    /// The moment about the vertical through the place of a sample in the laboratory, newton millimetres.
    func freeMoment(_ forces: C3DPlateForces, _ i: Int) -> SIMD3<Double> {
        let (moment, force, point) = (moment(forces, i), own(forces, i), point(forces, i))
        return turned(SIMD3(0, 0, moment.z - point.x * force.y + point.y * force.x))
    }

    /// Which way a person faces on a plate.
    struct Heading {
        fileprivate var right: SIMD3<Double>
        fileprivate var forward: SIMD3<Double>

        /// Reads `+y`, `-x`; nil where that is no axis, or points up or down on this plate.
        init?(_ text: String, plate: C3DSurface) {
            guard let normal = plate.frame?.axes[2], text.count == 2, let sign = ["+": 1.0, "-": -1.0][text.prefix(1)],
                let axis = ["x": 0, "y": 1, "z": 2][text.suffix(1).lowercased()],
                case let up = C3DSurface.dominant(normal).axis,
                axis != up
            else { return nil }
            var forward = SIMD3<Double>(0, 0, 0)
            forward[axis] = sign
            var above = SIMD3<Double>(0, 0, 0)
            above[up] = 1
            self.forward = forward
            right = C3DSurface.cross(forward, above)
        }
    }

    /// The path of the centre of pressure as a person sees it: x to the right, y forwards.
    func path(_ forces: C3DPlateForces, _ heading: Heading) -> PressurePath {
        var path = PressurePath(x: [], y: [])
        for i in forces.force[2].indices {
            let point = place(forces, i)
            path.append(
                SIMD2(
                    PressurePath.snap((point * heading.right).sum()), PressurePath.snap((point * heading.forward).sum())
                ))
        }
        return path
    }
}
