import Markup

/// A metric over the sessions: the limbs above, the difference below with the athlete's own band.
public enum TrendPlot {
    private static let (width, height) = (360.0, 150.0)
    private static let (left, right) = (34.0, 354.0)
    private static let limbs = (top: 10.0, bottom: 62.0)
    private static let index = (top: 76.0, bottom: 126.0)

    /// The drawing.
    ///
    /// - Parameter id: unique on its page.
    public static func svg(_ report: ChangeReport, id: String, title: String) -> String {
        let days = report.points.map { Day($0.day)?.number ?? 0 }
        let first = days.first ?? 0
        let span = Double(max((days.last ?? 0) - first, 1))
        let only = days.count == 1
        func x(_ i: Int) -> Double {
            only ? (left + right) / 2 : left + 6 + (right - left - 12) * Double(days[i] - first) / span
        }
        var text = SVG.open(
            id, width: Int(width), height: Int(height), title: title, description: description(report))
        text += upper(report, x) + lower(report, x)
        if let from = report.points.first?.day, let to = report.points.last?.day {
            text += SVG.text(left, height - 4, from) + SVG.text(right, height - 4, to, "end")
        }
        return text + SVG.close
    }

    private static func upper(_ report: ChangeReport, _ x: (Int) -> Double) -> String {
        let quantities: [ChangeQuantity] =
            report.series(.left) != nil || report.series(.right) != nil ? [.left, .right] : [.both]
        let all = report.points.flatMap { point in quantities.compactMap { point.value($0) } }
        guard let most = all.max(), let least = all.min() else { return "" }
        let room = max(most - least, abs(most) * 0.02, 1e-9) * 0.1
        let (low, high) = (least - room, most + room)
        func y(_ value: Double) -> Double { limbs.bottom - (limbs.bottom - limbs.top) * (value - low) / (high - low) }
        var text = SVG.line(left, limbs.bottom, right, limbs.bottom, "axis")
        text += SVG.text(left - 4, y(most) + 3, label(most), "end")
        if y(least) - y(most) > 9 { text += SVG.text(left - 4, y(least) + 3, label(least), "end") }
        for quantity in quantities {
            let style = quantity == .both ? "total" : quantity.rawValue
            let points = report.points.enumerated().map { i, point in
                point.value(quantity).map { (x: x(i), y: y($0)) }
            }
            text += SVG.path(points, style)
            for case let point? in points {
                text +=
                    quantity == .right
                    ? SVG.square(point.x, point.y, "mark-right") : SVG.disc(point.x, point.y, "mark-" + style)
            }
        }
        return text + SVG.text(right, limbs.top - 1, report.unit == "1" ? "" : report.unit, "end")
    }

    private static func lower(_ report: ChangeReport, _ x: (Int) -> Double) -> String {
        guard let series = report.series(.index) else { return "" }
        let values = report.points.compactMap { $0.value(.index) }
        let band = series.bandValues
        let ends = values + [0] + (band.map { [$0.lowerBound, $0.upperBound] } ?? [])
        guard let most = ends.max(), let least = ends.min() else { return "" }
        let room = max(most - least, 1) * 0.1
        let (low, high) = (least - room, most + room)
        func y(_ value: Double) -> Double { index.bottom - (index.bottom - index.top) * (value - low) / (high - low) }
        var text = ""
        if let band {
            text += SVG.box(left, y(band.upperBound), right - left, y(band.lowerBound) - y(band.upperBound), "band")
        }
        text += SVG.line(left, y(0), right, y(0), "axis") + SVG.text(left - 4, y(0) + 3, "0", "end")
        if most > 0, y(0) - y(most) > 9 { text += SVG.text(left - 4, y(most) + 3, label(most), "end") }
        if least < 0, y(least) - y(0) > 9 { text += SVG.text(left - 4, y(least) + 3, label(abs(least)), "end") }
        let points = report.points.enumerated().map { i, point in point.value(.index).map { (x: x(i), y: y($0)) } }
        text += SVG.path(points, "total")
        for case let point? in points { text += SVG.disc(point.x, point.y, "mark-total") }
        let what = "difference in \(series.unit), right larger upwards" + (band == nil ? "" : "; own band shaded")
        return text + SVG.text((left + right) / 2, height - 4, what, "middle")
    }

    private static func label(_ value: Double) -> String { FixedText.fixed(value, abs(value) < 10 ? 1 : 0) }

    private static func description(_ report: ChangeReport) -> String {
        let count = report.points.count
        let sessions = count == 1 ? "1 session" : "\(count) sessions"
        return ([sessions + "."] + report.sentences).joined(separator: " ")
    }
}
