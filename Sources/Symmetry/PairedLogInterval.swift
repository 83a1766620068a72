import Statistics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Interval of the log ratio d = ln(R/L) over repetitions in which both limbs load at once (formulas A.7-5b).
public struct PairedLogInterval: Sendable, Hashable {
    /// Number of repetitions, ≥ 2.
    public let count: Int
    /// Mean of ln(R/L), dimensionless.
    public let mean: Double
    /// Half-width in the log ratio: √((t·SE)² + (2u)²).
    public let halfWidth: Double

    /// The 95 % interval of `left` and `right`, repetition by repetition.
    ///
    /// - Parameter systematic: known standard uncertainty u of the log ratio that repetition cannot show, ≥ 0.
    /// - Returns: nil for fewer than two pairs, for arrays of different length and where a value is not > 0.
    public init?(left: [Double], right: [Double], systematic: Double = 0) {
        guard left.count == right.count, left.count > 1 else { return nil }
        var logs: [Double] = []
        for (l, r) in zip(left, right) {
            guard l > 0, r > 0, l.isFinite, r.isFinite else { return nil }
            logs.append(log(r) - log(l))
        }
        guard let mean = Descriptive.mean(logs.span), let sd = Descriptive.standardDeviation(logs.span) else {
            return nil
        }
        let n = Double(logs.count)
        let repetition = StudentT(degreesOfFreedom: n - 1).quantile(0.975) * sd / n.squareRoot()
        self.count = logs.count
        self.mean = mean
        self.halfWidth = (repetition * repetition + 4 * systematic * systematic).squareRoot()
    }

    /// The interval of the log ratio.
    public var bounds: ClosedRange<Double> { (mean - halfWidth)...(mean + halfWidth) }

    /// The interval in the scale of an index; nil for indices that the ratio alone does not determine.
    public func bounds(of index: PairIndex, roles: PairRoles = PairRoles()) -> ClosedRange<Double>? {
        index.bounds(ofLogRatios: bounds, roles: roles)
    }

    /// A log ratio d in the scale of an index: exact, since each is a function of R/L alone (formulas A.6, A.7-5).
    public static func backTransform(_ d: Double, to index: PairIndex) -> Double? { index.value(ofLogRatio: d) }

    /// Standard uncertainty of the log ratio from what is known of the sensors (formulas A.7-5b): u² of both gains, of
    /// the alignment of the clocks and of both zeros relative to their sides.
    ///
    /// What is nil counts as nothing.
    public static func systematicUncertainty(
        gainLeft: Double?, gainRight: Double?, zeroLeft: Double?, zeroRight: Double?, left: Double, right: Double,
        alignment: Double = 0
    ) -> Double {
        var square = alignment * alignment
        for gain in [gainLeft, gainRight] { square += (gain ?? 0) * (gain ?? 0) }
        for (zero, value) in [(zeroLeft, left), (zeroRight, right)] where value != 0 {
            let relative = (zero ?? 0) / value
            square += relative * relative
        }
        return square.squareRoot()
    }
}
