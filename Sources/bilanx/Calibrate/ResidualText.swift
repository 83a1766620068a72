import Calibration

/// Residuals over force drawn with letters.
enum ResidualText {
    private static let width = 61
    private static let half = 5

    /// The drawing: `o` on the way up, `v` on the way down, `*` both; empty for nothing to draw.
    static func plot(_ points: [ResidualPlot.Point]) -> String {
        let points = points.filter { $0.force.isFinite && $0.residual.isFinite }
        guard let top = points.map(\.force).max(), top > 0 else { return "" }
        let reach = points.map { abs($0.residual) }.max() ?? 0
        var rows = [[Character]](repeating: [Character](repeating: " ", count: width), count: 2 * half + 1)
        rows[half] = [Character](repeating: "-", count: width)
        for point in points {
            let column = Int((Double(width - 1) * max(point.force, 0) / top).rounded())
            let row = half - (reach > 0 ? Int((Double(half) * point.residual / reach).rounded()) : 0)
            let sign: Character = point.isFalling ? "v" : "o"
            let there = rows[row][column]
            rows[row][column] = there == " " || there == "-" || there == sign ? sign : "*"
        }
        var text = "  Residuals in N over force (o up, v down, * both)\n"
        for (number, row) in rows.enumerated() {
            let value: Double? = number == 0 ? reach : number == half ? 0 : number == 2 * half ? -reach : nil
            let label = value.map { $0 == 0 ? "0" : RecordNumber.significant($0, 3) } ?? ""
            var line = String(repeating: " ", count: max(12 - label.count, 0)) + label + " |" + String(row)
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        let end = RecordNumber.significant(top, 6) + " N"
        return text + String(repeating: " ", count: 14) + "0 N"
            + String(repeating: " ", count: max(width - 3 - end.count, 1)) + end + "\n"
    }
}
