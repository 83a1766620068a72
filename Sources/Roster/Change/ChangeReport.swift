import Assessments
import Statistics

/// A session that a report does not use, and why.
public struct LeftOutSession: Sendable, Hashable {
    /// Why a session is left out.
    public enum Reason: String, Sendable, Hashable, CaseIterable, Codable {
        /// Another bar or vest.
        case otherLoad
        /// Another height of the box.
        case otherBox
        /// Another lever arm.
        case otherLever
        /// Other footwear, angle or whatever the operator wrote down.
        case otherConditions
        /// Another preset of methods.
        case otherPreset
        /// Another method of the metric.
        case otherMethod
        /// Limbs tested together where the chosen session has them alone, or the other way round.
        case otherTask
        /// No value that may be compared, or one with a warning.
        case poorStatus
        /// After the chosen session.
        case later
    }

    /// The session.
    public var point: SessionPoint
    /// Why.
    public var reason: Reason
    /// Why, in plain words.
    public var words: String

    /// Makes one.
    public init(point: SessionPoint, reason: Reason, words: String) {
        self.point = point
        self.reason = reason
        self.words = words
    }
}

/// What changed of one metric in one test of one athlete, and whether that is more than noise.
public struct ChangeReport: Sendable, Hashable {
    /// Athlete in the roster; empty where that does not matter.
    public var athlete: String
    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// Name of the metric for people.
    public var name: String
    /// Unit of the limbs' values.
    public var unit: String
    /// How it was asked for.
    public var request: ChangeRequest
    /// Sessions that were used, oldest first; the last one is the chosen session.
    public var points: [SessionPoint]
    /// Where in ``points`` the baseline stands; empty where there is none.
    public var baseline: Range<Int>
    /// The baseline in words: `the 6 earlier sessions`.
    public var baselineWords: String
    /// Sessions that were not used.
    public var leftOut: [LeftOutSession]
    /// The series that have values: `both`, `left`, `right`, `index` in this order.
    public var series: [ChangeSeries]
    /// True where the larger side of the chosen session is not that of the baseline.
    public var isReversed: Bool
    /// Where a change of the limb symmetry index comes from; nil where a side is not above zero or there is no baseline.
    public var cause: SymmetryCause?
    /// What must be said beside the verdicts, one sentence each.
    public var remarks: [String]

    /// The series of a quantity; nil where it has none.
    public func series(_ quantity: ChangeQuantity) -> ChangeSeries? { series.first { $0.quantity == quantity } }

    /// The chosen session; nil where there is none that may be used.
    public var latest: SessionPoint? { points.last }

    /// Every verdict in a sentence, then the remarks.
    public var sentences: [String] { series.compactMap { $0.finding?.words } + remarks }
}
