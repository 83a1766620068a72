import ForceDevices
import SignalCore

/// A plate of several channels under a virtual device: what each of them shows of a vertical force at a place.
enum VirtualPlate: Sendable, Hashable {
    /// Four cells: front left, front right, rear left, rear right.
    case fourCells(halfWidth: Double, halfLength: Double)
    /// Six components with the surface so many millimetres above the origin.
    case sixComponents(height: Double)

    /// How unequal the channels of an uneven plate are, as parts of ``VirtualSpecification/uneven``.
    static let pattern = [1, -1, -0.5, 0.5, 0.75, -0.25]

    /// Newtons that each channel shows of 1 N at a place in millimetres.
    ///
    /// Of six components channel 1 to 6 show Fx + 0.01 Fz, Fy, Fz/2, 2 Mx + 0.02 Fz, 2 My, 2 Mz: a little of the vertical
    /// force leaks into the first and the fourth.
    func parts(_ place: SIMD2<Double>, uneven: Double) -> [Double] {
        let parts: [Double]
        switch self {
        case .fourCells(let halfWidth, let halfLength):
            parts = CellWiring.parts(place, halfWidth: halfWidth, halfLength: halfLength)
        case .sixComponents: parts = [0.01, 0, 0.5, 2 * place.y / 1000 + 0.02, -2 * place.x / 1000, 0]
        }
        return zip(parts, Self.pattern).map { $0 * (1 + uneven * $1) }
    }
}
