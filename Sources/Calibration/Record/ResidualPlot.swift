import Markup

/// Residuals over force as a drawing that needs neither script nor network.
public enum ResidualPlot {
    /// A reading beside the curve.
    public struct Point: Sendable, Hashable {
        /// Newtons of the reference.
        public var force: Double
        /// Newtons of the reference less those of the curve.
        public var residual: Double
        /// True for a reading on the way down.
        public var isFalling: Bool
        /// Number of its series, from 0.
        public var series: Int

        /// Makes a point.
        public init(force: Double, residual: Double, isFalling: Bool, series: Int) {
            self.force = force
            self.residual = residual
            self.isFalling = isFalling
            self.series = series
        }
    }

    /// The drawing: a disc on the way up, a hollow triangle on the way down, so that colour is not the only sign.
    static func svg(_ points: [Point], id: String) -> String {
        let points = points.filter { $0.force.isFinite && $0.residual.isFinite }
        let top = points.map(\.force).max() ?? 0
        let reach = points.map { abs($0.residual) }.max() ?? 0
        let (width, left, middle) = (640.0, 70.0, 110.0)
        func x(_ force: Double) -> Double { left + (width - left - 20) * (top > 0 ? force / top : 0) }
        func y(_ residual: Double) -> Double { middle - 85 * (reach > 0 ? residual / reach : 0) }
        func at(_ value: Double) -> String { RecordNumber.fixed(value, 2) }
        func label(_ value: Double) -> String { RecordNumber.significant(value, 3) }
        var text = SVG.open(
            id, width: 640, height: 240, title: "Residuals",
            description:
                "\(points.count) readings up to \(RecordNumber.significant(top, 6)) N; the largest residual is \(RecordNumber.significant(reach, 3)) N. Discs are readings on the way up, triangles on the way down."
        )
        text += SVG.line(left, middle, width - 20, middle, "axis") + SVG.line(left, 15, left, 205, "axis")
        text += SVG.text(left - 6, 29, label(reach), "end") + SVG.text(left - 6, middle + 4, "0", "end")
        text += SVG.text(left - 6, 199, label(-reach), "end")
        text += SVG.text(left, 222, "0 N", "start") + SVG.text(width - 20, 222, label(top) + " N", "end")
        text += SVG.text((width + left) / 2, 235, "force of the reference in N; residual in N upwards", "middle")
        for point in points {
            let (px, py) = (x(point.force), y(point.residual))
            if point.isFalling {
                text +=
                    "<path class=\"down\" d=\"M\(at(px)) \(at(py - 4))L\(at(px + 4)) \(at(py + 4))L\(at(px - 4)) \(at(py + 4))Z\"/>\n"
            } else {
                text += "<circle class=\"up\" cx=\"\(at(px))\" cy=\"\(at(py))\" r=\"3\"/>\n"
            }
        }
        return text + "</svg>\n"
    }
}
