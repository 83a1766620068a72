import Markup
import SignalCore

extension AthleteReport {
    /// One self-contained page that prints to one sheet of A4 or Letter.
    public func html(paper: ReportPaper = .a4) -> String {
        var body = "<h1>\(Escape.html(athlete.title))</h1>\n" + ReportStyle.paragraph(facts, "facts")
        if sections.isEmpty { body += ReportStyle.paragraph("No recording of this athlete has results yet.") }
        let rows = sections.flatMap { section in section.rows.map { self.row(section, $0) } }
        if !rows.isEmpty {
            body += ReportStyle.table(
                "Differences measured, and what changed" + (sections.count == 1 ? ": " + sections[0].name : ""),
                [
                    sections.count > 1 ? "test, metric" : "metric", "day", "left", "right", "difference",
                    "95 % interval", "today", "n",
                    "since the baseline",
                ],
                rows)
        }
        body += norms
        for (number, section) in sections.prefix(Self.mostDrawn).enumerated() { body += drawings(section, number) }
        let remarks = notes
        if !remarks.isEmpty { body += "<h2>To read with it</h2>\n" + ReportStyle.list(remarks) }
        body += training
        body += ReportStyle.paragraph(footer, "small")
        return ReportStyle.page(title: "Report " + athlete.title, paper: paper, body)
    }

    private var facts: String {
        let names = Dictionary(zip(athlete.groups, groups), uniquingKeysWith: { first, _ in first })
        return (["Report of \(made)"] + athlete.facts(groups: names)).joined(separator: " · ")
    }

    private func row(_ section: Section, _ row: ReportRow) -> [String] {
        let point = row.point
        let unit = row.change.unit == "1" ? "" : " (\(row.change.unit))"
        let both = point?.left == nil && point?.right == nil ? point?.both : nil
        let counts = Set([point?.left?.count, point?.right?.count, both?.count].compactMap(\.self)).sorted()
        return [
            (sections.count > 1 ? section.test + ", " : "") + row.change.name + unit, point?.day ?? "–",
            both.map { "both " + ReportRow.text($0.value) } ?? ReportRow.text(point?.left?.value),
            ReportRow.text(point?.right?.value), row.differenceText, row.intervalText, row.verdictText,
            counts.isEmpty ? "–" : counts.map(String.init).joined(separator: "/"), row.changeText,
        ]
    }

    private var norms: String {
        let rows = sections.flatMap { section in
            section.rows.flatMap { row in
                row.norms.sorted { $0.key < $1.key }.flatMap { limb, places in
                    places.map { [section.test + ", " + row.change.name, limb, $0.words] }
                }
            }
        }
        guard !rows.isEmpty else { return "" }
        let most = 4
        let more = rows.count > most ? ", \(rows.count - most) more in the JSON" : ""
        return ReportStyle.table(
            "Beside the values of the table that was given" + more, ["test, metric", "side", "place"],
            Array(rows.prefix(most)))
    }

    private func drawings(_ section: Section, _ number: Int) -> String {
        var text = "<h2>\(Escape.html(section.name))</h2>\n<div class=\"drawings\">\n"
        if let curve = section.curve {
            let day = String(curve.started.prefix(10))
            text +=
                "<figure><figcaption>Forces of trial \(curve.trial), \(Escape.html(day))</figcaption>\n"
                + CurvePlot.svg(curve, id: "c\(number)", title: "Forces of \(section.name)") + "</figure>\n"
        } else {
            text +=
                "<figure><figcaption>\(Escape.html(section.curveProblem ?? "No forces are kept of it."))</figcaption></figure>\n"
        }
        if let drawn = section.drawn {
            text +=
                "<figure><figcaption>\(Escape.html(drawn.change.name)) over the sessions</figcaption>\n"
                + TrendPlot.svg(drawn.change, id: "t\(number)", title: drawn.change.name + " of " + section.name)
                + "</figure>\n"
        }
        return text + "</div>\n"
    }

    /// What must stand beside the numbers, shortened to what a page has room for.
    private var notes: [String] {
        var list: [String] = []
        for section in sections {
            guard let drawn = section.drawn else { continue }
            // The limbs' verdicts stand in the table.
            let index = (drawn.change.series(.index) ?? drawn.change.series(.both))?.finding?.words
            list += ([index].compactMap(\.self) + drawn.change.remarks + (drawn.point?.reasons ?? []))
                .map { section.test + ": " + $0 }
        }
        if let agreement { list.append(agreement) }
        if !leftOut.isEmpty {
            list.append(
                "Without room on this page: \(leftOut.joined(separator: ", ")); `bilanx trend --all` shows them.")
        }
        let most = 6
        guard list.count > most else { return list }
        return list.prefix(most - 1) + ["\(list.count - most + 1) more remarks: `bilanx trend` shows them."]
    }

    private var training: String {
        var text = ""
        switch guidance {
        // A block that runs says the same, and what the trainer made of it.
        case .advice(let advice) where block == nil:
            text += "<h2>Training</h2>\n" + ReportStyle.list(advice.sentences)
            text += ReportStyle.paragraph(advice.grounds.joined(separator: " "), "small")
        case .refused(let reasons):
            text += "<h2>Training</h2>\n" + ReportStyle.paragraph("No suggestion is made:")
            text += ReportStyle.list(reasons.map { $0.sentence + " " + $0.remedy })
        case .advice, nil: break
        }
        if let block {
            text += "<h2>Training block</h2>\n" + ReportStyle.list(block.sentences)
        }
        return text
    }

    private var footer: String {
        let methods = sections.flatMap { $0.rows.prefix(1) }.map {
            "\($0.change.test) \($0.change.metric): \($0.point?.method ?? "")"
        }
        return
            "Differences are (right − left) in % of their sum unless another unit stands there; left and right are the person's. "
            + "A difference measured today is no diagnosis. Methods: \(Set(methods).sorted().joined(separator: "; ")). \(software)"
    }
}
