/// Which cut-off a recording's own noise suggests (Winter 2009; formulas C.4).
///
/// Advice only: it tends to smooth too much.
public struct ResidualAnalysis: Sendable, Hashable {
    /// The cut-offs tried, in Hz, ascending.
    public let cutoffs: [Double]
    /// Root mean square of filtered minus raw for each cut-off, in the signal's unit.
    public let residuals: [Double]
    /// Slope of the line through the noise tail, in the signal's unit per Hz.
    public let slope: Double
    /// That line at 0 Hz: the noise that the signal's own band is assumed to hold.
    public let intercept: Double
    /// Cut-off in Hz where the residual first falls to `intercept`, by linear interpolation; nil where it never does inside
    /// the grid, or already lies below it at the first cut-off.
    public let optimum: Double?

    /// Filters `samples` at every cut-off, forwards and backwards.
    ///
    /// - Parameters:
    ///   - cutoffs: ascending, in Hz; the default of 2 to 200 Hz by 2 needs a rate of 500 samples/s.
    ///   - tail: cut-offs in Hz that hold noise only; nil takes the top half of the grid.
    ///   - convention: what a cut-off means; the default is that of the published procedure and of the worked numbers.
    /// - Throws: what the filters throw, and `grid` where the cut-offs do not ascend or fewer than three lie in the tail.
    public init(
        _ samples: [Double], rate: Double, cutoffs: [Double] = (1...100).map { 2 * Double($0) },
        tail: ClosedRange<Double>? = nil, order: Int = 2, convention: Butterworth.Convention = .dualPassUnwarped
    ) throws(FilterError) {
        guard let highest = cutoffs.last, zip(cutoffs, cutoffs.dropFirst()).allSatisfy({ $0.0 < $0.1 }) else {
            throw .grid(count: cutoffs.count)
        }
        let tail = tail ?? (highest / 2)...max(highest, highest / 2)
        let inTail = cutoffs.indices.filter { tail.contains(cutoffs[$0]) }
        guard inTail.count >= 3 else { throw .grid(count: inTail.count) }
        var residuals: [Double] = []
        for cutoff in cutoffs {
            let filter = Butterworth(order: order, cutoff: cutoff, convention: convention)
            let smooth = try filter.cascade(rate: rate).zeroPhase(samples)
            var squares = 0.0
            for i in samples.indices { squares += (smooth[i] - samples[i]) * (smooth[i] - samples[i]) }
            residuals.append((squares / Double(samples.count)).squareRoot())
        }
        let points = inTail.map { SIMD2(cutoffs[$0], residuals[$0]) }
        let mean = points.reduce(SIMD2<Double>.zero, +) / Double(points.count)
        var sxx = 0.0
        var sxy = 0.0
        for p in points {
            sxx += (p.x - mean.x) * (p.x - mean.x)
            sxy += (p.x - mean.x) * (p.y - mean.y)
        }
        let slope = sxy / sxx
        let intercept = mean.y - slope * mean.x
        var optimum: Double?
        if let k = residuals.firstIndex(where: { $0 <= intercept }), k > 0 {
            let share = (residuals[k - 1] - intercept) / (residuals[k - 1] - residuals[k])
            optimum = cutoffs[k - 1] + share * (cutoffs[k] - cutoffs[k - 1])
        }
        self.cutoffs = cutoffs
        self.residuals = residuals
        self.slope = slope
        self.intercept = intercept
        self.optimum = optimum
    }
}
