import Assessments
import SignalCore
import Statistics
import Symmetry

extension TrendDocument {
    /// Names of the columns of ``csv``.
    public static let columns = [
        "athlete", "test", "metric", "quantity", "rule", "against", "day", "sessions", "baseline_sessions", "baseline",
        "latest", "unit", "change", "limit_low", "limit_high", "change_unit", "verdict", "decided_by", "typical_error",
        "error_source", "error_df", "mdc95", "swc_own", "swc_squad", "band_low", "band_high", "per_session",
        "per_session_low", "per_session_high", "per_week", "per_week_low", "per_week_high", "cv_within", "cv_between",
        "larger_before", "larger", "reversed", "left_out",
    ]

    /// One row a series: an athlete, a test, a metric and `left`, `right`, `both` or `index`; an empty cell is absent.
    public var csv: String {
        var rows = [Self.columns]
        for report in reports {
            for series in report.series { rows.append(Self.row(report, series)) }
        }
        return Self.text(rows)
    }

    /// Names of the columns of ``sessionsCSV``.
    public static let sessionColumns = [
        "athlete", "test", "metric", "day", "used", "left_out", "load_kg", "box_m", "lever_m", "conditions", "preset",
        "method", "status", "unit", "left", "left_n", "left_cv", "right", "right_n", "right_cv", "both", "both_n",
        "both_cv", "index", "value", "ci_low", "ci_high", "larger", "verdict", "recordings",
    ]

    /// One row a session of every report, used or left out; an empty cell is absent.
    public var sessionsCSV: String {
        var rows = [Self.sessionColumns]
        for report in reports {
            let all = report.points.map { ($0, "") } + report.leftOut.map { ($0.point, $0.words) }
            for (point, why) in all.sorted(by: { $0.0.moment < $1.0.moment }) { rows.append(Self.row(point, why)) }
        }
        return Self.text(rows)
    }

    private static func text(_ rows: [[String]]) -> String {
        rows.map { $0.map(CSVCell.text).joined(separator: ",") + "\n" }.joined()
    }

    private static func number(_ value: Double?) -> String { value.flatMap(PeopleText.significant) ?? "" }

    private static func row(_ report: ChangeReport, _ series: ChangeSeries) -> [String] {
        let finding = series.finding
        let session = series.perSession
        let week = series.perWeek
        func readable(_ value: Double?) -> String { number(value.map(series.readable)) }
        let start: [String] = [
            report.athlete, report.test, report.metric, series.quantity.rawValue,
            report.latest?.rule.rawValue ?? report.request.rule.rawValue, report.request.against.text,
            report.latest?.day ?? "", String(series.values.count), finding.map { String($0.sessions) } ?? "0",
            number(finding?.baseline), number(finding?.latest), series.unit,
        ]
        let verdict: [String] = [
            readable(finding?.change), readable(finding?.limit.map { -$0 }), readable(finding?.limit),
            series.readableUnit, series.verdict.rawValue, (finding?.rule ?? .none).rawValue,
        ]
        let noise: [String] = [
            readable(series.error?.typicalError), series.error?.source.rawValue ?? "",
            series.error.map { String($0.degreesOfFreedom) } ?? "", readable(series.error?.minimalDetectableChange),
            number(series.ownWorthwhile), readable(series.squad?.smallestWorthwhile),
            number(series.bandValues?.lowerBound), number(series.bandValues?.upperBound),
        ]
        let trend: [String] = [
            readable(session?.slope), readable(session?.bounds.lowerBound), readable(session?.bounds.upperBound),
            readable(week?.slope), readable(week?.bounds.lowerBound), readable(week?.bounds.upperBound),
            number(series.withinVariation), number(series.betweenVariation),
        ]
        let isIndex = series.quantity == .index
        let end: [String] = [
            isIndex ? finding.map { report.side(of: $0.baseline).rawValue } ?? "" : "",
            isIndex ? finding.map { report.side(of: $0.latest).rawValue } ?? "" : "",
            isIndex ? String(report.isReversed) : "", String(report.leftOut.count),
        ]
        return start + verdict + noise + trend + end
    }

    private static func row(_ point: SessionPoint, _ why: String) -> [String] {
        func limb(_ limb: SessionPoint.Limb?) -> [String] {
            [number(limb?.value), limb.map { String($0.count) } ?? "", number(limb?.variation)]
        }
        let start: [String] = [
            point.athlete, point.test, point.metric, point.day, String(why.isEmpty), why, number(point.conditions.load),
            number(point.conditions.boxHeight), number(point.conditions.leverArm), point.conditions.text ?? "",
            point.preset, point.method, point.status.rawValue, point.unit,
        ]
        let index: [String] = [
            point.index?.asResult.index ?? "", number(point.index?.value), number(point.index?.interval?.lowerBound),
            number(point.index?.interval?.upperBound), point.index?.larger.rawValue ?? "",
            point.index?.verdict.rawValue ?? "", point.recordings.joined(separator: " "),
        ]
        return start + limb(point.left) + limb(point.right) + limb(point.both) + index
    }
}

extension ChangeReport {
    /// The larger side at a value of the index.
    public func side(of value: Double) -> LargerSide {
        let even = latest?.index?.index.symmetric ?? 0
        return value > even ? .right : value < even ? .left : LargerSide.none
    }
}
