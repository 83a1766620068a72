/// The tests by the ids that files and the command line use.
public enum TestID: String, Sendable, Hashable, CaseIterable, Codable {
    /// Countermovement jump.
    case cmj
    /// Isometric mid-thigh pull, standing on plates.
    case imtp
    /// Isometric dynamometry of two limbs at once.
    case iso
    /// No test: forces and shares of whatever was recorded.
    case free
}
