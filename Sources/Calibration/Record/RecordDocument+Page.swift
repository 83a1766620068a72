import Markup

extension RecordDocument {
    /// One self-contained page that prints to A4 and to Letter; no script, nothing from a network.
    public var html: String {
        var text = ""
        text += "<h1>\(Escape.html(CalibrationRecord.title))</h1>\n"
        text += "<p class=\"id\">\(Escape.html(record.id)), informative</p>\n"
        var drawings = 0
        for section in sections {
            text += "<section>\n<h2>\(Escape.html(section.heading))"
            if section.isInformative { text += " <em>informative</em>" }
            text += "</h2>\n"
            for block in section.blocks { text += Self.html(block, &drawings) }
            text += "</section>\n"
        }
        return Sheet.html(title: CalibrationRecord.title + " " + record.id, style: style, body: text)
    }

    private static func html(_ block: RecordSection.Block, _ drawings: inout Int) -> String {
        switch block {
        case .facts(let facts):
            return "<dl>\n"
                + facts.map {
                    "<div><dt>\(Escape.html($0.term))</dt><dd>\(Escape.html($0.value))</dd></div>\n"
                }.joined() + "</dl>\n"
        case .table(let table): return html(table)
        case .words(let words): return "<p>\(Escape.html(words))</p>\n"
        case .list(let list):
            return "<ul>\n" + list.map { "<li>\(Escape.html($0))</li>\n" }.joined() + "</ul>\n"
        case .residualPlot(let points):
            drawings += 1
            return "<figure>\n" + ResidualPlot.svg(points, id: "g\(drawings)") + "</figure>\n"
        case .positionPlot(let points):
            drawings += 1
            return "<figure>\n" + PositionPlot.svg(points, id: "g\(drawings)") + "</figure>\n"
        }
    }

    private static func html(_ table: RecordSection.Table) -> String {
        "<table>\n<caption>\(Escape.html(table.caption))</caption>\n<thead><tr>"
            + table.header.map { "<th scope=\"col\">\(Escape.html($0))</th>" }.joined()
            + "</tr></thead>\n<tbody>\n"
            + table.rows.map { row in
                "<tr>" + row.map { "<td>\(Escape.html($0))</td>" }.joined() + "</tr>\n"
            }.joined() + "</tbody>\n</table>\n"
    }

    /// The paper's size is the printer's; the heads and the numbers of the pages stand in its margins.
    private var style: String {
        """
        @page { margin: 20mm 15mm 18mm 15mm;
          @top-left { content: "\(Escape.css(CalibrationRecord.title)) \(Escape.css(record.id))"; font: 8pt sans-serif; }
          @top-right { content: "informative, no accreditation"; font: 8pt sans-serif; }
          @bottom-left { content: "Reproduce only in full"; font: 8pt sans-serif; }
          @bottom-right { content: "page " counter(page) "/" counter(pages); font: 8pt sans-serif; } }
        * { box-sizing: border-box; }
        body { font: 10pt/1.35 sans-serif; color: #000; background: #fff; margin: 0; }
        main { max-width: 180mm; margin: 0 auto; padding: 4mm; }
        @media print { main { max-width: none; padding: 0; } }
        h1 { font-size: 18pt; margin: 0; }
        .id { margin: 0 0 4mm; overflow-wrap: anywhere; }
        h2 { font-size: 12pt; margin: 5mm 0 2mm; border-bottom: 1px solid #000; break-after: avoid; }
        dl { margin: 0 0 3mm; }
        dl div { display: flex; break-inside: avoid; }
        dt { flex: 0 0 50mm; color: #333; padding-right: 3mm; }
        dd { flex: 1 1 0; min-width: 0; margin: 0; overflow-wrap: anywhere; }
        p, li, td, th, caption { overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; margin: 0 0 4mm; font-size: 8pt; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: bold; padding: 1mm 0; break-after: avoid; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        th, td { border: 1px solid #999; padding: 0.6mm 1mm; text-align: left; vertical-align: top; }
        figure { margin: 2mm 0; break-inside: avoid; }
        svg { width: 100%; max-width: 170mm; height: auto; font: 10px sans-serif; }
        .axis { stroke: #555; stroke-width: 1; }
        .up { fill: #0b5394; }
        .down { fill: none; stroke: #b45f06; stroke-width: 1.5; }
        .cross { stroke: #b45f06; stroke-width: 2; }

        """
    }
}
