import SignalCore
import Statistics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The rule by which the difference of a set is judged: the one place for it (design, *A single trial…* and *Verdicts*).
///
/// Where the typical error is known, the noise band decides; else the 95 % interval of at least three trials; else nobody can
/// say. Judged is the difference itself, in the log ratio or in the unit of the metric; the index is only its scale.
public struct DifferenceRule: Sendable, Hashable {
    /// Trials a limb that an interval needs.
    public static let smallestCount = 3
    /// Relative difference that the nine significant digits of results cannot show.
    static let resolution = 1e-9

    /// What may be said of a difference.
    public enum Verdict: String, Sendable, Hashable, CaseIterable, Codable {
        /// Larger than what repetition and known uncertainty explain.
        case clear
        /// Cannot be told apart from measurement noise.
        case withinNoise
        /// Not enough is known to say.
        case cannotSay
    }

    /// What a reliability study of the same test, device and population found.
    public enum Reliability: Sendable, Hashable {
        /// The typical error of the log ratio d of one trial: for limbs that load at once, and good for separate ones.
        case logRatio(KnownError)
        /// The typical error of each limb in the unit of the metric: for limbs tested one after the other.
        case limbs(left: KnownError, right: KnownError)
    }

    /// The index on whose scale people read the difference.
    public var index: PairIndex
    /// How trials become one value a limb.
    public var rule: SetRule
    /// Which end is the better one, for the best trial.
    public var better: SetRule.Better
    /// Declared roles, for role indices.
    public var roles: PairRoles
    /// Smallest meaningful load in the unit of the metric, ≥ 0.
    public var floor: Double
    /// Known typical error; nil where no study is known.
    public var reliability: Reliability?
    /// Standard uncertainty u of the log ratio that repetition cannot show: gain, zero, alignment; ≥ 0.
    public var systematic: Double
    /// Trials a limb that an interval needs here, at least ``smallestCount``.
    public var fewestTrials: Int

    /// Makes a rule.
    public init(
        index: PairIndex, rule: SetRule = .mean, better: SetRule.Better = .larger, roles: PairRoles = PairRoles(),
        floor: Double, reliability: Reliability? = nil, systematic: Double = 0,
        fewestTrials: Int = smallestCount
    ) {
        self.index = index
        self.rule = rule
        self.better = better
        self.roles = roles
        self.floor = floor
        self.reliability = reliability
        self.systematic = systematic
        self.fewestTrials = max(fewestTrials, Self.smallestCount)
    }

    /// What is said of the difference of a set, and why.
    public struct Judgement: Sendable, Hashable {
        /// The index of the set.
        public var value: PairValue
        /// The larger limb; nil where both are equal or the index is absent.
        public var larger: Side?
        /// 95 % interval on the scale of the index, given beside a noise band too; nil where there is none.
        public var interval: ClosedRange<Double>?
        /// The noise band that decided; nil where none did.
        public var band: NoiseBand?
        /// The verdict.
        public var verdict: Verdict
        /// Why, in plain words.
        public var reason: String
    }

    /// Judges the difference of a set.
    ///
    /// - Returns: `cannotSay` also where the index is absent, a side is unloaded, an interval would need the logarithm of a
    ///   value ≤ 0, or the rule is the best trial.
    public func judge(_ trials: LimbTrials) -> Judgement {
        let value = trials.evaluate(index, rule: rule, floor: floor, roles: roles, better: better)
        var judgement = Judgement(value: value, verdict: .cannotSay, reason: "")
        guard value.status != .unilateral, value.value != nil, let left = rule.value(of: trials.left, better: better),
            let right = rule.value(of: trials.right, better: better)
        else {
            judgement.reason = "no difference to judge: " + Self.words(value.status)
            return judgement
        }
        judgement.larger = right > left ? .right : left > right ? .left : nil
        let spread = interval(trials, left, right)
        if case .found(let interval, _) = spread { judgement.interval = interval }
        if let (band, difference) = band(trials, left, right) {
            judgement.band = band
            judgement.verdict = band.explains(difference) ? .withinNoise : .clear
            judgement.reason =
                Self.words(trials)
                + (band.explains(difference)
                    ? "; inside the noise band of the known typical error: cannot be told apart from measurement noise"
                    : "; outside the noise band of the known typical error")
            return judgement
        }
        switch spread {
        case .none(let reason): judgement.reason = reason
        case .found(_, let leavesOutEqual):
            judgement.verdict = leavesOutEqual ? .clear : .withinNoise
            judgement.reason =
                Self.words(trials)
                + (leavesOutEqual
                    ? "; the 95 % interval leaves out equal sides"
                    : "; cannot be told apart from measurement noise")
        }
        if reliability != nil { judgement.reason += "; the known typical error does not apply to this set" }
        return judgement
    }

    // MARK: Noise band

    /// The band of the known typical error and the difference on its scale; nil where the error does not apply.
    private func band(_ trials: LimbTrials, _ left: Double, _ right: Double) -> (NoiseBand, Double)? {
        switch reliability {
        case .logRatio(let error):
            guard left > 0, right > 0 else { return nil }
            return (
                NoiseBand(logRatio: error, count: trials.count, rule: rule, systematic: systematic),
                log(right) - log(left)
            )
        case .limbs(let leftError, let rightError):
            // Limbs that load at once go together: their own errors would not tell that of the difference.
            guard trials.timing == .separate else { return nil }
            let band = NoiseBand(
                left: leftError, right: rightError, counts: (trials.left.count, trials.right.count), rule: rule,
                systematic: systematicInUnit(left, right))
            return (band, right - left)
        case nil: return nil
        }
    }

    /// u of R−L from u of ln(R/L): never under it, and equal where both sides are.
    private func systematicInUnit(_ left: Double, _ right: Double) -> Double { systematic * max(abs(left), abs(right)) }

    // MARK: Interval

    private enum Spread {
        /// The interval on the scale of the index (nil where that has none), and whether it leaves out equal sides.
        case found(ClosedRange<Double>?, leavesOutEqual: Bool)
        case none(String)
    }

    private func interval(_ trials: LimbTrials, _ left: Double, _ right: Double) -> Spread {
        if rule == .best { return .none("the best trial has no interval") }
        guard trials.count >= fewestTrials else {
            let each = trials.timing == .separate ? " a limb" : ""
            return .none(Self.words(trials) + "; an interval needs \(fewestTrials)" + each)
        }
        if index == .difference || index == .normalized { return plainInterval(trials, left, right) }
        guard (trials.left + trials.right).allSatisfy({ $0 > 0 }) else {
            return .none("no interval: a value is not above zero")
        }
        let center: Double
        let half: Double
        switch trials.timing {
        case .simultaneous:
            guard let paired = PairedLogInterval(left: trials.left, right: trials.right) else {
                return .none("no interval: a value is not a number")
            }
            (center, half) = (paired.mean, paired.halfWidth)
        case .separate:
            guard let welch = WelchInterval(logarithmsOf: trials.left, trials.right) else {
                return .none("no interval: a value is not a number")
            }
            (center, half) = (welch.difference, welch.halfWidth)
        }
        let bounds = widened(rule == .median ? log(right) - log(left) : center, half, systematic, scale: 1)
        return .found(index.bounds(ofLogRatios: bounds, roles: roles), leavesOutEqual: !bounds.contains(0))
    }

    /// Indices of differences: the interval of R−L in the unit of the metric.
    private func plainInterval(_ trials: LimbTrials, _ left: Double, _ right: Double) -> Spread {
        let half: Double?
        switch trials.timing {
        case .simultaneous: half = MeanInterval(zip(trials.left, trials.right).map { $1 - $0 })?.halfWidth
        case .separate: half = WelchInterval(first: trials.left, second: trials.right)?.halfWidth
        }
        guard let half else { return .none("no interval: a value is not a number") }
        let bounds = widened(right - left, half, systematicInUnit(left, right), scale: max(abs(left), abs(right)))
        guard index == .normalized else { return .found(bounds, leavesOutEqual: !bounds.contains(0)) }
        let scale = NormalizedSymmetry(left: trials.left, right: trials.right).map { 100 / $0.denominator } ?? .nan
        // Under the median the index is that of the two medians, whose denominator is another one.
        guard rule == .mean, scale.isFinite else { return .found(nil, leavesOutEqual: !bounds.contains(0)) }
        return .found((bounds.lowerBound * scale)...(bounds.upperBound * scale), leavesOutEqual: !bounds.contains(0))
    }

    /// center ± √((t·SE)² + (2u)²), with the standard error of the median where that is the rule.
    ///
    /// Never narrower than what results print: equal values whose last bits differ are equal.
    private func widened(_ center: Double, _ half: Double, _ u: Double, scale: Double) -> ClosedRange<Double> {
        let spread = rule == .median ? half * SetRule.medianFactor : half
        let least = Self.resolution * scale
        let all = (spread * spread + 4 * u * u + least * least).squareRoot()
        // An uncertainty that is not a number may be any.
        let width = all.isNaN ? .infinity : all
        return (center - width)...(center + width)
    }

    // MARK: Words

    private static func words(_ trials: LimbTrials) -> String {
        if trials.timing == .separate { return "\(trials.left.count) left and \(trials.right.count) right trials" }
        return trials.count == 1 ? "1 trial" : "\(trials.count) trials"
    }

    private static func words(_ status: MeasureStatus) -> String {
        switch status {
        case .unilateral: "one side unloaded"
        case .belowFloor: "too little load"
        default: "the index is not defined for these values"
        }
    }
}
