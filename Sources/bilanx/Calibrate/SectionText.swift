import Assessments
import Calibration

/// The parts of a calibration's result in the terminal and as rows.
enum SectionText {
    /// Headings, facts and tables as text.
    static func table(_ sections: [RecordSection]) -> String {
        sections.map { section in
            section.heading + (section.isInformative ? " (informative)" : "") + "\n\n"
                + section.blocks.map(text).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func text(_ block: RecordSection.Block) -> String {
        switch block {
        case .facts(let facts):
            let width = facts.map(\.term.count).max() ?? 0
            return facts.map {
                "  " + $0.term + String(repeating: " ", count: width - $0.term.count + 2) + visible($0.value) + "\n"
            }.joined()
        case .table(let table):
            var plain = PlainTable(table.header)
            for row in table.rows { plain.add(row.map(visible)) }
            return "  " + table.caption + "\n" + plain.text
        case .words(let words): return "  " + visible(words) + "\n"
        case .list(let list): return list.map { "  - " + visible($0) + "\n" }.joined()
        case .residualPlot(let points): return ResidualText.plot(points)
        case .positionPlot: return ""
        }
    }

    /// Text from a file must not steer the terminal.
    private static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// One row a value: `section,table,row,column,value`.
    static func csv(_ sections: [RecordSection]) -> String {
        var lines = ["section,table,row,column,value"]
        func add(_ cells: [String]) { lines.append(cells.map(CSVCell.text).joined(separator: ",")) }
        for section in sections {
            for block in section.blocks {
                switch block {
                case .facts(let facts): for fact in facts { add([section.heading, "", "", fact.term, fact.value]) }
                case .table(let table):
                    for (number, row) in table.rows.enumerated() {
                        for (column, cell) in zip(table.header, row) {
                            add([section.heading, table.caption, String(number + 1), column, cell])
                        }
                    }
                case .words(let words): add([section.heading, "", "", "note", words])
                case .list(let list): for line in list { add([section.heading, "", "", "note", line]) }
                // Their numbers stand in the tables.
                case .residualPlot, .positionPlot: continue
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
