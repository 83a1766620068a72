import Assessments
import Symmetry

/// One visit in one metric as JSON carries it; absent is not known, never 0.
public struct ReportPoint: Sendable, Hashable, Encodable {
    /// Day of the visit.
    public var day: String
    /// Left limb in the metric's unit.
    public var left: Double?
    /// Right limb.
    public var right: Double?
    /// Both together.
    public var both: Double?
    /// Trials of the left limb.
    public var leftTrials: Int?
    /// Trials of the right limb.
    public var rightTrials: Int?
    /// Signed difference, positive where right is larger.
    public var index: Double?
    /// Which index it is.
    public var indexName: String?
    /// Unit of the difference.
    public var indexUnit: String?
    /// Lower end of its 95 % interval.
    public var low: Double?
    /// Upper end.
    public var high: Double?
    /// `left`, `right` or `none`.
    public var larger: String?
    /// What may be said of the difference.
    public var verdict: String?
    /// Why.
    public var reason: String?
    /// Method of the metric.
    public var method: String
    /// Ids of the recordings.
    public var recordings: [String]

    /// Of a session.
    public init(_ point: SessionPoint) {
        day = point.day
        left = Self.nine(point.left?.value)
        right = Self.nine(point.right?.value)
        both = Self.nine(point.both?.value)
        leftTrials = point.left?.count
        rightTrials = point.right?.count
        index = Self.nine(point.index?.value)
        indexName = point.index?.asResult.index
        indexUnit = point.index?.unit
        low = Self.nine(point.index?.interval?.lowerBound)
        high = Self.nine(point.index?.interval?.upperBound)
        larger = point.index?.larger.rawValue
        verdict = point.index?.verdict.rawValue
        reason = point.index?.reason
        method = point.method
        recordings = point.recordings
    }

    /// A value with the nine significant digits that results carry.
    static func nine(_ value: Double?) -> Double? { value.flatMap(PeopleText.significant).flatMap(Double.init) }
}
