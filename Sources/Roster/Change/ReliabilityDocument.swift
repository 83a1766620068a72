import Assessments
import Statistics

/// How well metrics repeat in a squad: the document `bilanx.reliability/1`.
public struct ReliabilityDocument: Sendable, Hashable {
    /// Name of the schema.
    public static let schema = "bilanx.reliability/1"

    /// Program and version that wrote it.
    public var software: String
    /// Name of the group; nil for everybody.
    public var group: String?
    /// The metrics.
    public var metrics: [SquadReliability]

    /// Makes a document.
    public init(software: String, group: String? = nil, metrics: [SquadReliability]) {
        self.software = software
        self.group = group
        self.metrics = metrics
    }

    /// The document as JSON; absent means absent.
    public var json: String {
        var json = JSONText()
        json.object { json in
            json.member("schema", Self.schema)
            json.member("software", software)
            json.member("group", group)
            json.array("metrics") { json in
                for metric in metrics {
                    json.lineBreak(indent: 1)
                    json.object { json in
                        json.member("test", metric.test)
                        json.member("metric", metric.metric)
                        json.array("series") { json in
                            for series in metric.series {
                                json.lineBreak(indent: 2)
                                json.object { series.write(&$0) }
                            }
                        }
                    }
                }
            }
        }
        return json.text + "\n"
    }

    /// Names of the columns of ``csv``.
    public static let columns = [
        "test", "metric", "quantity", "unit", "change_unit", "people", "df", "typical_error", "mdc95", "swc",
        "pair_people", "pair_typical_error", "pair_cv_te", "icc31", "icc31_low", "icc31_high", "icc21", "icc21_low",
        "icc21_high",
    ]

    /// One row a series; an empty cell is absent.
    public var csv: String {
        func number(_ value: Double?) -> String { value.flatMap(PeopleText.significant) ?? "" }
        var rows = [Self.columns]
        for metric in metrics {
            for series in metric.series {
                let consistency = series.icc?.consistencyBounds()
                let agreement = series.icc?.agreementBounds()
                let names: [String] = [
                    metric.test, metric.metric, series.quantity.rawValue, series.unit, series.readableUnit,
                    String(series.noise.people), String(series.noise.degreesOfFreedom), number(series.readableError),
                    number(series.minimalDetectableChange), number(series.smallestWorthwhile),
                ]
                let pair: [String] = [
                    series.pair.map { String($0.count) } ?? "", number(series.pair?.typicalError),
                    number(series.pair?.logVariation), number(series.icc?.consistency),
                    number(consistency?.lowerBound), number(consistency?.upperBound), number(series.icc?.agreement),
                    number(agreement?.lowerBound), number(agreement?.upperBound),
                ]
                rows.append(names + pair)
            }
        }
        return rows.map { $0.map(CSVCell.text).joined(separator: ",") + "\n" }.joined()
    }
}

extension SquadReliability.Series {
    /// Unit of ``readableError`` and what goes with it.
    public var readableUnit: String { scale == .relative ? "%" : unit }

    /// Writes the members of a series; `pair` is of the last two sessions of each person, in `unit`.
    package func write(_ json: inout JSONText) {
        json.member("quantity", quantity.rawValue)
        json.member("unit", unit)
        json.member("scale", scale.rawValue)
        json.member("change_unit", readableUnit)
        json.member("people", noise.people)
        json.member("df", noise.degreesOfFreedom)
        json.member("typical_error", readableError)
        if scale == .relative { json.member("typical_error_ln", noise.typicalError) }
        json.member("spread_df", noise.spreadDegrees)
        json.member("t", noise.coverage)
        json.member("mdc95", minimalDetectableChange)
        json.member("swc", smallestWorthwhile)
        guard let pair else { return }
        json.object("pair") { json in
            json.member("people", pair.count)
            json.member("typical_error", pair.typicalError)
            json.member("cv_te", pair.logVariation)
            json.member("mdc95", pair.minimalDetectableChange)
            json.member("icc31", icc?.consistency)
            json.member("icc31_ci95", icc?.consistencyBounds())
            json.member("icc21", icc?.agreement)
            json.member("icc21_ci95", icc?.agreementBounds())
        }
    }
}
