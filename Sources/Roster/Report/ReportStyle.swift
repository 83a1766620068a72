import Markup

/// The frame of a page that prints by itself: no script, nothing from a network.
enum ReportStyle {
    static func page(title: String, paper: ReportPaper, _ body: String) -> String {
        Sheet.html(title: title, style: "@page { size: \(paper.rawValue); margin: 11mm 13mm; }\n" + style, body: body)
    }

    static func table(_ caption: String, _ header: [String], _ rows: [[String]]) -> String {
        "<table>\n<caption>\(Escape.html(caption))</caption>\n<thead><tr>"
            + header.map { "<th scope=\"col\">\(Escape.html($0))</th>" }.joined() + "</tr></thead>\n<tbody>\n"
            + rows.map { row in
                "<tr>"
                    + row.enumerated().map { k, cell in
                        // Numbers and days stay on one line.
                        let style = cell.count <= 26 ? " class=\"whole\"" : ""
                        return k == 0
                            ? "<th scope=\"row\">\(Escape.html(cell))</th>" : "<td\(style)>\(Escape.html(cell))</td>"
                    }.joined() + "</tr>\n"
            }.joined() + "</tbody>\n</table>\n"
    }

    static func paragraph(_ words: String, _ style: String = "") -> String {
        "<p" + (style.isEmpty ? "" : " class=\"\(style)\"") + ">\(Escape.html(words))</p>\n"
    }

    static func list(_ items: [String]) -> String {
        "<ul>\n" + items.map { "<li>\(Escape.html($0))</li>\n" }.joined() + "</ul>\n"
    }

    private static let style = """
        * { box-sizing: border-box; }
        body { font: 8.5pt/1.3 sans-serif; color: #000; background: #fff; margin: 0; }
        main { max-width: 184mm; margin: 0 auto; padding: 4mm; }
        @media print { main { max-width: none; padding: 0; } }
        h1 { font-size: 16pt; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 10.5pt; margin: 2.5mm 0 1mm; border-bottom: 1px solid #000; break-after: avoid; }
        p { margin: 0 0 1mm; overflow-wrap: anywhere; }
        ul { margin: 0 0 1mm; padding-left: 4.5mm; }
        .facts { color: #333; }
        .small { font-size: 7pt; color: #333; }
        table { width: 100%; border-collapse: collapse; margin: 0 0 1.5mm; font-size: 7.5pt; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: bold; padding: 0.5mm 0; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        th, td { border: 1px solid #999; padding: 0.4mm 0.8mm; text-align: left; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }
        thead th { font-weight: bold; white-space: nowrap; }
        .whole { white-space: nowrap; }
        .drawings { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3mm; }
        figure { margin: 0; break-inside: avoid; }
        figcaption { font-size: 7.5pt; font-weight: bold; }
        svg { display: block; width: 100%; height: auto; font: 7.5px sans-serif; }
        .axis { stroke: #555; stroke-width: 0.8; }
        .left { fill: none; stroke: #0b5394; stroke-width: 1.3; }
        .right { fill: none; stroke: #b45f06; stroke-width: 1.3; stroke-dasharray: 4 2; }
        .total { fill: none; stroke: #777; stroke-width: 0.7; }
        .mark-left { fill: #0b5394; }
        .mark-right { fill: #b45f06; }
        .mark-total { fill: #333; }
        .band { fill: #ddd; }
        .phase0 { fill: #eee; }
        .phase1 { fill: #f7f3e8; }

        """
}

/// The paper of a printed page.
public enum ReportPaper: String, Sendable, Hashable, CaseIterable {
    /// 210 × 297 mm.
    case a4 = "A4"
    /// 8.5 × 11 inches.
    case letter = "letter"
}
