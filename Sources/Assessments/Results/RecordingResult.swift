import SignalCore
import Symmetry

/// What stands around the forces of a recording in its results.
public struct RecordingInfo: Sendable, Hashable {
    /// UUIDv7 of a recording of ours; nil for other files.
    public var id: String?
    /// `trial.csv` for a recording folder, else the file's base name.
    public var source: String
    /// Format of the file: `bilanx`, `text` ….
    public var format: String
    /// Athlete's id, where known.
    public var athlete: String?
    /// What the operator wrote down about it; nil where nothing is known.
    public var conditions: String?
    /// What must be known of its plates beside every result, in whole sentences: a failed check, a damaged register.
    public var marks: [String] = []
    /// True where its plates failed their check and somebody accepted that.
    public var isCheckAccepted = false
    /// Number of independent clocks behind the samples.
    public var clocks: Int
    /// What was lost.
    public var loss: Loss
    /// How the clocks of two devices lie to each other; nil for one clock, and where it is not known.
    public var alignment: ClockAlignment?

    /// Makes the description.
    public init(
        id: String?, source: String, format: String, athlete: String?, conditions: String? = nil, clocks: Int = 1,
        loss: Loss, alignment: ClockAlignment? = nil
    ) {
        self.id = id
        self.source = source
        self.format = format
        self.athlete = athlete
        self.conditions = conditions
        self.clocks = clocks
        self.loss = loss
        self.alignment = alignment
    }
}

/// A metric over the kept trials of a recording.
public struct MetricSummary: Sendable, Hashable {
    /// Id in the metric catalogue.
    public var id: String
    /// Unit of the limb values.
    public var unit: String
    /// How the metric was computed.
    public var method: String
    /// Trials that count.
    public var count: Int
    /// `ok`, `lowQuality` where only trials with a warning count, or why no trial has the metric.
    public var status: MeasureStatus
    /// How trials become one value: `mean`, `median` or `best`, or the id of an ``AcrossTrials``.
    public var rule: String
    /// Of both limbs together; nil where absent.
    public var both: Double?
    /// Of the left limb; nil where absent.
    public var left: Double?
    /// Of the right limb; nil where absent.
    public var right: Double?
    /// Coefficient of variation of both limbs together in %; nil for fewer than two trials.
    public var cvBoth: Double?
    /// Coefficient of variation of the left limb in %; nil for fewer than two trials.
    public var cvLeft: Double?
    /// Coefficient of variation of the right limb in %; nil for fewer than two trials.
    public var cvRight: Double?
    /// Index of the two limb values; nil for metrics without sides.
    public var asymmetry: AsymmetryResult?
    /// 95 % interval of the index; nil where none can be given.
    public var interval: ClosedRange<Double>?
    /// What may be said of the difference; nil for metrics without sides.
    public var verdict: DifferenceRule.Verdict?
    /// Why, in plain words.
    public var reason: String?
    /// The noise band of a known typical error that decided; nil where none did.
    public var band: NoiseBand?
    /// Change from trial to trial; nil for fewer than three trials.
    public var trend: MetricTrend?

    /// Makes a summary.
    public init(
        id: String, unit: String, method: String, count: Int, rule: String, both: Double? = nil, left: Double? = nil,
        right: Double? = nil, cvBoth: Double? = nil, cvLeft: Double? = nil, cvRight: Double? = nil,
        asymmetry: AsymmetryResult? = nil,
        interval: ClosedRange<Double>? = nil, verdict: DifferenceRule.Verdict? = nil, reason: String? = nil,
        status: MeasureStatus = .ok
    ) {
        self.status = status
        self.id = id
        self.unit = unit
        self.method = method
        self.count = count
        self.rule = rule
        self.both = both
        self.left = left
        self.right = right
        self.cvBoth = cvBoth
        self.cvLeft = cvLeft
        self.cvRight = cvRight
        self.asymmetry = asymmetry
        self.interval = interval
        self.verdict = verdict
        self.reason = reason
    }
}

/// What analysis says of one recording.
public struct RecordingResult: Sendable, Hashable {
    /// Where it comes from and what was lost.
    public var info: RecordingInfo
    /// The test.
    public var test: TestID
    /// Samples per second.
    public var rate: Double
    /// Rows, missing ones too.
    public var samples: Int
    /// Body mass in kilograms, without load; nil where nobody was weighed.
    public var bodyMass: Double?
    /// External load in kilograms.
    public var load: Double
    /// The weighing; nil where there was none.
    public var weighing: Weighing?
    /// The trials in order of time.
    public var trials: [TrialResult]
    /// Over the kept trials; empty where there is none.
    public var summary: [MetricSummary]
    /// How far methods lie apart; nil where that was not asked for.
    public var spread: MethodSpread?
    /// What analysis was told.
    public var settings: AnalysisSettings

    /// Makes a result.
    public init(
        info: RecordingInfo, test: TestID, rate: Double, samples: Int, bodyMass: Double?, load: Double,
        weighing: Weighing?, trials: [TrialResult], summary: [MetricSummary],
        settings: AnalysisSettings = AnalysisSettings(), spread: MethodSpread? = nil
    ) {
        self.spread = spread
        self.info = info
        self.test = test
        self.rate = rate
        self.samples = samples
        self.bodyMass = bodyMass
        self.load = load
        self.weighing = weighing
        self.trials = trials
        self.summary = summary
        self.settings = settings
    }
}
