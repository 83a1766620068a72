import Statistics

/// By what rule a change is judged.
public enum ChangeRule: String, Sendable, Hashable, CaseIterable, Codable {
    /// The range that this athlete's own baseline of four sessions and more predicts, with Student's t.
    case individualBand
    /// This athlete's own spread over four earlier sessions and more, against fewer sessions: t·TE·√(1 + 1/m).
    case ownError
    /// The squad's typical error, t·TE·√(1 + 1/m), where the athlete has fewer than four earlier sessions.
    case squadError
    /// No error is known.
    case none
}

/// The typical error of one session, and where it comes from.
public struct SessionError: Sendable, Hashable {
    /// Where an error comes from.
    public enum Source: String, Sendable, Hashable, CaseIterable, Codable {
        /// This athlete's earlier sessions.
        case ownSessions
        /// Repeats of the other athletes of the roster.
        case squad
    }

    /// Where it comes from.
    public var source: Source
    /// Standard deviation of a session's value on the scale of the series, ≥ 0.
    public var typicalError: Double
    /// Its degrees of freedom.
    public var degreesOfFreedom: Int
    /// Degrees of freedom of the quantile, fewer where people of the squad differ in how much they vary.
    public var quantileDegrees: Double
    /// Sessions of the athlete, or people of the squad, behind it.
    public var count: Int

    /// Standard errors that hold 95 %, by Student's t.
    public var coverage: Double { StudentT(degreesOfFreedom: quantileDegrees).quantile(0.975) }
    /// Smallest change between two sessions that error alone explains in fewer than 5 of 100 cases: t·√2·TE.
    public var minimalDetectableChange: Double { coverage * 2.0.squareRoot() * typicalError }
}

/// How an athlete's own spread compares with the squad's.
public enum NoiseComparison: String, Sendable, Hashable, CaseIterable, Codable {
    /// Clearly more than the squad's, F test at 5 % in two tails.
    case more
    /// Clearly less.
    case less
    /// Not told apart.
    case alike
}

/// What is found of a change between the baseline and the chosen session.
public struct ChangeFinding: Sendable, Hashable {
    /// Baseline sessions m.
    public var sessions: Int
    /// Their mean in the unit of the series: geometric where the scale is relative.
    public var baseline: Double
    /// The chosen session, in the unit of the series.
    public var latest: Double
    /// Chosen minus baseline on the scale of the series.
    public var change: Double
    /// What it must exceed, on the scale of the series; nil where no error is known.
    public var limit: Double?
    /// The rule.
    public var rule: ChangeRule
    /// The verdict.
    public var verdict: ChangeTest.Verdict
    /// The verdict in a sentence, with sizes and why.
    public var words: String = ""
}

/// One series of a report: a limb, both together or the index over the sessions that were used.
public struct ChangeSeries: Sendable, Hashable {
    /// What it is of.
    public var quantity: ChangeQuantity
    /// On what scale changes are judged: relative where all values are above zero, plain for an index.
    public var scale: ChangeScale
    /// Unit of the values; of the index its own.
    public var unit: String
    /// The values, one a session that has one, oldest first.
    public var values: [Double]
    /// Their days.
    public var days: [String]
    /// Straight line over the sessions in their order, on the scale: change a session; nil for fewer than three.
    public var perSession: TrendInterval?
    /// Straight line over time, on the scale: change a week; nil for fewer than three.
    public var perWeek: TrendInterval?
    /// Coefficient of variation within a session in %, pooled over sessions; nil where no session has two trials.
    public var withinVariation: Double?
    /// Coefficient of variation between the sessions before the chosen one, in %; nil for the index and for one session.
    public var betweenVariation: Double?
    /// Standard deviation of these sessions on the scale; nil for one session.
    public var betweenDeviation: Double?
    /// The typical error that judges; nil where none is known.
    public var error: SessionError?
    /// How this athlete's spread compares with the squad's; nil where one of them is not known.
    public var comparedWithSquad: NoiseComparison?
    /// The squad's noise where it is known, also where the athlete's own judges.
    public var squad: SquadNoise?
    /// The range in which the next session is expected, on the scale; nil before there are four baseline sessions.
    public var band: IndividualThreshold?
    /// Smallest worthwhile change of this athlete in %, 0.3 of the variation between sessions; nil for the index.
    public var ownWorthwhile: Double?
    /// The change; nil where the chosen session or the baseline has no value.
    public var finding: ChangeFinding?

    /// The verdict; `needsMore` where there is no finding.
    public var verdict: ChangeTest.Verdict { finding?.verdict ?? .needsMore }

    /// A place on the scale as a value in the unit of the series.
    public func value(atScale place: Double) -> Double { scale == .relative ? ChangeMath.exponential(place) : place }

    /// A difference on the scale as people read it: % where the scale is relative, else the unit.
    public func readable(_ difference: Double) -> Double {
        scale == .relative ? ChangeMath.percent(difference) : difference
    }

    /// Unit of ``readable(_:)``.
    public var readableUnit: String { scale == .relative ? "%" : unit }

    /// The band in the unit of the series.
    public var bandValues: ClosedRange<Double>? {
        band.map { value(atScale: $0.bounds.lowerBound)...value(atScale: $0.bounds.upperBound) }
    }
}
