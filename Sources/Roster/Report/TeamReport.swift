import Assessments
import Markup
import Symmetry

/// A team's page: one metric of one test, whose differences are clear first.
public struct TeamReport: Sendable, Hashable {
    /// One athlete.
    public struct Row: Sendable, Hashable {
        /// The athlete.
        public var athlete: Athlete
        /// Sessions and verdicts; nil where the athlete was never tested so.
        public var row: ReportRow?

        /// Makes a row.
        public init(athlete: Athlete, row: ReportRow?) {
            self.athlete = athlete
            self.row = row
        }
    }

    /// Name of the group; nil for everybody.
    public var group: String?
    /// Id of the test.
    public var test: String
    /// Its name for people.
    public var testName: String
    /// Id of the metric.
    public var metric: String
    /// Day on which it was made.
    public var made: String
    /// Name and version of the program.
    public var software: String
    /// In the order in which they are read.
    public var rows: [Row]

    /// Makes a report; its rows are put into order.
    ///
    /// Clear differences come first, and of them the one whose interval stays farthest from none; then what is within noise,
    /// what cannot be said, and who was not tested. A large difference that may be noise comes after a small clear one.
    public init(
        group: String?, test: String, testName: String, metric: String, made: String, software: String, rows: [Row]
    ) {
        self.group = group
        self.test = test
        self.testName = testName
        self.metric = metric
        self.made = made
        self.software = software
        self.rows = rows.sorted { Self.key($0) < Self.key($1) }
    }

    private static func key(_ row: Row) -> (Int, Double, String) {
        guard let point = row.row?.point else { return (4, 0, row.athlete.title) }
        guard let index = point.index else { return (3, 0, row.athlete.title) }
        let place: Int
        switch index.verdict {
        case .clear: place = 0
        case .withinNoise: place = 1
        case .cannotSay: place = 2
        }
        let distance = index.interval.map { max($0.lowerBound, -$0.upperBound, 0) } ?? 0
        return (place, place == 0 && distance > 0 ? -distance : -abs(index.value) * 1e-6, row.athlete.title)
    }

    /// One self-contained page that prints to A4 or Letter; long teams take several sheets.
    public func html(paper: ReportPaper = .a4) -> String {
        let name = group ?? "All athletes"
        var body = "<h1>\(Escape.html(name))</h1>\n"
        let metricName = MetricCatalogue.metric(metric)?.name ?? metric
        body += ReportStyle.paragraph("\(testName), \(metricName) · report of \(made)", "facts")
        body += ReportStyle.table(
            "Clear differences first, then what may be measurement noise",
            ["", "athlete", "day", "left", "right", "difference", "95 % interval", "today", "since the baseline"],
            rows.enumerated().map { number, row in
                let point = row.row?.point
                return [
                    "\(number + 1)", row.athlete.title, point?.day ?? "not tested", ReportRow.text(point?.left?.value),
                    ReportRow.text(point?.right?.value), row.row?.differenceText ?? "–", row.row?.intervalText ?? "–",
                    row.row?.verdictText ?? "–", row.row?.changeText ?? "–",
                ]
            })
        body += ReportStyle.paragraph(
            "The order is no ranking of people. Differences are (right − left) in % of their sum unless another unit stands there; "
                + "left and right are the person's. A difference measured today is no diagnosis. \(software)", "small")
        return ReportStyle.page(title: "Report " + name, paper: paper, body)
    }
}
