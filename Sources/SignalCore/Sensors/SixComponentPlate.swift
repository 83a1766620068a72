/// A plate whose channels give Fx, Fy, Fz and Mx, My, Mz through a matrix (formulas D.7, D.8).
///
/// The matrix gives them in the person's frame, x to the right, y forwards, z up, with Fz positive under load; where the
/// maker's axes point elsewhere, their turn belongs into the matrix.
public struct SixComponentPlate: Sendable, Hashable {
    /// Names the matrix in files.
    public let id: String
    /// Unit of the values that go in.
    public let quantity: String
    /// Rows Fx, Fy, Fz in newtons and Mx, My, Mz in newton metres, per quantity of each channel, row by row.
    public let coefficients: [Double]
    /// Channels: columns of the matrix.
    public let channels: Int
    /// Millimetres of the surface above the transducer origin; negative where the origin's z points down.
    public let height: Double
    /// Millimetres of the transducer origin in the frame that both plates of a pair share.
    public let origin: SIMD2<Double>
    /// Largest vertical force in newtons that the plate is made for; nil where unknown.
    public let capacity: Double?
    /// Standard uncertainty of the vertical gain, relative; nil where nobody has determined it.
    public let relativeUncertainty: Double?
    /// Number and SHA-256 of the register's entry from which it stems; nil for any other plate.
    public var registerEntry: String?

    /// Makes a plate.
    ///
    /// - Parameters:
    ///   - matrix: six rows of as many numbers as there are channels.
    ///   - height: millimetres.
    ///   - origin: millimetres.
    /// - Returns: nil where the matrix has not six rows of the same length ≥ 1, or a number is not finite.
    public init?(
        id: String, quantity: String, matrix: [[Double]], height: Double, origin: SIMD2<Double> = .zero,
        capacity: Double? = nil,
        relativeUncertainty: Double? = nil
    ) {
        guard matrix.count == 6, let count = matrix.first?.count, count > 0, height.isFinite, origin.x.isFinite,
            origin.y.isFinite,
            matrix.allSatisfy({ $0.count == count && $0.allSatisfy(\.isFinite) })
        else { return nil }
        self.id = id
        self.quantity = quantity
        coefficients = matrix.flatMap { $0 }
        channels = count
        self.height = height
        self.origin = origin
        self.capacity = capacity
        self.relativeUncertainty = relativeUncertainty
    }

    /// Forces and moments of a scan whose first channel is at `start`.
    @inlinable public func components(_ values: Span<Double>, from start: Int) -> SixComponents {
        func row(_ number: Int) -> Double {
            var sum = 0.0
            for i in 0..<channels { sum += coefficients[number * channels + i] * values[start + i] }
            return sum
        }
        return SixComponents(
            force: SIMD3(row(0), row(1), row(2)), moment: SIMD3(row(3), row(4), row(5)))
    }

    /// The load of a scan: the moments are those of the vertical force where it passes through the surface.
    @inlinable public func load(_ values: Span<Double>, from start: Int, range: ClosedRange<Double>) -> SideLoad {
        let all = components(values, from: start)
        var isAtLimit = abs(all.force.z) >= SideSensor.limit * (capacity ?? .infinity)
        for i in 0..<channels where !range.contains(values[start + i]) { isAtLimit = true }
        // Newton metres to newton millimetres; a force along the surface tilts by its height above the origin.
        let moment = SIMD2(
            height * all.force.x - 1000 * all.moment.y, height * all.force.y + 1000 * all.moment.x)
        return SideLoad(force: all.force.z, moment: moment + origin * all.force.z, isAtLimit: isAtLimit)
    }
}
