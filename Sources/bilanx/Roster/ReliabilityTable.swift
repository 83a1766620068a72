import Assessments
import Roster
import Statistics

/// How well metrics repeat in a squad, for people.
struct ReliabilityTable {
    private let document: ReliabilityDocument

    init(_ document: ReliabilityDocument) { self.document = document }

    /// One line a series.
    var text: String {
        var table = PlainTable([
            "test", "metric", "", "people", "df", "typical error", "MDC95", "SWC", "ICC(3,1)", "95 % interval",
        ])
        for metric in document.metrics {
            for series in metric.series {
                func size(_ value: Double?) -> String {
                    guard let value else { return "-" }
                    let isIndex = series.quantity == .index && series.unit == "%"
                    return isIndex
                        ? PeopleText.number(value, decimals: 1) + " points"
                        : PeopleText.value(value, unit: series.readableUnit)
                }
                func two(_ value: Double?) -> String { value.map { PeopleText.number($0, decimals: 2) } ?? "-" }
                let bounds = series.icc?.consistencyBounds()
                table.add([
                    metric.test, MetricCatalogue.metric(metric.metric)?.name ?? metric.metric,
                    series.quantity == .index ? "difference" : series.quantity.rawValue,
                    String(series.noise.people), String(series.noise.degreesOfFreedom), size(series.readableError),
                    size(series.minimalDetectableChange), size(series.smallestWorthwhile),
                    two(series.icc?.consistency),
                    bounds.map { two($0.lowerBound) + " to " + two($0.upperBound) } ?? "-",
                ])
            }
        }
        return table.text
    }
}
