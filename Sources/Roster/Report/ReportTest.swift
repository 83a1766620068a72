import Assessments

/// A test of which the roster has results, with the metrics that a report shows first.
public struct ReportTest: Sendable, Hashable, Codable {
    /// A metric.
    public struct Metric: Sendable, Hashable, Codable, Identifiable {
        /// Id in files.
        public var id: String
        /// Name for people.
        public var name: String
    }

    /// Id of the test.
    public var test: String
    /// Name for people.
    public var name: String
    /// Days on which it was recorded.
    public var days: Int
    /// The latest of them.
    public var latest: String
    /// Its headline metrics in the catalogue's order, those with two sides first.
    public var metrics: [Metric]

    /// Makes a test; the metrics are the catalogue's.
    init(test: String, days: Int, latest: String) {
        self.test = test
        self.days = days
        self.latest = latest
        name = TestID(rawValue: test).map { TestCatalogue.definition($0).name } ?? test
        let headline = ChangeDefaults.metrics(of: test).compactMap { MetricCatalogue.metric($0) }
        metrics = (headline.filter(\.split) + headline.filter { !$0.split }).map { Metric(id: $0.id, name: $0.name) }
    }
}
