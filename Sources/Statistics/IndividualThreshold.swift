/// The range in which the next session of one person is expected, from that person's own baseline (formulas A.7-12).
public struct IndividualThreshold: Sendable, Hashable {
    /// Sessions that a baseline needs.
    public static let smallestCount = 4

    /// Number of baseline sessions m, ≥ 4.
    public let count: Int
    /// Mean of the baseline, in the unit of its values.
    public let mean: Double
    /// t(0.975, m − 1)·SD·√(1 + 1/m).
    public let halfWidth: Double

    /// The range from signed values, one a session; nil for fewer than four or one that is not finite.
    ///
    /// Before there are four, only a noise band can judge.
    public init?(baseline: [Double]) {
        guard baseline.count >= Self.smallestCount, let interval = MeanInterval(baseline) else { return nil }
        let m = Double(baseline.count)
        count = baseline.count
        mean = interval.mean
        // SD·√(1 + 1/m) = SE·√(m + 1)
        halfWidth = interval.halfWidth * (m + 1).squareRoot()
    }

    /// The range.
    public var bounds: ClosedRange<Double> { (mean - halfWidth)...(mean + halfWidth) }

    /// Whether a new session lies outside.
    public func flags(_ value: Double) -> Bool { !bounds.contains(value) }
}
