/// The tests by the ids that files and the command line use.
public enum TestID: String, Sendable, Hashable, CaseIterable, Codable {
    /// Countermovement jump.
    case cmj
    /// Squat jump out of a held squat.
    case sj
    /// Drop jump from a box.
    case dj
    /// Countermovement jump with a rebound out of its landing.
    case cmjr
    /// Repeated hops, ten in five.
    case hops
    /// Landing that is held.
    case lah
    /// Isometric mid-thigh pull, standing on plates.
    case imtp
    /// Isometric dynamometry of two limbs at once.
    case iso
    /// No test: forces and shares of whatever was recorded.
    case free
}
