import Assessments

/// Everything on one athlete's page.
public struct AthleteReport: Sendable, Hashable {
    /// One test with its metrics and its two drawings.
    public struct Section: Sendable, Hashable {
        /// Id of the test.
        public var test: String
        /// Its name for people.
        public var name: String
        /// Its metrics, the catalogue's first ones first.
        public var rows: [ReportRow]
        /// The forces of a trial of the visit that is shown; nil where the recording is not here.
        public var curve: TrialCurve?
        /// Why there is no curve, in plain words; nil where there is one.
        public var curveProblem: String?

        /// Makes a section.
        public init(
            test: String, name: String, rows: [ReportRow], curve: TrialCurve? = nil, curveProblem: String? = nil
        ) {
            self.test = test
            self.name = name
            self.rows = rows
            self.curve = curve
            self.curveProblem = curveProblem
        }

        /// The metric whose trend is drawn: the first with a difference, else the first.
        public var drawn: ReportRow? { rows.first { $0.change.series(.index) != nil } ?? rows.first }
    }

    /// The athlete.
    public var athlete: Athlete
    /// Names of the athlete's groups.
    public var groups: [String]
    /// Day on which it was made.
    public var made: String
    /// Name and version of the program.
    public var software: String
    /// The tests, the latest first.
    public var sections: [Section]
    /// Metrics and tests that have no room on one page, by id; `bilanx trend --all` shows them.
    public var leftOut: [String]
    /// The difference that the guidance is about: test and metric.
    public var guidanceAbout: [String]
    /// What may be said of training; nil where nothing was asked for or measured.
    public var guidance: Guidance?
    /// The training block that runs; nil for none.
    public var block: TrainingBlock?
    /// Whether the tests agree on the larger side, in a sentence; nil for fewer than two tests.
    public var agreement: String?

    /// Makes a report.
    public init(athlete: Athlete, groups: [String] = [], made: String, software: String, sections: [Section]) {
        self.athlete = athlete
        self.groups = groups
        self.made = made
        self.software = software
        self.sections = sections
        leftOut = []
        guidanceAbout = []
    }

    /// Rows that one page of A4 and of Letter has room for.
    public static let mostRows = 10
    /// Tests whose drawings one page has room for.
    public static let mostDrawn = 2
}
