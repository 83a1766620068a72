/// Intraclass correlations of a table of subjects by sessions (Shrout and Fleiss 1979; formulas A.7-7).
///
/// Negative estimates are given as computed. A value is nil where its denominator is 0.
public struct IntraclassCorrelation: Sendable, Hashable {
    /// The mean squares behind the coefficients.
    public let anova: TwoWayAnova

    /// Takes mean squares.
    public init(_ anova: TwoWayAnova) { self.anova = anova }

    /// The coefficients of a table, one row a subject; nil where `TwoWayAnova` has none.
    public init?(_ table: [[Double]]) {
        guard let anova = TwoWayAnova(table) else { return nil }
        self.anova = anova
    }

    private var n: Double { Double(anova.subjects) }
    private var k: Double { Double(anova.sessions) }
    private var msr: Double { anova.betweenSubjects }
    private var msc: Double { anova.betweenSessions }
    private var mse: Double { anova.residual }

    /// ICC(1,1): one-way random effects, single measurement.
    public var oneWay: Double? {
        Self.ratio(msr - anova.withinSubjects, msr + (k - 1) * anova.withinSubjects)
    }

    /// ICC(2,1) = ICC(A,1): two-way random effects, absolute agreement, single measurement.
    public var agreement: Double? {
        Self.ratio(msr - mse, msr + (k - 1) * mse + k * (msc - mse) / n)
    }

    /// ICC(3,1) = ICC(C,1): two-way mixed effects, consistency, single measurement.
    public var consistency: Double? { Self.ratio(msr - mse, msr + (k - 1) * mse) }

    /// ICC(2,k): absolute agreement of the mean of all sessions.
    public var agreementOfMeans: Double? { Self.ratio(msr - mse, msr + (msc - mse) / n) }

    /// ICC(3,k): consistency of the mean of all sessions.
    public var consistencyOfMeans: Double? { Self.ratio(msr - mse, msr) }

    /// Interval of ICC(3,1); nil where sessions agree to the last digit, so that F is infinite.
    public func consistencyBounds(confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard mse > 0 else { return nil }
        let f = msr / mse
        let p = 0.5 + confidence / 2
        let low = f / FisherF(numerator: n - 1, denominator: (n - 1) * (k - 1)).quantile(p)
        let high = f * FisherF(numerator: (n - 1) * (k - 1), denominator: n - 1).quantile(p)
        return Self.range((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
    }

    /// Interval of ICC(2,1) with Satterthwaite's degrees of freedom; nil where sessions agree to the last digit.
    public func agreementBounds(confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard mse > 0, let rho = agreement else { return nil }
        let p = 0.5 + confidence / 2
        let fj = msc / mse
        let between = n * (1 + (k - 1) * rho) - k * rho
        let sum = k * rho * fj + between
        let v =
            (n - 1) * (k - 1) * sum * sum
            / ((n - 1) * k * k * rho * rho * fj * fj + between * between)
        let f1 = FisherF(numerator: n - 1, denominator: v).quantile(p)
        let f2 = FisherF(numerator: v, denominator: n - 1).quantile(p)
        let mixed = k * msc + (k * n - k - n) * mse
        return Self.range(
            n * (msr - f1 * mse) / (f1 * mixed + n * msr), n * (f2 * msr - mse) / (mixed + n * f2 * msr))
    }

    /// How a coefficient is called (Koo and Li 2016); judge by the lower end of its interval.
    public enum Band: String, Sendable, Hashable, CaseIterable {
        /// Below 0.5.
        case poor
        /// From 0.5 to below 0.75.
        case moderate
        /// From 0.75 to 0.9.
        case good
        /// Above 0.9.
        case excellent

        /// The band of a coefficient.
        public init(_ coefficient: Double) {
            self =
                coefficient < 0.5 ? .poor : coefficient < 0.75 ? .moderate : coefficient <= 0.9 ? .good : .excellent
        }
    }

    private static func ratio(_ numerator: Double, _ denominator: Double) -> Double? {
        denominator == 0 ? nil : numerator / denominator
    }

    private static func range(_ low: Double, _ high: Double) -> ClosedRange<Double>? {
        low.isFinite && high.isFinite && low <= high ? low...high : nil
    }
}
