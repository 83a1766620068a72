/// In whose manner something was evaluated, and what of it nobody here has seen.
///
/// An evaluation in the manner of a standard is not a test by it: every result is informative.
public struct Manner: Sendable, Hashable, Codable {
    /// The standard.
    public let standard: String
    /// Always true: no evaluation here claims conformity.
    public let isInformative: Bool
    /// What was not seen and stands from memory or by convention; it belongs beside every number.
    public let unseen: String

    private init(_ standard: String, _ unseen: String) {
        self.standard = standard
        isInformative = true
        self.unseen = unseen
    }

    /// Force-proving instruments.
    public static let iso376 = Manner(
        "ISO 376:2011", "the standard was not seen; formulas, class limits and uncertainty terms are from memory")
    /// Force-measuring instruments by lower limit factor.
    public static let astmE74 = Manner(
        "ASTM E74", "only the scope was read; the factors 2.4, 400 and 2000 are from memory; for static forces only")
    /// Force platforms over their surface.
    public static let astmF3109 = Manner(
        "ASTM F3109", "only the scope was read; grid, forces and acceptance limits are this project's own")
    /// Testing machines.
    public static let iso7500 = Manner(
        "ISO 7500-1", "the standard was not seen; the class limits beside q are from memory")
}
