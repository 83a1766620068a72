/// Whether a change between sessions is more than measurement error (formulas A.7-13).
public struct ChangeTest: Sendable, Hashable {
    /// What may be said of a change.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Larger than measurement error explains.
        case real
        /// Cannot be told apart from measurement error.
        case withinNoise
        /// The error of the measurement is not known: more sessions are needed.
        case needsMore
    }

    /// New value minus old, in the unit of the values.
    public let change: Double
    /// What a change must exceed; nil where the error is not known.
    public let limit: Double?

    /// A change against a known limit, such as the minimal detectable change of that very metric or index.
    public init(change: Double, limit: Double?) {
        self.change = change
        self.limit = limit
    }

    /// A new session against the mean of `sessions` earlier ones: limit z·TE·√(1 + 1/m).
    ///
    /// With one earlier session this is the minimal detectable change.
    ///
    /// - Parameters:
    ///   - baseline: mean of the earlier sessions.
    ///   - sessions: their number m; under 1 there is no limit.
    ///   - typicalError: of one session, in the same unit, ≥ 0; nil where not known.
    ///   - degreesOfFreedom: of the typical error; under 30 Student's t stands for 1.96.
    public init(value: Double, baseline: Double, sessions: Int, typicalError: Double?, degreesOfFreedom: Int? = nil) {
        change = value - baseline
        guard let typicalError, typicalError >= 0, sessions >= 1 else {
            limit = nil
            return
        }
        let factor = (1 + 1 / Double(sessions)).squareRoot()
        limit = Self.coverage(degreesOfFreedom: degreesOfFreedom) * typicalError * factor
    }

    /// The verdict.
    public var verdict: Verdict {
        guard let limit, limit.isFinite, change.isFinite else { return .needsMore }
        return abs(change) > limit ? .real : .withinNoise
    }

    /// Standard errors that hold 95 %: 1.96, or Student's t where the error itself was found from fewer than 31 people.
    ///
    /// Infinite for no degrees of freedom.
    public static func coverage(degreesOfFreedom: Int?) -> Double {
        guard let df = degreesOfFreedom, df < 30 else { return StandardNormal.twoSided95 }
        return df > 0 ? StudentT(degreesOfFreedom: Double(df)).quantile(0.975) : .infinity
    }
}
