import SignalCore
import Symmetry

/// Which limb of the person carries more.
public enum LargerSide: String, Sendable, Hashable {
    /// The left one.
    case left
    /// The right one.
    case right
    /// Neither: both are equal.
    case none
}

/// A left/right index of one metric with its sign, positive = right larger.
public struct AsymmetryResult: Sendable, Hashable {
    /// Id of the index, such as `SIs` or `PD` (formulas A.1).
    public var index: String
    /// Unit of the value: `%` for most.
    public var unit: String
    /// The index; nil where `status` carries no value.
    public var value: Double?
    /// Which limb is larger; nil where that cannot be said.
    public var larger: LargerSide?
    /// Why the value stands or is absent.
    public var status: MeasureStatus
    /// The declared roles behind a role index; empty for every other one.
    public var roles: PairRoles
    /// Why it is shown all the same, such as `checkFailedAccepted`; nil for nothing.
    var mark: String?

    /// Makes an asymmetry.
    public init(
        index: String, unit: String, value: Double?, larger: LargerSide?, status: MeasureStatus,
        roles: PairRoles = PairRoles()
    ) {
        self.index = index
        self.unit = unit
        self.value = value
        self.larger = larger
        self.status = status
        self.roles = roles
    }
}

/// One metric of one trial: both limbs together, each limb, and their index.
public struct MetricResult: Sendable, Hashable {
    /// Id in the metric catalogue.
    public var id: String
    /// Unit of `both`, `left` and `right`.
    public var unit: String
    /// How it was computed, as the catalogue names it.
    public var method: String
    /// True for the at most eight metrics of a test that are shown first.
    public var headline: Bool
    /// Why the values stand or are absent.
    public var status: MeasureStatus
    /// Samples missing inside the metric's window.
    public var lost: Int
    /// Of both limbs together; nil where absent.
    public var both: Double?
    /// Of the left limb; nil where absent.
    public var left: Double?
    /// Of the right limb; nil where absent.
    public var right: Double?
    /// The index of the pair; nil for metrics without sides.
    public var asymmetry: AsymmetryResult?
    /// What the uncertain time between the sides does to the pair; nil where it does nothing that could be seen.
    public var alignment: AlignmentEffect?

    /// Makes a metric.
    public init(
        id: String, unit: String, method: String, headline: Bool, status: MeasureStatus, lost: Int, both: Double?,
        left: Double?, right: Double?, asymmetry: AsymmetryResult?
    ) {
        self.id = id
        self.unit = unit
        self.method = method
        self.headline = headline
        self.status = status
        self.lost = lost
        self.both = both
        self.left = left
        self.right = right
        self.asymmetry = asymmetry
    }
}

/// A named moment of a trial.
public struct TrialEvent: Sendable, Hashable {
    /// Name as in the results document: `onset`, `takeoff` ….
    public var name: String
    /// Sample on the recording's clock.
    public var index: Int

    /// Makes an event.
    public init(_ name: String, index: Int) {
        self.name = name
        self.index = index
    }
}

/// What analysis says of one trial.
public struct TrialResult: Sendable, Hashable {
    /// Number of the trial in its recording, from 1.
    public var index: Int
    /// First and last sample on the recording's clock.
    public var window: ClosedRange<Int>
    /// False for a trial that was discarded; it is reported, but no summary counts it.
    public var kept: Bool
    /// The limb whose trial it is, where the other one did nothing; nil for a trial of both.
    public var limb: Side?
    /// `ok`, `lowQuality`, or why there is nothing.
    public var status: MeasureStatus
    /// The quality gate's findings, in words that are ids: `unquietWeighing` ….
    public var reasons: [String]
    /// In order of time.
    public var events: [TrialEvent]
    /// In the catalogue's order, headline metrics first.
    public var metrics: [MetricResult]

    /// Makes a trial.
    public init(
        index: Int, window: ClosedRange<Int>, kept: Bool, status: MeasureStatus, reasons: [String],
        events: [TrialEvent], metrics: [MetricResult], limb: Side? = nil
    ) {
        self.index = index
        self.window = window
        self.kept = kept
        self.status = status
        self.reasons = reasons
        self.events = events
        self.metrics = metrics
        self.limb = limb
    }

    /// The sample of a named event; nil where it was not found.
    public func event(_ name: String) -> Int? { events.first { $0.name == name }?.index }

    /// The metric of that id; nil where the test does not have it.
    public func metric(_ id: String) -> MetricResult? { metrics.first { $0.id == id } }
}
