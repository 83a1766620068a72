import Markup

/// The forces of one trial as a drawing: left solid, right dashed, the sum thin, phases shaded.
enum CurvePlot {
    private static let (width, height) = (360.0, 150.0)
    private static let (left, right, top, bottom) = (34.0, 354.0, 10.0, 118.0)

    /// The spans that are shaded, by the events between which they lie, each with its name.
    static let phases = [
        ("braking", ["brakingStart", "peakNegativeVelocity", "touchdown"], ["brakingEnd"]),
        ("propulsion", ["propulsionStart", "brakingEnd"], ["takeoff"]), ("flight", ["takeoff"], ["landing"]),
    ]

    static func svg(_ curve: TrialCurve, id: String, title: String) -> String {
        let window = window(curve)
        let span = max(window.upperBound - window.lowerBound, 0.001)
        let sides = (curve.left ?? []) + (curve.right ?? [])
        let drawn = curve.left == nil ? curve.total : sides
        let peak = max(drawn.compactMap(\.self).max() ?? 0, curve.total.compactMap(\.self).max() ?? 0, 1)
        let least = min(drawn.compactMap(\.self).min() ?? 0, 0)
        func x(_ time: Double) -> Double { left + (right - left) * (time - window.lowerBound) / span }
        func y(_ force: Double) -> Double { bottom - (bottom - top) * (force - least) / (peak - least) }
        func points(_ values: [Double?]) -> [(x: Double, y: Double)?] {
            zip(curve.times, values).map { time, value in
                window.contains(time) ? value.map { (x(time), y($0)) } : nil
            }
        }
        var text = SVG.open(
            id, width: Int(width), height: Int(height), title: title,
            description: description(curve, span, peak))
        var named = 0
        for (name, starts, ends) in phases {
            guard let from = starts.lazy.compactMap({ curve.events[$0] }).first,
                let to = ends.lazy.compactMap({ curve.events[$0] }).first, to > from
            else { continue }
            let end = x(min(to, window.upperBound))
            text += SVG.box(x(from), top, end - x(from), bottom - top, "phase\(named % 2)")
            // In two lines, since short phases lie close together.
            text += SVG.text((x(from) + end) / 2, height - 23 + 8 * Double(named % 2), name, "middle")
            named += 1
        }
        text += SVG.line(left, y(0), right, y(0), "axis") + SVG.line(left, top, left, bottom, "axis")
        text += SVG.text(left - 4, top + 6, FixedText.fixed(peak, 0), "end") + SVG.text(left - 4, y(0) + 3, "0", "end")
        text += SVG.path(points(curve.total), "total")
        if let values = curve.left { text += SVG.path(points(values), "left") }
        if let values = curve.right { text += SVG.path(points(values), "right") }
        text += SVG.text(left, height - 4, FixedText.fixed(window.lowerBound, 2) + " s")
        text += SVG.text(right, height - 4, FixedText.fixed(window.upperBound, 2) + " s", "end")
        text += SVG.text(
            (left + right) / 2, height - 4,
            curve.left == nil ? "N, both sides together" : "N; left solid, right dashed",
            "middle")
        return text + SVG.close
    }

    /// What is drawn of a trial: its events with half a second around them, else all of it.
    private static func window(_ curve: TrialCurve) -> ClosedRange<Double> {
        let end = max(curve.times.last ?? 0, 0.001)
        guard let first = curve.events.values.min(), let last = curve.events.values.max(), first < last else {
            return 0...end
        }
        return max(first - 0.5, 0)...min(max(last + 0.5, first), end)
    }

    private static func description(_ curve: TrialCurve, _ span: Double, _ peak: Double) -> String {
        func highest(_ values: [Double?]?) -> String {
            guard let top = values?.compactMap(\.self).max() else { return "not measured" }
            return FixedText.fixed(top, 0) + " N"
        }
        return "Trial \(curve.trial), \(FixedText.fixed(span, 2)) s. Highest force left \(highest(curve.left)), "
            + "right \(highest(curve.right)), both \(highest(curve.total))."
    }
}
