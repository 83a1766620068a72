/// Which index fits which measurement (formulas A.6).
///
/// One person and one metric keep one index for the life of the record. The shape of a curve has no single index: take the
/// impulse index, the trend symmetry and the lag together, then `CurvePermutationTest`.
public enum IndexSituation: String, Sendable, Hashable, CaseIterable, Codable {
    /// Both limbs load at once: countermovement jump, squat, mid-thigh pull, stance, landing.
    case bothLimbsAtOnce
    /// Each limb is tested alone: single-leg jump, unilateral isometric, grip, hand-held dynamometer.
    case eachLimbAlone
    /// Nordic: two legs, each on its own sensor.
    case nordic
    /// Rehabilitation with a declared involved limb.
    case rehabilitation
    /// Statistics, modelling, intervals, averages across people.
    case statistics
    /// Quantities that change sign or come near zero.
    case signChanging
    /// Timing of gait.
    case gaitTiming

    /// The index to report first.
    public var index: PairIndex {
        switch self {
        case .bothLimbsAtOnce: .symmetryIndex
        case .eachLimbAlone, .nordic: .percentageDifference
        case .rehabilitation: .limbSymmetry
        case .statistics: .gaitAsymmetry
        case .signChanging: .normalized
        case .gaitTiming: .robinson
        }
    }

    /// What belongs beside it; rehabilitation also shows `EPIC` and the raw values.
    public var alongside: [PairIndex] {
        switch self {
        case .bothLimbsAtOnce: [.share]
        case .eachLimbAlone, .nordic, .rehabilitation, .statistics: []
        case .signChanging: [.difference]
        case .gaitTiming: [.gaitAsymmetry]
        }
    }

    /// Why, with its source.
    public var reason: String {
        switch self {
        case .bothLimbsAtOnce: "each limb is part of the total (Bishop 2018)"
        case .eachLimbAlone: "bounded and independent of the reference limb (Bishop 2018)"
        case .nordic: "the stronger limb as reference, as that literature reports"
        case .rehabilitation: "convention; look at each limb's own trend beside it (Wellsandt 2017)"
        case .statistics: "antisymmetric and additive; near PD for small differences"
        case .signChanging: "stays bounded where signs change (Queen 2020)"
        case .gaitTiming: "most published (Patterson 2010)"
        }
    }
}
