/// A statistic of two samples, recomputed over samples drawn from them with replacement (formulas A.7-5c, d).
///
/// Its intervals are too narrow for fewer than about ten values: with five, the spread shrinks by √(4/5). Below eight
/// give Student's or Welch's interval first.
public struct Bootstrap: Sendable, Hashable {
    /// The statistic of the samples themselves.
    public let estimate: Double
    /// The statistic of each drawn pair of samples, ascending.
    public let replicates: [Double]
    /// The statistic with each value left out in turn: those of the first sample, then of the second; of pairs, each pair.
    public let jackknife: [Double]

    /// Draws `count` pairs of samples with SplitMix64.
    ///
    /// - Parameters:
    ///   - first: at least two values.
    ///   - second: at least two values; as many as `first` where `paired`.
    ///   - paired: whether one list of indices serves both; else all indices of the first are drawn before the second's.
    ///   - count: replicates, ≥ 1.
    ///   - seed: of the random numbers.
    /// - Returns: nil for too few values and where the statistic is not finite for a drawn sample.
    public init?(
        first: [Double], second: [Double], paired: Bool, count: Int = 2000, seed: UInt64 = 42,
        statistic: ([Double], [Double]) -> Double
    ) {
        guard first.count > 1, second.count > 1, count > 0, !paired || first.count == second.count else { return nil }
        var random = SplitMix64(seed: seed)
        var a = first
        var b = second
        var drawn: [Double] = []
        drawn.reserveCapacity(count)
        for _ in 0..<count {
            for i in a.indices {
                let k = random.index(first.count)
                a[i] = first[k]
                if paired { b[i] = second[k] }
            }
            if !paired {
                for i in b.indices { b[i] = second[random.index(second.count)] }
            }
            drawn.append(statistic(a, b))
        }
        var left: [Double] = []
        for i in first.indices {
            left.append(statistic(Self.leaving(i, first), paired ? Self.leaving(i, second) : second))
        }
        if !paired {
            for i in second.indices { left.append(statistic(first, Self.leaving(i, second))) }
        }
        let estimate = statistic(first, second)
        guard estimate.isFinite, drawn.allSatisfy(\.isFinite), left.allSatisfy(\.isFinite) else { return nil }
        self.estimate = estimate
        self.replicates = drawn.sorted()
        self.jackknife = left
    }

    /// Mean of the replicates.
    public var mean: Double { replicates.reduce(0, +) / Double(replicates.count) }

    /// The interval between two quantiles of the replicates (type 7).
    public func percentile(confidence: Double = 0.95) -> ClosedRange<Double>? {
        between((1 - confidence) / 2, (1 + confidence) / 2)
    }

    /// The bias-corrected and accelerated interval (Efron and Tibshirani 1993).
    public struct BiasCorrected: Sendable, Hashable {
        /// Bias z₀ = Φ⁻¹ of the share of replicates below the estimate, equal ones counted half.
        public let bias: Double
        /// Acceleration a, from the jackknife; 0 where that does not vary.
        public let acceleration: Double
        /// The quantile taken as lower end.
        public let lowerLevel: Double
        /// The quantile taken as upper end.
        public let upperLevel: Double
        /// The interval.
        public let bounds: ClosedRange<Double>
    }

    /// The bias-corrected and accelerated interval; nil where all replicates lie on one side of the estimate.
    public func biasCorrected(confidence: Double = 0.95) -> BiasCorrected? {
        let below = Double(replicates.count { $0 < estimate })
        let equal = Double(replicates.count { $0 == estimate })
        let z0 = StandardNormal.quantile((below + 0.5 * equal) / Double(replicates.count))
        guard z0.isFinite else { return nil }
        let center = jackknife.reduce(0, +) / Double(jackknife.count)
        var squares = 0.0
        var cubes = 0.0
        for value in jackknife {
            let d = center - value
            squares += d * d
            cubes += d * d * d
        }
        let a = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
        func level(_ probability: Double) -> Double? {
            let z = z0 + StandardNormal.quantile(probability)
            let scale = 1 - a * z
            return scale > 0 ? StandardNormal.cumulative(z0 + z / scale) : nil
        }
        guard let low = level((1 - confidence) / 2), let high = level((1 + confidence) / 2),
            let bounds = between(low, high)
        else { return nil }
        return BiasCorrected(bias: z0, acceleration: a, lowerLevel: low, upperLevel: high, bounds: bounds)
    }

    private func between(_ low: Double, _ high: Double) -> ClosedRange<Double>? {
        guard let a = Descriptive.quantile(sorted: replicates.span, low),
            let b = Descriptive.quantile(sorted: replicates.span, high), a <= b
        else { return nil }
        return a...b
    }

    private static func leaving(_ index: Int, _ values: [Double]) -> [Double] {
        var rest = values
        rest.remove(at: index)
        return rest
    }
}
