import SignalCore

/// The left/right indices of one value a side (formulas A.1), by the ids that files use.
///
/// The default is `symmetryIndex` where both limbs load at once and `percentageDifference` where each is tested alone
/// (formulas A.6). Role indices are views on request.
public enum PairIndex: String, Sendable, Hashable, CaseIterable, Codable {
    /// Right side's share of both, 50 = even.
    case share
    /// Right minus left in the unit of the pair.
    case difference = "diffN"
    /// Percentage difference relative to the larger side, signed (Bishop 2018).
    case percentageDifference = "PD"
    /// Bilateral strength asymmetry: the magnitude of `PD` (Impellizzeri 2007).
    case bilateralStrengthAsymmetry = "BSA"
    /// Limb symmetry index: involved of uninvolved, else non-dominant of dominant; 100 = equal.
    case limbSymmetry = "LSI1"
    /// Limb symmetry index as a deficit of the non-dominant limb (Schiltz 2009).
    case limbDeficit = "LSI2"
    /// Difference relative to the mean of both (Bell 2014).
    case limbMeanReferenced = "LSI3"
    /// Dominant of non-dominant in %.
    case limbInverse = "LSI4"
    /// Bilateral asymmetry index 1: difference relative to the sum (Kobayashi 2013).
    case bilateralAsymmetry1 = "BAI1"
    /// Bilateral asymmetry index 2: twice the first (Wong 2007).
    case bilateralAsymmetry2 = "BAI2"
    /// Asymmetry index: dominant minus non-dominant relative to their mean.
    case asymmetryIndex = "AI"
    /// Symmetry index of Robinson 1987: difference relative to the mean.
    case robinson = "SIr"
    /// Symmetry index of Shorter 2008 with its sign: difference relative to the sum.
    case symmetryIndex = "SIs"
    /// Symmetry angle (Zifchock 2008).
    case symmetryAngle = "SA"
    /// Log ratio, 100·ln(R/L) (Plotnik 2007, signed).
    case gaitAsymmetry = "GA"
    /// Universal symmetry index (Alves 2020) with the project's sign; also for quantities that change sign.
    case universal = "USI"
    /// Universal symmetry index weighted by the spread of the trials (Alves 2020).
    case weightedUniversal = "wUSI"
    /// Normalized symmetry index (Queen 2020); also for quantities that change sign.
    case normalized = "NSI"

    /// What happens when left and right change places, and declared roles with them.
    public enum UnderSwap: Sendable, Hashable {
        /// The index changes its sign, exactly.
        case negates
        /// The index becomes 100 minus itself.
        case complements
        /// The index keeps its value.
        case keeps
    }

    /// What a role index must be told.
    public enum NeededRole: Sendable, Hashable {
        /// Nothing.
        case none
        /// The dominant limb.
        case dominant
        /// The involved limb, or else the dominant one.
        case involvedOrDominant
    }

    /// Unit of the value; empty for a pure number.
    ///
    /// `difference` has the unit of its pair.
    public var unit: String {
        switch self {
        case .difference: "N"
        case .universal, .weightedUniversal: ""
        default: "%"
        }
    }

    /// The formula in words of the literature: L, R sides; D, N dominant and not; I, U involved and not.
    public var formula: String {
        switch self {
        case .share: "100·R/(L+R)"
        case .difference: "R−L"
        case .percentageDifference: "100·(R−L)/max(L,R)"
        case .bilateralStrengthAsymmetry: "100·(max−min)/max"
        case .limbSymmetry: "100·I/U, else 100·N/D"
        case .limbDeficit: "100·(1−N/D)"
        case .limbMeanReferenced: "100·(R−L)/(½(L+R))"
        case .limbInverse: "100·D/N"
        case .bilateralAsymmetry1: "100·(D−N)/(D+N), without roles 100·(R−L)/(R+L)"
        case .bilateralAsymmetry2: "200·(D−N)/(D+N), without roles 200·(R−L)/(R+L)"
        case .asymmetryIndex: "100·(D−N)/(½(D+N))"
        case .robinson: "100·(R−L)/(½(R+L))"
        case .symmetryIndex: "100·(R−L)/(R+L)"
        case .symmetryAngle: "100·(45°−arctan(L/R))/90°"
        case .gaitAsymmetry: "100·ln(R/L)"
        case .universal: "(R−L)/√(L²+R²)"
        case .weightedUniversal: "W·USI, W = 1−√2·σ/√(2σ²+L²+R²), σ = larger SD of the trials"
        case .normalized: "100·mean((R−L)/den), den = max(0,L,R)−min(0,L,R) over the trials"
        }
    }

    /// The role that must be declared.
    public var neededRole: NeededRole {
        switch self {
        case .limbSymmetry: .involvedOrDominant
        case .limbDeficit, .limbInverse, .asymmetryIndex: .dominant
        default: .none
        }
    }

    /// True for an index whose value depends on a declared role.
    public var usesRoles: Bool {
        switch self {
        case .limbSymmetry, .limbDeficit, .limbInverse, .asymmetryIndex, .bilateralAsymmetry1, .bilateralAsymmetry2:
            true
        default: false
        }
    }

    /// Behaviour when the sides change places, for a pair of values ≥ 0.
    ///
    /// - Parameter roles: without a declared dominant limb `BAI1` and `BAI2` are plain signed indices.
    public func underSwap(roles: PairRoles = PairRoles()) -> UnderSwap {
        switch self {
        case .share: .complements
        case .bilateralStrengthAsymmetry, .limbSymmetry, .limbDeficit, .limbInverse, .asymmetryIndex: .keeps
        case .bilateralAsymmetry1, .bilateralAsymmetry2: roles.dominant == nil ? .negates : .keeps
        default: .negates
        }
    }

    /// False for indices that grow without bound as one side goes to zero: they are not given for a one-sided load.
    public var isBounded: Bool {
        switch self {
        case .limbSymmetry, .limbDeficit, .limbInverse, .gaitAsymmetry: false
        default: true
        }
    }

    /// True for indices that also mean something where a quantity has a negative side (formulas A.1, rule).
    public var allowsSigns: Bool {
        switch self {
        case .universal, .weightedUniversal, .normalized, .difference: true
        default: false
        }
    }

    /// True for an index that a single pair does not have, because it needs the spread over trials.
    public var needsTrials: Bool { self == .weightedUniversal }

    /// The value that means perfect symmetry.
    public var symmetric: Double {
        switch self {
        case .share: 50
        case .limbSymmetry, .limbInverse: 100
        default: 0
        }
    }
}
