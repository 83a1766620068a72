import Assessments
import SignalCore

/// A trial as the loop knows it.
public struct LoopTrial: Sendable, Hashable {
    /// What is determined while it is not over; nil once it is.
    public var provisional: ProvisionalTrial?
    /// What analysis says of it; nil while it is not over.
    public var result: TrialResult?
    /// False where it was discarded.
    public var isKept = true
    /// Why it was discarded.
    public var reason: String?
    /// Events that were moved by hand, in seconds of the recording.
    public var moved: [String: Double] = [:]

    /// True where it counts toward the protocol: kept, and without a warning.
    public var isGood: Bool { isKept && result?.status == .ok }
}

/// Marks trials that lie far from the others of their set.
public enum OutlierRule {
    /// The trials whose value is an outlier (Iglewicz & Hoaglin 1993: modified z over 3.5), and more than 5 % off the median.
    ///
    /// - Parameter values: one a trial; nil where there is none.
    /// - Returns: as many flags; none is set with fewer than three values.
    public static func outliers(_ values: [Double?]) -> [Bool] {
        let known = values.compactMap { $0 }.sorted()
        guard known.count >= 3 else { return values.map { _ in false } }
        let centre = median(known)
        let spread = median(known.map { abs($0 - centre) }.sorted())
        return values.map { value in
            guard let value else { return false }
            let distance = abs(value - centre)
            return distance > 0.05 * abs(centre) && 0.6745 * distance > 3.5 * spread
        }
    }

    private static func median(_ sorted: [Double]) -> Double {
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}
