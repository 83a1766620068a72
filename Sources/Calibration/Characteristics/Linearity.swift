/// How far points lie from a straight line, in newtons and in % of full scale (formulas D.2).
public struct Linearity: Sendable, Hashable, Codable {
    /// Which line.
    public enum Line: String, Sendable, Hashable, CaseIterable, Codable {
        /// By least squares.
        case bestFit
        /// Through the points of the smallest and of the largest force.
        case endPoint
    }

    /// The line.
    public let line: Line
    /// The largest deviation in newtons, ≥ 0.
    public let newtons: Double
    /// The force in newtons at which it lies.
    public let force: Double
    /// The same in % of full scale.
    public let percent: Double

    /// The largest deviation of points from a line.
    ///
    /// - Parameter fullScale: newtons; nil for the largest force.
    public init(
        _ points: [CalibrationPoint], line: Line, fullScale: Double? = nil
    ) throws(CalibrationError) {
        guard let low = points.min(by: { $0.force < $1.force }), let high = points.max(by: { $0.force < $1.force }),
            low.force < high.force
        else { throw .tooFewForces(have: Set(points.map(\.force)).count, need: 2) }
        let scale = fullScale ?? high.force
        guard scale > 0 else { throw .implausible("full scale") }
        let fit: PolynomialFit
        switch line {
        case .bestFit: fit = try PolynomialFit(points.map(\.raw), points.map(\.force), degree: 1)
        case .endPoint: fit = try PolynomialFit([low.raw, high.raw], [low.force, high.force], degree: 1)
        }
        var worst = (0.0, low.force)
        for point in points {
            let deviation = abs(point.force - fit.value(point.raw))
            if deviation > worst.0 { worst = (deviation, point.force) }
        }
        self.line = line
        newtons = worst.0
        force = worst.1
        percent = 100 * worst.0 / scale
    }
}
