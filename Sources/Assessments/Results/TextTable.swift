/// Aligned columns of text: the first one to the left, the others as they ask.
struct TextTable {
    /// Which edge a column's text stands at.
    enum Alignment { case left, right }

    let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ alignments: [Alignment]) { self.alignments = alignments }

    mutating func add(_ row: [String]) { rows.append(row) }

    /// The rows, each with `indent` before it; no blanks at line ends.
    func text(indent: String) -> String {
        var widths = alignments.map { _ in 0 }
        for row in rows {
            for (k, cell) in row.enumerated() where k < widths.count { widths[k] = max(widths[k], cell.count) }
        }
        return rows.map { row in
            var line = indent
            for (k, cell) in row.enumerated() where k < widths.count {
                let padding = String(repeating: " ", count: widths[k] - cell.count)
                line += (k == 0 ? "" : "  ") + (alignments[k] == .left ? cell + padding : padding + cell)
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
