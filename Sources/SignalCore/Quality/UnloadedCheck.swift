import Statistics

/// What an unloaded sensor shows: its noise and how far its zero is off (formulas C.8).
public struct UnloadedCheck: Sendable, Hashable {
    /// Mean in newtons.
    public let mean: Double
    /// Standard deviation in newtons.
    public let noise: Double

    /// Newtons of noise that a force plate may have.
    public static let plateNoise = 1.0
    /// Newtons of noise that a dynamometer may have.
    public static let dynamometerNoise = 0.5
    /// Newtons by which the zero of a plate may be off before a trial.
    public static let largestOffset = 3.0
    /// Seconds of unloaded force that the check needs.
    public static let duration = 2.0

    /// Measures `force`, unloaded.
    ///
    /// - Returns: nil for less than 2 s or where a sample is NaN.
    public init?(_ force: [Double], rate: Double) {
        guard Double(force.count) >= Self.duration * rate, let mean = Descriptive.mean(force.span),
            let noise = Descriptive.standardDeviation(force.span), noise.isFinite
        else { return nil }
        self.mean = mean
        self.noise = noise
    }

    /// True where the noise is within `limit` newtons.
    public func isQuiet(limit: Double = plateNoise) -> Bool { noise <= limit }

    /// True where the zero is within `limit` newtons.
    public func isZeroed(limit: Double = largestOffset) -> Bool { abs(mean) <= limit }

    /// Newtons by which the unloaded zero may move during a test: 3 N, or 0.2 % of body weight where that is more.
    public static func largestDrift(bodyWeight: Double) -> Double { max(3, 0.002 * bodyWeight) }

    /// True where the zero moved from `before` by no more than the body weight in newtons allows.
    public func isStable(since before: UnloadedCheck, bodyWeight: Double) -> Bool {
        abs(mean - before.mean) <= Self.largestDrift(bodyWeight: bodyWeight)
    }
}
