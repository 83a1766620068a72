/// The few shapes of which drawings are made, as text that needs neither script nor network.
public enum SVG {
    /// Opens a drawing with its title and a description for those who do not see it.
    ///
    /// - Parameter id: unique on its page.
    public static func open(_ id: String, width: Int, height: Int, title: String, description: String) -> String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\">\n"
            + "<title id=\"\(id)-t\">\(Escape.html(title))</title>\n"
            + "<desc id=\"\(id)-d\">\(Escape.html(description))</desc>\n"
    }

    /// Closes it.
    public static let close = "</svg>\n"

    /// A straight line.
    public static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> String {
        "<line class=\"\(style)\" x1=\"\(at(x1))\" y1=\"\(at(y1))\" x2=\"\(at(x2))\" y2=\"\(at(y2))\"/>\n"
    }

    /// A filled rectangle; nothing where it has no size.
    public static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String) -> String {
        guard width > 0, height > 0 else { return "" }
        return
            "<rect class=\"\(style)\" x=\"\(at(x))\" y=\"\(at(y))\" width=\"\(at(width))\" height=\"\(at(height))\"/>\n"
    }

    /// Words, which are escaped here.
    ///
    /// - Parameter anchor: `start`, `middle` or `end`.
    public static func text(_ x: Double, _ y: Double, _ words: String, _ anchor: String = "start") -> String {
        "<text x=\"\(at(x))\" y=\"\(at(y))\" text-anchor=\"\(anchor)\">\(Escape.html(words))</text>\n"
    }

    /// A line through points; a point that is absent leaves a gap.
    public static func path(_ points: [(x: Double, y: Double)?], _ style: String) -> String {
        var data = ""
        var isOpen = false
        for point in points {
            guard let point, point.x.isFinite, point.y.isFinite else {
                isOpen = false
                continue
            }
            data += (isOpen ? "L" : "M") + at(point.x) + " " + at(point.y)
            isOpen = true
        }
        return data.isEmpty ? "" : "<path class=\"\(style)\" d=\"\(data)\"/>\n"
    }

    /// A mark of the left side: a disc.
    public static func disc(_ x: Double, _ y: Double, _ style: String) -> String {
        "<circle class=\"\(style)\" cx=\"\(at(x))\" cy=\"\(at(y))\" r=\"3\"/>\n"
    }

    /// A mark of the right side: a square, so that colour is not the only sign.
    public static func square(_ x: Double, _ y: Double, _ style: String) -> String {
        box(x - 2.7, y - 2.7, 5.4, 5.4, style)
    }

    private static func at(_ value: Double) -> String { FixedText.fixed(value, 2) }
}
