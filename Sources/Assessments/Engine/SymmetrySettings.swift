import Symmetry

/// What somebody chose or declared about the comparison of the limbs.
///
/// Nothing here changes a value of a limb: it changes the scale on which the difference is read, how trials become one value
/// and what is known of their error.
public struct SymmetrySettings: Sendable, Hashable {
    /// The index of every metric that has a percentage index; nil for the default of each situation (formulas A.6).
    public var index: PairIndex?
    /// Which limb is dominant, which one involved, as declared; never inferred.
    public var roles: PairRoles
    /// How trials become one value a limb.
    public var rule: SetRule
    /// What reliability studies found of single metrics.
    public var reliability: [KnownReliability]

    /// The project's defaults.
    public init(
        index: PairIndex? = nil, roles: PairRoles = PairRoles(), rule: SetRule = .mean,
        reliability: [KnownReliability] = []
    ) {
        self.index = index
        self.roles = roles
        self.rule = rule
        self.reliability = reliability
    }

    /// The role that the chosen index needs and nobody declared; `.none` where nothing is missing.
    public var missingRole: PairIndex.NeededRole {
        guard let index else { return .none }
        switch index.neededRole {
        case .none: return .none
        case .dominant: return roles.dominant == nil ? .dominant : .none
        case .involvedOrDominant: return roles.involved == nil && roles.dominant == nil ? .involvedOrDominant : .none
        }
    }

    /// The chosen index in place of a metric's own.
    ///
    /// A share is a symmetry already, and a difference of times, points or counts knows no percentage: those keep their own,
    /// the latter unless an index for quantities with signs is chosen.
    func index(insteadOf own: PairIndex) -> PairIndex {
        guard let index else { return own }
        switch own {
        case .share: return own
        case .difference, .normalized: return index.allowsSigns ? index : own
        default: return index
        }
    }

    /// What is known of a metric in a test.
    func known(_ metric: String, of test: TestID) -> KnownReliability? {
        reliability.first { $0.metric == metric && $0.test == test }
    }
}

/// What a reliability study found of one metric in one test.
public struct KnownReliability: Sendable, Hashable {
    /// The test.
    public var test: TestID
    /// Id of the metric.
    public var metric: String
    /// The typical error of one trial: of the log ratio, or of each limb in the metric's unit.
    public var error: DifferenceRule.Reliability
    /// Where it comes from, in the words of whoever wrote it down.
    public var source: String

    /// Makes an entry.
    public init(test: TestID, metric: String, error: DifferenceRule.Reliability, source: String) {
        self.test = test
        self.metric = metric
        self.error = error
        self.source = source
    }
}

extension PairIndex {
    /// The index of one trial where that of the set needs several: the same one without its weight.
    var ofOneTrial: PairIndex { self == .weightedUniversal ? .universal : self }
}
