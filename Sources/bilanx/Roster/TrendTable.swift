import Assessments
import Roster
import SignalCore
import Statistics
import Symmetry

/// A trend for people: sizes and sides, never a bare sign.
struct TrendTable {
    private let document: TrendDocument
    private let title: String
    private let sessions: Bool
    private let lsi: Bool

    init(_ document: TrendDocument, title: String, sessions: Bool, lsi: Bool) {
        self.document = document
        self.title = title
        self.sessions = sessions
        self.lsi = lsi
    }

    /// One metric in full, of several a line each with what is to be told.
    var text: String {
        var parts: [String] = []
        if document.reports.count == 1 || sessions {
            for report in document.reports { parts.append(full(report)) }
        } else {
            parts.append(overview)
        }
        if let directions = document.directions, directions.tests.count > 1 {
            parts.append("Direction over the tests: " + directions.words + "\n")
        }
        if !document.opposing.isEmpty { parts.append(opposing) }
        return parts.joined(separator: "\n")
    }

    // MARK: Several metrics

    private var overview: String {
        var table = PlainTable(["test", "metric", "session", "of", "left", "right", "both", "difference", "verdict"])
        for report in document.reports {
            let index = report.series(.index)
            table.add([
                report.test, report.name, report.latest?.day ?? "", String(report.points.count),
                short(report.series(.left)), short(report.series(.right)), short(report.series(.both)),
                report.latest?.index.map { ChangeWordsText.side($0) } ?? "", index.map(Self.verdict) ?? "",
            ])
        }
        var text = "\(title), each against \(document.reports.first?.request.against.text ?? "baseline")\n" + table.text
        var told: [String] = []
        for report in document.reports {
            let real = report.series.filter { $0.verdict == .real }.compactMap(\.finding?.words)
            let said = real + report.remarks + (lsi ? lsiWords(report) : [])
            told += said.map { "\(report.test), \(report.name): \($0)" }
        }
        if !told.isEmpty { text += "\n" + told.map { $0 + "\n" }.joined() }
        return text
    }

    /// A change in one cell: `+3.1 % real`.
    private func short(_ series: ChangeSeries?) -> String {
        guard let series, let finding = series.finding else { return series == nil ? "" : "needs more" }
        let size = PeopleText.number(series.readable(finding.change), decimals: 1)
        let unit = series.scale == .relative ? "%" : series.unit
        return (finding.change > 0 ? "+" : "") + size + " " + unit + " " + Self.words(series.verdict)
    }

    private static func verdict(_ series: ChangeSeries) -> String { words(series.verdict) }

    private static func words(_ verdict: ChangeTest.Verdict) -> String {
        switch verdict {
        case .real: "real"
        case .withinNoise: "within noise"
        case .needsMore: "needs more"
        }
    }

    private func lsiWords(_ report: ChangeReport) -> [String] {
        guard let cause = report.cause else { return [] }
        let of =
            cause.isDeclared
            ? "involved (\(cause.weaker.rawValue)) of the other side"
            : "\(cause.weaker.rawValue) of \(cause.weaker.other.rawValue)"
        return [
            "Limb symmetry index, \(of): \(PeopleText.value(cause.before, unit: "%")) then, \(PeopleText.value(cause.after, unit: "%")) now."
        ]
    }

    // MARK: One metric

    private func full(_ report: ChangeReport) -> String {
        let rule = report.latest?.rule ?? report.request.rule
        var text = "\(title) · \(report.test) · \(report.name) · \(rule.rawValue) of the trials\n"
        text += rows(report) + "\n"
        if !report.series.isEmpty { text += spread(report) + "\n" }
        for sentence in report.sentences + (lsi ? lsiWords(report) : []) { text += sentence + "\n" }
        if report.baseline.isEmpty { text += "There is no earlier session under equal conditions to compare with.\n" }
        return text
    }

    private func rows(_ report: ChangeReport) -> String {
        let all = report.points.map { ($0, "") } + report.leftOut.map { ($0.point, "left out: " + $0.words) }
        let sorted = all.sorted { $0.0.moment < $1.0.moment }
        let sided = sorted.contains { $0.0.left != nil || $0.0.right != nil }
        let both = sorted.contains { $0.0.both != nil }
        var header = ["session"]
        if both { header.append("both") }
        if sided { header += ["left", "right", "difference", "that session"] }
        var table = PlainTable(header + ["trials", ""])
        for (point, why) in sorted {
            func value(_ limb: SessionPoint.Limb?) -> String {
                limb.map { PeopleText.value($0.value, unit: point.unit) } ?? "-"
            }
            var row = [point.day]
            if both { row.append(value(point.both)) }
            if sided {
                row += [
                    value(point.left), value(point.right), point.index.map { ChangeWordsText.side($0) } ?? "-",
                    point.index.map { Self.difference($0.verdict) } ?? "",
                ]
            }
            let counts = Set([point.left?.count, point.right?.count, point.both?.count].compactMap(\.self)).sorted()
            table.add(row + [counts.map(String.init).joined(separator: "/"), why])
        }
        return table.text
    }

    private static func difference(_ verdict: DifferenceRule.Verdict) -> String {
        switch verdict {
        case .clear: "clear"
        case .withinNoise: "within noise"
        case .cannotSay: "cannot say"
        }
    }

    private func spread(_ report: ChangeReport) -> String {
        var table = PlainTable([
            "", "a session", "a week", "CV in a session", "CV over sessions", "typical error", "MDC95", "SWC own",
            "SWC squad",
            "expected next",
        ])
        for series in report.series {
            func size(_ difference: Double?) -> String {
                guard let difference else { return "-" }
                let value = series.readable(difference)
                if series.quantity == .index, series.unit == "%" {
                    return PeopleText.number(value, decimals: 1) + " points"
                }
                return series.scale == .relative
                    ? PeopleText.number(value, decimals: 1) + " %" : PeopleText.value(value, unit: series.unit)
            }
            func slope(_ trend: TrendInterval?) -> String {
                guard let trend else { return "-" }
                // Of an index a bare sign says nothing: towards which side it moves does.
                if series.quantity == .index {
                    return size(abs(trend.slope))
                        + (trend.slope > 0 ? " to the right" : trend.slope < 0 ? " to the left" : "")
                }
                return (trend.slope > 0 ? "+" : "") + size(trend.slope)
            }
            func percent(_ value: Double?) -> String { value.map { PeopleText.value($0, unit: "%") } ?? "-" }
            let source = series.error.map { $0.source == .squad ? " (squad)" : " (own)" } ?? ""
            table.add([
                series.quantity == .index ? "difference" : series.quantity.rawValue, slope(series.perSession),
                slope(series.perWeek), percent(series.withinVariation), percent(series.betweenVariation),
                size(series.error?.typicalError) + source, size(series.error?.minimalDetectableChange),
                percent(series.ownWorthwhile), size(series.squad?.smallestWorthwhile), expected(series, report),
            ])
        }
        return table.text
    }

    private func expected(_ series: ChangeSeries, _ report: ChangeReport) -> String {
        guard let band = series.bandValues else { return "-" }
        if series.quantity == .index, let index = report.latest?.index {
            return PeopleText.interval(band, index.asResult)
        }
        return PeopleText.value(band.lowerBound, unit: series.unit) + " to "
            + PeopleText.value(band.upperBound, unit: series.unit)
    }

    // MARK: Opposing muscles

    private var opposing: String {
        var table = PlainTable(["ratio", "session", "left", "right", "difference of the ratios", ""])
        for session in document.opposing {
            func ratio(_ value: PairValue, _ top: SessionPoint.Limb?, _ bottom: SessionPoint.Limb?) -> String {
                guard let number = value.value, let top, let bottom else { return value.status.words }
                let unit = session.numerator.unit
                return PeopleText.number(number, decimals: 2) + " (" + PeopleText.value(top.value, unit: unit) + " / "
                    + PeopleText.value(bottom.value, unit: unit) + ")"
            }
            let side =
                session.asymmetry.value.map { value in
                    PeopleText.value(abs(value), unit: "%") + (value > 0 ? " right" : value < 0 ? " left" : " even")
                } ?? session.asymmetry.status.words
            table.add([
                session.task.id, session.day, ratio(session.left, session.numerator.left, session.denominator.left),
                ratio(session.right, session.numerator.right, session.denominator.right), side,
                session.notes.joined(separator: "; "),
            ])
        }
        return "Opposing muscles\n" + table.text
    }
}

/// A difference of one session as magnitude and side.
enum ChangeWordsText {
    static func side(_ index: SessionPoint.Index) -> String { PeopleText.difference(index.asResult) }
}
