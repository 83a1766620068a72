/// How a measured error is held against a limit (formulas D.10, D.11).
public struct DecisionRule: Sendable, Hashable, Codable {
    /// What comes of it.
    public enum Outcome: String, Sendable, Hashable, CaseIterable, Codable {
        /// The error and its uncertainty lie within the limit.
        case pass
        /// The error lies within the limit, its uncertainty does not.
        case undecided
        /// The error lies beyond the limit.
        case fail
    }

    /// Largest permitted error, ≥ 0, in the unit of the error.
    public var limit: Double

    /// Makes the rule |E| + U ≤ limit.
    public init(limit: Double) { self.limit = limit }

    /// The rule in words, for the document.
    public static let words = "accepted where the error and its expanded uncertainty together stay within the limit"

    /// Judges an error with its expanded uncertainty; nil where one is not a number.
    public func judge(error: Double, expanded: Double) -> Outcome? {
        guard error.isFinite, expanded.isFinite else { return nil }
        if abs(error) + expanded <= limit { return .pass }
        return abs(error) <= limit ? .undecided : .fail
    }

    /// Normalised error (x − X)/√(U² + U_ref²): within ±1 two values agree within their expanded uncertainties.
    ///
    /// - Returns: nil without any uncertainty.
    public static func normalisedError(
        _ value: Double, expanded: Double, reference: Double, referenceExpanded: Double
    ) -> Double? {
        let u = (expanded * expanded + referenceExpanded * referenceExpanded).squareRoot()
        guard u > 0 else { return nil }
        return (value - reference) / u
    }
}
