import Statistics

/// How a metric of a whole set comes from a metric of its trials, of each limb by itself.
public enum AcrossTrials: Sendable, Hashable {
    /// The largest value.
    case best
    /// Mean of the largest values, as many as said; of all where there are fewer.
    case meanOfBest(Int)
    /// Standard deviation over the trials, n − 1.
    case standardDeviation
    /// Least-squares slope per trial, in the unit of the metric.
    case slope
    /// Decline from the mean of the first three to the mean of the last three, in % of the first (formulas B.8).
    case decline
    /// Number of trials.
    case count
    /// Sum of all trials.
    case sum
    /// Mean of the five best hops by reactive strength, of those with short contacts (formulas B.6).
    case bestFiveHops
    /// Force that 24 all-out efforts settle at.
    case criticalForce
    /// Impulse above that force.
    case impulseAboveCriticalForce

    /// Id in results.
    public var id: String {
        switch self {
        case .best: "best"
        case .meanOfBest(let n): "meanOfBest\(n)"
        case .standardDeviation: "sd"
        case .slope: "slope"
        case .decline: "decline"
        case .count: "count"
        case .sum: "sum"
        case .bestFiveHops: "bestFiveHops"
        case .criticalForce: "criticalForce"
        case .impulseAboveCriticalForce: "impulseAboveCriticalForce"
        }
    }

    /// The value of one limb's trials in their order; nil where there are too few.
    func value(_ trials: [Double]) -> Double? {
        switch self {
        case .best: return trials.max()
        case .meanOfBest(let n):
            let best = Array(trials.sorted(by: >).prefix(n))
            return Descriptive.mean(best.span)
        case .standardDeviation: return Descriptive.standardDeviation(trials.span)
        case .slope: return Descriptive.slope(trials.span, rate: 1)
        case .decline: return FatigueIndex.decline(trials)
        case .count: return trials.isEmpty ? nil : Double(trials.count)
        case .sum: return trials.isEmpty ? nil : trials.reduce(0, +)
        case .bestFiveHops, .criticalForce, .impulseAboveCriticalForce: return nil
        }
    }

    /// The value of the rules that need more than one metric of each trial; nil for the others.
    func composite(
        _ trials: [TrialResult], settings: AnalysisSettings
    ) -> (both: Double?, left: Double?, right: Double?)? {
        switch self {
        case .bestFiveHops: HopTrials.bestFive(trials, settings: settings)
        case .criticalForce: CriticalForce.of(trials, \.force)
        case .impulseAboveCriticalForce: CriticalForce.of(trials, \.impulseAbove)
        default: nil
        }
    }
}
