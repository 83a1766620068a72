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
    /// Its headline metrics in the catalogue's order, those by which tests are compared first.
    public var metrics: [Metric]

    /// Makes a test; the metrics are the catalogue's.
    init(test: String, days: Int, latest: String) {
        self.test = test
        self.days = days
        self.latest = latest
        name = TestID(rawValue: test).map { TestCatalogue.definition($0).name } ?? test
        let first = ChangeDefaults.direction(of: test)
        // A stable order: the metric by which tests are compared, then what has sides, then what is measured but once.
        func place(_ metric: MetricDefinition) -> Int {
            metric.id == first ? 0 : !metric.perTrial ? 3 : metric.split ? 1 : 2
        }
        let headline = ChangeDefaults.metrics(of: test).compactMap { MetricCatalogue.metric($0) }
        metrics = (0...3).flatMap { k in headline.filter { place($0) == k } }.map { Metric(id: $0.id, name: $0.name) }
    }
}
