import Statistics

/// How the trials of a limb become one value; both limbs follow the same rule (formulas A.7-2).
public enum SetRule: String, Sendable, Hashable, CaseIterable, Codable {
    /// Mean of the valid trials, the default.
    case mean
    /// The best valid trial.
    case best
    /// The middle of the valid trials.
    case median

    /// Which end of a metric is the better one.
    public enum Better: String, Sendable, Hashable, CaseIterable, Codable {
        /// More is better: force, height.
        case larger
        /// Less is better: contact time.
        case smaller
    }

    /// The one value; nil for no trials, NaN where one is NaN.
    public func value(of trials: [Double], better: Better = .larger) -> Double? {
        switch self {
        case .mean: return Descriptive.mean(trials.span)
        case .median: return Descriptive.median(trials.span)
        case .best:
            if trials.contains(where: \.isNaN) { return .nan }
            return better == .larger ? trials.max() : trials.min()
        }
    }

    /// Standard error of the value from that of one trial and their number.
    ///
    /// Best: that of one trial. Median of three and more: √(π/2) times that of the mean, its limit for many normal values
    /// and an upper bound for few.
    public func standardError(ofTrial error: Double, count: Int) -> Double {
        let n = Double(max(count, 1)).squareRoot()
        return switch self {
        case .best: error
        case .mean: error / n
        case .median: count < 3 ? error / n : error / n * Self.medianFactor
        }
    }

    /// √(π/2).
    static let medianFactor = (Double.pi / 2).squareRoot()
}
