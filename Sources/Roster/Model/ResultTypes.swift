/// One value of one metric of a recording, with what it needs to be read rightly.
public struct MetricRow: Sendable, Hashable, Codable {
    /// Id of the recording.
    public var recording: String
    /// Start with zone.
    public var started: String
    /// Athlete in the roster; nil where the recording names nobody whom it knows.
    public var athlete: String?
    /// What the recording itself carries.
    public var athleteText: String?
    /// Id of the test.
    public var test: String
    /// Trial from 1; nil for the summary of the trials that counted when it was reported.
    public var trial: Int?
    /// Id of the metric.
    public var metric: String
    /// `left`, `right`, `both` or `asymmetry`.
    public var limb: String
    /// The value; nil where it is absent, for the reason in `status`.
    public var value: Double?
    /// Its unit.
    public var unit: String
    /// Its status.
    public var status: String
    /// Method of the metric.
    public var method: String
    /// Symmetry index, where the limb is `asymmetry`.
    public var index: String?
    /// The larger side, where the limb is `asymmetry`.
    public var larger: String?
    /// Lower bound of the 95 % interval.
    public var low: Double?
    /// Upper bound of the 95 % interval.
    public var high: Double?
    /// Trials that counted, of a summary.
    public var count: Int?
    /// Verdict on the difference, of a summary.
    public var verdict: String?
    /// Samples lost in its window.
    public var lost: Int?
    /// Preset of methods.
    public var preset: String
    /// Program that computed it.
    public var software: String
    /// Conditions that must agree where values are compared.
    public var conditions: Conditions
    /// False where the trial was discarded, by its notes or in the roster.
    public var isKept: Bool
    /// True for a summary that was formed over other trials than those that count now.
    ///
    /// Such a mean must not be shown as if it were of today: it has to be formed anew from the trials that are kept.
    public var isOutdated = false
}

/// What must agree where values of two days are compared.
public struct Conditions: Sendable, Hashable, Codable {
    /// Barbell or vest in kilograms.
    public var load: Double
    /// Height of the box in metres.
    public var boxHeight: Double?
    /// Lever arm in metres.
    public var leverArm: Double?
    /// What the operator wrote down: footwear, angle, surface.
    public var text: String?

    /// Makes conditions.
    public init(load: Double, boxHeight: Double? = nil, leverArm: Double? = nil, text: String? = nil) {
        self.load = load
        self.boxHeight = boxHeight
        self.leverArm = leverArm
        self.text = text
    }
}

/// A recording as the index knows it.
public struct RecordingRow: Sendable, Hashable, Codable, Identifiable {
    /// Unique everywhere.
    public var id: String
    /// Where it lies, below the data folder.
    public var path: String
    /// Start with zone.
    public var started: String
    /// Day where it was made, `2026-11-22`.
    public var day: String { String(started.prefix(10)) }
    /// Id of the test.
    public var test: String
    /// Athlete in the roster.
    public var athlete: String?
    /// What the recording itself carries.
    public var athleteText: String?
    /// Trials in it.
    public var trials: Int
    /// Program that recorded it.
    public var software: String
    /// Calibrations that made newtons of it, `left=ID right=ID`; empty where none is named.
    public var scales = ""
    /// How the last check of the plates stood, such as `passed 2026-11-22T10:00:00+00:00`; nil where nobody noted it.
    public var check: String?
}

/// The latest value of a metric of one athlete, for a team's table.
public struct OverviewRow: Sendable, Hashable, Codable {
    /// The athlete.
    public var athlete: String
    /// Code or name.
    public var title: String
    /// The recording it is of; nil where there is none.
    public var recording: String?
    /// When that began.
    public var started: String?
    /// Left side.
    public var left: Double?
    /// Right side.
    public var right: Double?
    /// Symmetry, positive where right is larger.
    public var asymmetry: Double?
    /// Verdict on the difference.
    public var verdict: String?
    /// Unit of the sides.
    public var unit: String?
    /// True where other trials count now than those that these values are of.
    public var isOutdated = false
}
