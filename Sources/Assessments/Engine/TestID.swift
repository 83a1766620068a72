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
    /// Countermovement jump on one leg.
    case slcmj
    /// Drop jump on one leg.
    case sldj
    /// Repeated hops on one leg.
    case slhop
    /// Isometric mid-thigh pull, standing on plates.
    case imtp
    /// Isometric dynamometry of two limbs at once.
    case iso
    /// Isometric squat, standing on plates.
    case isosquat
    /// Squeeze or press apart against a dynamometer a limb.
    case squeeze
    /// Grip strength, both hands at once or one after the other.
    case grip
    /// Pull on a dynamometer, both limbs at once or one after the other.
    case pull
    /// Nordic hamstring exercise with a dynamometer a leg.
    case nordic
    /// Squats on two plates.
    case squat
    /// Rising from a seat, feet on two plates.
    case sts
    /// Standing still on two plates.
    case stance
    /// Walking over two plates.
    case gait
    /// No test: forces and shares of whatever was recorded.
    case free
}
