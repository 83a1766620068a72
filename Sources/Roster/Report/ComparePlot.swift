import Markup

/// The forces of two trials laid on each other by an event that both have.
public enum ComparePlot {
    private static let (width, height) = (720.0, 300.0)
    private static let (left, right, top, bottom) = (44.0, 712.0, 14.0, 262.0)

    /// The event by which two curves are laid on each other: the first that both have, else the start.
    public static func anchor(_ a: TrialCurve, _ b: TrialCurve) -> String {
        TrialCurve.anchors.first { a.events[$0] != nil && b.events[$0] != nil } ?? "start"
    }

    /// The drawing: the earlier trial thin, the later one thick; left solid, right dashed.
    ///
    /// Where one of the two has the sum only, the sums are drawn.
    public static func svg(_ a: TrialCurve, _ b: TrialCurve, id: String) -> String {
        let anchor = anchor(a, b)
        let hasSides = a.left != nil && b.left != nil
        func shifted(_ curve: TrialCurve) -> [Double] {
            let zero = curve.events[anchor] ?? 0
            return curve.times.map { $0 - zero }
        }
        let (timesA, timesB) = (shifted(a), shifted(b))
        let from = min(timesA.first ?? 0, timesB.first ?? 0)
        let to = max(timesA.last ?? 1, timesB.last ?? 1, from + 0.001)
        func values(_ curve: TrialCurve) -> [[Double?]] {
            hasSides ? [curve.left ?? [], curve.right ?? []] : [curve.total]
        }
        let all = (values(a) + values(b)).joined().compactMap(\.self)
        let peak = max(all.max() ?? 0, 1)
        let least = min(all.min() ?? 0, 0)
        func x(_ time: Double) -> Double { left + (right - left) * (time - from) / (to - from) }
        func y(_ force: Double) -> Double { bottom - (bottom - top) * (force - least) / (peak - least) }
        func path(_ times: [Double], _ values: [Double?], _ style: String) -> String {
            SVG.path(zip(times, values).map { time, value in value.map { (x(time), y($0)) } }, style)
        }
        let days = (String(a.started.prefix(10)), String(b.started.prefix(10)))
        var text = SVG.open(
            id, width: Int(width), height: Int(height), title: "Forces of \(days.0) and \(days.1)",
            description:
                "Two trials laid on each other at \(anchor): \(days.0) thin, \(days.1) thick; left solid, right dashed. \(peaks(a, days.0)) \(peaks(b, days.1))"
        )
        text += SVG.line(left, y(0), right, y(0), "axis") + SVG.line(x(0), top, x(0), bottom, "axis")
        text += SVG.text(left - 4, top + 6, FixedText.fixed(peak, 0), "end") + SVG.text(left - 4, y(0) + 3, "0", "end")
        let styles = hasSides ? ["left", "right"] : ["total"]
        for (style, values) in zip(styles, values(a)) { text += path(timesA, values, style + " before") }
        for (style, values) in zip(styles, values(b)) { text += path(timesB, values, style + " after") }
        text += SVG.text(x(0), bottom + 14, anchor, "middle")
        text += SVG.text(left, height - 4, FixedText.fixed(from, 2) + " s")
        text += SVG.text(right, height - 4, FixedText.fixed(to, 2) + " s", "end")
        text += SVG.text(
            (left + right) / 2, height - 4,
            "N; \(days.0) thin, \(days.1) thick" + (hasSides ? "; left solid, right dashed" : "; both sides together"),
            "middle")
        return text + SVG.close
    }

    private static func peaks(_ curve: TrialCurve, _ day: String) -> String {
        func highest(_ values: [Double?]?) -> String? {
            values?.compactMap(\.self).max().map { FixedText.fixed($0, 0) + " N" }
        }
        guard let left = highest(curve.left), let right = highest(curve.right) else {
            return "\(day): highest force \(highest(curve.total) ?? "not measured")."
        }
        return "\(day): highest force left \(left), right \(right)."
    }
}
