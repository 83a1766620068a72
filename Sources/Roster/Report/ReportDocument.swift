import Assessments
import Foundation
import Statistics

/// A report as JSON, `bilanx.report/1`; absent is not known.
struct ReportDocument: Encodable {
    struct Change: Encodable {
        var quantity: String
        var verdict: String
        var rule: String?
        var sessions: Int?
        var baseline: Double?
        var latest: Double?
        /// In `unit`.
        var change: Double?
        var limit: Double?
        var unit: String
        var words: String?

        init(_ series: ChangeSeries) {
            quantity = series.quantity.rawValue
            verdict = series.verdict.rawValue
            rule = series.finding?.rule.rawValue
            sessions = series.finding?.sessions
            baseline = ReportPoint.nine(series.finding?.baseline)
            latest = ReportPoint.nine(series.finding?.latest)
            change = ReportPoint.nine(series.finding.map { series.readable($0.change) })
            limit = ReportPoint.nine(series.finding?.limit.map { series.readable($0) })
            unit = series.readableUnit
            words = series.finding?.words
        }
    }

    struct Metric: Encodable {
        var id: String
        var name: String
        var unit: String
        var point: ReportPoint?
        var changes: [Change]
        var remarks: [String]
        var norms: [String: [NormPlacement]]?

        init(_ row: ReportRow) {
            id = row.change.metric
            name = row.change.name
            unit = row.change.unit
            point = row.point.map { ReportPoint($0) }
            changes = row.change.series.map { Change($0) }
            remarks = row.change.remarks
            norms = row.norms.isEmpty ? nil : row.norms
        }
    }

    struct Test: Encodable {
        var test: String
        var name: String
        var metrics: [Metric]
        var curve: TrialCurve?
    }

    struct Person: Encodable {
        var athlete: String
        var code: String?
        var metric: Metric?
    }

    var schema = "bilanx.report/1"
    var made: String
    var software: String
    var athlete: Athlete?
    var group: String?
    var test: String?
    var metric: String?
    var tests: [Test]?
    var people: [Person]?
    var leftOut: [String]?
    var agreement: String?
    var guidanceAbout: [String]?
    var advice: TrainingAdvice?
    var refused: [GuidanceRefusal]?
    var block: TrainingBlock?

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension AthleteReport {
    /// The report as JSON, `bilanx.report/1`.
    public func json() throws -> String {
        var document = ReportDocument(made: made, software: software)
        document.athlete = athlete
        document.tests = sections.map { section in
            ReportDocument.Test(
                test: section.test, name: section.name, metrics: section.rows.map { ReportDocument.Metric($0) },
                curve: section.curve)
        }
        document.leftOut = leftOut
        document.agreement = agreement
        document.block = block
        document.guidanceAbout = guidanceAbout
        switch guidance {
        case .advice(let advice): document.advice = advice
        case .refused(let reasons): document.refused = reasons
        case nil: break
        }
        return try document.text()
    }

    /// Header and rows of a table, one a metric.
    public var table: (header: [String], rows: [[String]]) {
        (ReportTable.header, sections.flatMap { $0.rows.map { ReportTable.row(athlete, $0) } })
    }
}

extension TeamReport {
    /// The report as JSON, `bilanx.report/1`.
    public func json() throws -> String {
        var document = ReportDocument(made: made, software: software)
        document.group = group
        document.test = test
        document.metric = metric
        document.people = rows.map { row in
            ReportDocument.Person(
                athlete: row.athlete.id, code: row.athlete.code, metric: row.row.map { ReportDocument.Metric($0) })
        }
        return try document.text()
    }

    /// Header and rows of a table, one a person, in the report's order.
    public var table: (header: [String], rows: [[String]]) {
        (
            ReportTable.header,
            rows.map { row in
                row.row.map { ReportTable.row(row.athlete, $0) }
                    ?? [row.athlete.code ?? row.athlete.id, test, metric]
                    + [String](repeating: "", count: ReportTable.header.count - 3)
            }
        )
    }
}

/// A report as a table of text.
enum ReportTable {
    static let header = [
        "athlete", "test", "metric", "day", "left", "right", "both", "unit", "n_left", "n_right", "index", "value",
        "index_unit", "ci_low", "ci_high", "larger", "verdict", "change_index", "change_left", "change_right",
        "change_both",
        "method",
    ]

    static func row(_ athlete: Athlete, _ row: ReportRow) -> [String] {
        let point = row.point.map { ReportPoint($0) }
        func text(_ value: Double?) -> String { value.flatMap(PeopleText.significant) ?? "" }
        func change(_ quantity: ChangeQuantity) -> String {
            row.change.series(quantity).map { $0.verdict.rawValue } ?? ""
        }
        return [
            athlete.code ?? athlete.id, row.change.test, row.change.metric, point?.day ?? "", text(point?.left),
            text(point?.right), text(point?.both), row.change.unit, point?.leftTrials.map(String.init) ?? "",
            point?.rightTrials.map(String.init) ?? "", point?.indexName ?? "", text(point?.index),
            point?.indexUnit ?? "", text(point?.low), text(point?.high), point?.larger ?? "", point?.verdict ?? "",
            change(.index), change(.left), change(.right), change(.both), point?.method ?? "",
        ]
    }
}
