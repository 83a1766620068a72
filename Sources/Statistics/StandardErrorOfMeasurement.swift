/// Standard error of measurement and what follows from it (Weir 2005; formulas A.7-8, A.7-9).
public enum StandardErrorOfMeasurement {
    /// From a spread and its reliability, SD·√(1 − ICC); nil for a negative SD or an ICC over 1.
    ///
    /// Prefer the mean-square forms: the SD is itself a sample.
    public static func from(deviation: Double, reliability: Double) -> Double? {
        guard deviation >= 0, reliability <= 1 else { return nil }
        return deviation * (1 - reliability).squareRoot()
    }

    /// For consistency, √MSE: the typical error of two sessions.
    public static func consistency(_ anova: TwoWayAnova) -> Double { anova.residual.squareRoot() }

    /// For absolute agreement, √(MSE + (MSC − MSE)/n); nil where that variance is negative.
    public static func agreement(_ anova: TwoWayAnova) -> Double? {
        let variance = anova.residual + (anova.betweenSessions - anova.residual) / Double(anova.subjects)
        return variance >= 0 ? variance.squareRoot() : nil
    }

    /// Minimal detectable change with 95 % confidence, 1.96·√2·SEM.
    public static func minimalDetectableChange(_ error: Double) -> Double {
        StandardNormal.twoSided95 * 2.0.squareRoot() * error
    }
}
