import Assessments
import SignalCore
import Symmetry

/// One visit of an athlete, of one test, one metric and equal conditions: what a change over time is made of.
///
/// A visit is a day where it was measured. What was measured on one day under different conditions gives several points.
public struct SessionPoint: Sendable, Hashable {
    /// The value of a limb, or of both together.
    public struct Limb: Sendable, Hashable {
        /// By the rule, in the metric's unit.
        public var value: Double
        /// Trials behind it.
        public var count: Int
        /// Coefficient of variation of these trials in %; nil for fewer than two.
        public var variation: Double?

        /// Makes a value.
        public init(value: Double, count: Int, variation: Double? = nil) {
            self.value = value
            self.count = count
            self.variation = variation
        }
    }

    /// The signed index of the two limbs, positive = right larger.
    public struct Index: Sendable, Hashable {
        /// Which index it is.
        public var index: PairIndex
        /// Unit of the value.
        public var unit: String
        /// The value.
        public var value: Double
        /// The larger side.
        public var larger: LargerSide
        /// Its 95 % interval; nil where there is none.
        public var interval: ClosedRange<Double>?
        /// What may be said of the difference of this visit.
        public var verdict: DifferenceRule.Verdict
        /// Why, in plain words.
        public var reason: String
        /// True where interval and verdict are those that the recording reported.
        public var isReported: Bool

        /// Makes an index.
        public init(
            index: PairIndex, unit: String, value: Double, larger: LargerSide, interval: ClosedRange<Double>? = nil,
            verdict: DifferenceRule.Verdict = .cannotSay, reason: String = "", isReported: Bool = false
        ) {
            self.index = index
            self.unit = unit
            self.value = value
            self.larger = larger
            self.interval = interval
            self.verdict = verdict
            self.reason = reason
            self.isReported = isReported
        }

        /// As results carry it, for people's words.
        public var asResult: AsymmetryResult {
            let id = index == .difference && unit != "N" ? "diff" : index.rawValue
            return AsymmetryResult(index: id, unit: unit, value: value, larger: larger, status: .ok)
        }
    }

    /// Athlete in the roster; empty where that does not matter.
    public var athlete: String
    /// Day where it was measured, `2026-11-22`.
    public var day: String
    /// Start of its first recording in milliseconds since 1970.
    public var moment: Int64
    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// Unit of the limbs' values.
    public var unit: String
    /// How trials become one value.
    public var rule: SetRule
    /// Left limb; nil where it has no value.
    public var left: Limb?
    /// Right limb; nil where it has no value.
    public var right: Limb?
    /// Both limbs together; nil where the metric has no such value.
    public var both: Limb?
    /// Index of the limbs; nil where none may be formed.
    public var index: Index?
    /// True where each limb was tested alone.
    public var isSeparate: Bool
    /// What must agree where days are compared.
    public var conditions: Conditions
    /// Preset of methods.
    public var preset: String
    /// Method of the metric.
    public var method: String
    /// `ok`, `lowQuality` where every trial carries a warning, or why there is no value.
    public var status: MeasureStatus
    /// What else must be known, in plain words: trials that were left out.
    public var reasons: [String]
    /// Ids of the recordings.
    public var recordings: [String]

    /// Makes a point.
    public init(
        athlete: String = "", day: String, moment: Int64, test: String, metric: String, unit: String,
        rule: SetRule = .mean, left: Limb? = nil, right: Limb? = nil, both: Limb? = nil, index: Index? = nil,
        isSeparate: Bool = false, conditions: Conditions = Conditions(load: 0), preset: String = "",
        method: String = "", status: MeasureStatus = .ok, reasons: [String] = [], recordings: [String] = []
    ) {
        self.athlete = athlete
        self.day = day
        self.moment = moment
        self.test = test
        self.metric = metric
        self.unit = unit
        self.rule = rule
        self.left = left
        self.right = right
        self.both = both
        self.index = index
        self.isSeparate = isSeparate
        self.conditions = conditions
        self.preset = preset
        self.method = method
        self.status = status
        self.reasons = reasons
        self.recordings = recordings
    }

    /// The value of a series; nil where the point has none.
    public func value(_ quantity: ChangeQuantity) -> Double? {
        switch quantity {
        case .left: left?.value
        case .right: right?.value
        case .both: both?.value
        case .index: index?.value
        }
    }
}

/// What a series over time is of.
public enum ChangeQuantity: String, Sendable, Hashable, CaseIterable, Codable {
    /// The left limb.
    case left
    /// The right limb.
    case right
    /// Both limbs together.
    case both
    /// The signed index, positive = right larger.
    case index
}
