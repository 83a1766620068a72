import Statistics

/// The typical error of one trial, from a reliability study of the same test, device and population.
public struct KnownError: Sendable, Hashable {
    /// Typical error of a single trial, ≥ 0: in the unit of the metric, or of the log ratio d (dimensionless).
    public let typicalError: Double
    /// Its degrees of freedom, people minus one; nil for many.
    public let degreesOfFreedom: Int?

    /// Makes an error; nil for a negative or not finite one, or without a degree of freedom.
    public init?(typicalError: Double, degreesOfFreedom: Int? = nil) {
        guard typicalError >= 0, typicalError.isFinite, degreesOfFreedom ?? 1 > 0 else { return nil }
        self.typicalError = typicalError
        self.degreesOfFreedom = degreesOfFreedom
    }
}

/// The differences that measurement noise explains (Hopkins 2000; formulas A.7-4).
///
/// √(band² + (2u)²) with band = z·√(SE_L² + SE_R²). Inside it a difference "cannot be told apart from measurement noise",
/// which never means "symmetric".
public struct NoiseBand: Sendable, Hashable {
    /// In what the band is measured.
    public enum Scale: String, Sendable, Hashable, CaseIterable {
        /// In the unit of the metric.
        case unit
        /// In the log ratio d = ln(R/L).
        case logRatio
    }

    /// In what the band is measured.
    public let scale: Scale
    /// Half of the band, ≥ 0.
    public let halfWidth: Double

    /// The band of R−L where each limb is tested alone, in the unit of the metric.
    ///
    /// - Parameters:
    ///   - counts: trials behind each limb's value, ≥ 1.
    ///   - systematic: standard uncertainty u of the difference that repetition cannot show, in the same unit, ≥ 0.
    public init(
        left: KnownError, right: KnownError, counts: (left: Int, right: Int), rule: SetRule, systematic: Double = 0
    ) {
        let seLeft = rule.standardError(ofTrial: left.typicalError, count: counts.left)
        let seRight = rule.standardError(ofTrial: right.typicalError, count: counts.right)
        // The worse known of both errors decides how wide its quantile is.
        let df = [left.degreesOfFreedom, right.degreesOfFreedom].compactMap(\.self).min()
        let band = ChangeTest.coverage(degreesOfFreedom: df) * (seLeft * seLeft + seRight * seRight).squareRoot()
        scale = .unit
        halfWidth = (band * band + 4 * systematic * systematic).squareRoot()
    }

    /// The band of the log ratio d, from the typical error of d itself: where both limbs load at once they go together.
    ///
    /// - Parameters:
    ///   - count: trials behind the value, ≥ 1.
    ///   - systematic: standard uncertainty u of d that repetition cannot show, ≥ 0.
    public init(logRatio error: KnownError, count: Int, rule: SetRule, systematic: Double = 0) {
        let band =
            ChangeTest.coverage(degreesOfFreedom: error.degreesOfFreedom)
            * rule.standardError(ofTrial: error.typicalError, count: count)
        scale = .logRatio
        halfWidth = (band * band + 4 * systematic * systematic).squareRoot()
    }

    /// Whether noise explains a difference on the band's scale; a width that is not a number explains everything.
    public func explains(_ difference: Double) -> Bool { !(abs(difference) > halfWidth) }
}
