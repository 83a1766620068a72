/// All metrics of all tests.
public enum MetricCatalogue {
    /// Every metric, in the order in which documents list them.
    public static let all: [MetricDefinition] =
        common + jump + jumpDetail + contact + reboundDetail + isometric + isometricDetail + free + dynamometry + nordic
        + squat + sitToStand + stance + sway + gait

    /// Metrics of each trial of a test, the at most eight headline ones first.
    public static func metrics(of test: TestID) -> [MetricDefinition] {
        byTest[test] ?? []
    }

    /// Metrics of a test that only a set of trials has, such as the best one.
    public static func setMetrics(of test: TestID) -> [MetricDefinition] {
        setsByTest[test] ?? []
    }

    /// The metric of that id; nil where there is none.
    public static func metric(_ id: String) -> MetricDefinition? { all.first { $0.id == id } }

    private static let byTest: [TestID: [MetricDefinition]] = {
        var lists: [TestID: [MetricDefinition]] = [:]
        for test in TestID.allCases {
            let own = all.filter { $0.across == nil && $0.tests.contains(test) }
            lists[test] = own.filter { $0.headlineOf.contains(test) } + own.filter { !$0.headlineOf.contains(test) }
        }
        return lists
    }()

    private static let setsByTest = Dictionary(
        uniqueKeysWithValues: TestID.allCases.map { test in
            (test, all.filter { $0.across != nil && $0.tests.contains(test) })
        })
}
