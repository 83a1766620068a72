import SignalCore
import Symmetry

/// What is known of one visit's difference and of the person, as far as training guidance asks for it (formulas B.13).
public struct GuidanceFacts: Sendable, Hashable {
    /// How the plates stood when the difference was measured.
    public enum Check: String, Sendable, Hashable, CaseIterable, Codable {
        /// They passed their check, and it was recent.
        case passed
        /// They failed it.
        case failed
        /// They passed it too long ago.
        case expired
        /// There was none, or nobody knows of one.
        case never
        /// A virtual device, which cannot be off.
        case notNeeded
    }

    /// Who stands by.
    public enum Supervision: String, Sendable, Hashable, CaseIterable, Codable {
        /// Somebody who supervises said so.
        case supervised
        /// Nobody said so.
        case unknown
    }

    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// Day of the visit, `2026-11-22`.
    public var date: String
    /// Signed difference in its unit, positive where right is larger; nil where there is none.
    public var difference: Double?
    /// Unit of `difference`.
    public var unit: String
    /// Symmetry index of `difference`.
    public var index: String
    /// The verdict on the difference.
    public var verdict: DifferenceRule.Verdict?
    /// The side with the smaller value; nil where there is no difference.
    public var weaker: Side?
    /// How much two sessions may differ by measurement noise alone, in the unit of `difference`; nil where not known.
    public var noiseBand: Double?
    /// Trials of each side that counted.
    public var trials: [Side: Int]
    /// What was found wrong with the trials that counted, in plain words.
    public var flags: [String]
    /// How the plates stood.
    public var check: Check
    /// Pain as it was last told, within `painDays` days before the visit or since, 0 to 10; nil for none told.
    public var pain: Double?
    /// Age on the day of the visit, by the year of birth alone the lowest it can be; nil where no year is known.
    public var age: Int?
    /// Who stands by.
    public var supervision: Supervision
    /// True where the roster names a side of an injury or operation.
    public var hasInvolvedSide: Bool

    /// Days for which what was said of pain counts (project convention).
    public static let painDays = 14
    /// Trials of each side that a plan needs (formulas B.13).
    public static let fewestTrials = 3
    /// Age from which nobody needs to stand by.
    public static let ofAge = 18

    /// Makes facts; without more, nothing is known of the person.
    public init(
        test: String, metric: String, date: String, difference: Double?, unit: String = "%",
        index: String = "SIs",
        verdict: DifferenceRule.Verdict?, weaker: Side?, noiseBand: Double? = nil, trials: [Side: Int],
        flags: [String] = [],
        check: Check, pain: Double? = nil, age: Int? = nil, supervision: Supervision = .unknown,
        hasInvolvedSide: Bool = false
    ) {
        self.test = test
        self.metric = metric
        self.date = date
        self.difference = difference
        self.unit = unit
        self.index = index
        self.verdict = verdict
        self.weaker = weaker
        self.noiseBand = noiseBand
        self.trials = trials
        self.flags = flags
        self.check = check
        self.pain = pain
        self.age = age
        self.supervision = supervision
        self.hasInvolvedSide = hasInvolvedSide
    }
}
