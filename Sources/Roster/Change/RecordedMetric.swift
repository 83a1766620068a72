import SignalCore
import Symmetry

/// One metric of one recording as the index has it: its trials, and what was reported of them.
public struct RecordedMetric: Sendable, Hashable {
    /// One trial.
    public struct Trial: Sendable, Hashable {
        /// Number in its recording, from 1.
        public var number: Int
        /// False where it was discarded by the recording's notes.
        public var isKept = true
        /// Why the roster says that it does not count; nil where it does.
        public var disabled: String?
        /// Status of the whole trial.
        public var status: MeasureStatus = .ok
        /// The limb whose trial it is; nil for a trial of both.
        public var limb: Side?
        /// Status of the metric in it.
        public var metricStatus: MeasureStatus = .ok
        /// Status of its index; nil where it has none.
        public var indexStatus: MeasureStatus?
        /// Left side.
        public var left: Double?
        /// Right side.
        public var right: Double?
        /// Both limbs together.
        public var both: Double?

        /// Makes a trial.
        public init(number: Int, left: Double? = nil, right: Double? = nil, both: Double? = nil) {
            self.number = number
            self.left = left
            self.right = right
            self.both = both
        }
    }

    /// The summary that was reported.
    public struct Summary: Sendable, Hashable {
        /// Left side.
        public var left: Double?
        /// Right side.
        public var right: Double?
        /// Both limbs together.
        public var both: Double?
        /// Trials that counted then.
        public var count: Int?
        /// Id of the index; nil where there is none.
        public var index: String?
        /// Value of the index.
        public var value: Double?
        /// Its 95 % interval.
        public var interval: ClosedRange<Double>?
        /// What was said of the difference.
        public var verdict: DifferenceRule.Verdict?
        /// Status of the index.
        public var status: MeasureStatus?

        /// An empty summary.
        public init() {}
    }

    /// Id of the recording.
    public var recording: String
    /// Athlete in the roster; empty where that does not matter.
    public var athlete: String
    /// Start in milliseconds since 1970.
    public var moment: Int64
    /// Day where it was made, `2026-11-22`.
    public var day: String
    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// Unit of the values.
    public var unit: String
    /// Method of the metric.
    public var method: String
    /// Preset of methods.
    public var preset: String
    /// What must agree where days are compared.
    public var conditions: Conditions
    /// Its trials in order; empty for a metric that only a set has.
    public var trials: [Trial]
    /// What was reported; nil where nothing was.
    public var summary: Summary?

    /// Makes one.
    public init(
        recording: String, athlete: String = "", moment: Int64, day: String, test: String, metric: String,
        unit: String, method: String = "", preset: String = "", conditions: Conditions = Conditions(load: 0),
        trials: [Trial], summary: Summary? = nil
    ) {
        self.recording = recording
        self.athlete = athlete
        self.moment = moment
        self.day = day
        self.test = test
        self.metric = metric
        self.unit = unit
        self.method = method
        self.preset = preset
        self.conditions = conditions
        self.trials = trials
        self.summary = summary
    }
}
