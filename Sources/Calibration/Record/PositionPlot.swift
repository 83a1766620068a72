import Markup

/// Errors of force over a plate's surface as a drawing that needs neither script nor network.
public enum PositionPlot {
    /// A place with its worst error.
    public struct Point: Sendable, Hashable {
        /// Millimetres from the plate's centre.
        public var position: SIMD2<Double>
        /// Error of the force in %.
        public var percent: Double
        /// True where it keeps the suggested limits.
        public var isWithin: Bool

        /// Makes a point.
        public init(position: SIMD2<Double>, percent: Double, isWithin: Bool) {
            self.position = position
            self.percent = percent
            self.isWithin = isWithin
        }
    }

    /// The worst error at each place of a map, in the order of the places.
    static func points(_ map: PositionMap) -> [Point] {
        var result: [Point] = []
        for point in map.points {
            let isWithin = point.keepsForceLimit && point.keepsPositionLimit != false
            if let known = result.firstIndex(where: { $0.position == point.load.position }) {
                if abs(point.forcePercent) > abs(result[known].percent) { result[known].percent = point.forcePercent }
                result[known].isWithin = result[known].isWithin && isWithin
            } else {
                result.append(
                    Point(position: point.load.position, percent: point.forcePercent, isWithin: isWithin))
            }
        }
        return result
    }

    /// The drawing: a disc within the limits, a cross beyond, each with its number.
    static func svg(_ points: [Point], id: String) -> String {
        let points = points.filter { $0.position.x.isFinite && $0.position.y.isFinite && $0.percent.isFinite }
        let reach = points.flatMap { [abs($0.position.x), abs($0.position.y)] }.max() ?? 0
        let beyond = points.count { !$0.isWithin }
        let scale = reach > 0 ? 120 / reach : 0
        var text = SVG.open(
            id, width: 400, height: 330, title: "Force error over the surface",
            description:
                "\(points.count) places within \(RecordNumber.significant(reach, 4)) mm of the centre, seen from above; \(beyond) beyond the suggested limits. Discs keep them, crosses do not; the number is the largest force error in %."
        )
        text += SVG.line(40, 155, 360, 155, "axis") + SVG.line(200, 10, 200, 300, "axis")
        text += SVG.text(
            200, 322, "x to the right, y forwards; edge \(RecordNumber.significant(reach, 4)) mm; error in %", "middle")
        for point in points {
            let (x, y) = (200 + scale * point.position.x, 155 - scale * point.position.y)
            if point.isWithin {
                text +=
                    "<circle class=\"up\" cx=\"\(RecordNumber.fixed(x, 2))\" cy=\"\(RecordNumber.fixed(y, 2))\" r=\"5\"/>\n"
            } else {
                text += SVG.line(x - 5, y - 5, x + 5, y + 5, "cross")
                text += SVG.line(x - 5, y + 5, x + 5, y - 5, "cross")
            }
            let sign = point.percent > 0 ? "+" : ""
            text += SVG.text(x, y + 19, sign + RecordNumber.fixed(point.percent, 2), "middle")
        }
        return text + "</svg>\n"
    }
}
