extension PairIndex {
    /// Name in the literature.
    public var name: String {
        switch self {
        case .share: "loading share"
        case .difference: "absolute difference"
        case .percentageDifference: "percentage difference"
        case .bilateralStrengthAsymmetry: "bilateral strength asymmetry"
        case .limbSymmetry: "limb symmetry index"
        case .limbDeficit: "limb symmetry index as a deficit"
        case .limbMeanReferenced: "limb symmetry index, mean-referenced"
        case .limbInverse: "limb symmetry index, inverse"
        case .bilateralAsymmetry1: "bilateral asymmetry index 1"
        case .bilateralAsymmetry2: "bilateral asymmetry index 2"
        case .asymmetryIndex: "asymmetry index"
        case .robinson: "symmetry index of Robinson"
        case .symmetryIndex: "symmetry index of Shorter, signed"
        case .symmetryAngle: "symmetry angle"
        case .gaitAsymmetry: "gait asymmetry, log ratio"
        case .universal: "universal symmetry index"
        case .weightedUniversal: "weighted universal symmetry index"
        case .normalized: "normalized symmetry index"
        }
    }

    /// Values for L, R ≥ 0 in words.
    public var range: String {
        switch self {
        case .share: "0…100, 50 = even"
        case .difference: "any, signed"
        case .percentageDifference, .symmetryIndex, .normalized: "−100…100"
        case .bilateralStrengthAsymmetry: "0…100, without a side"
        case .limbSymmetry, .limbInverse: "0…∞, 100 = equal"
        case .limbDeficit: "−∞…100"
        case .limbMeanReferenced, .bilateralAsymmetry2, .asymmetryIndex, .robinson: "−200…200"
        case .bilateralAsymmetry1: "−100…100"
        case .symmetryAngle: "−50…50"
        case .gaitAsymmetry: "−∞…∞"
        case .universal, .weightedUniversal: "−1…1"
        }
    }

    /// Where the formula comes from; section A.1 of the formula specification marks how far each source was read.
    public var source: String {
        switch self {
        case .share, .difference: "formulas A.1"
        case .percentageDifference: "Bishop 2018"
        case .bilateralStrengthAsymmetry: "Nunn & Mayhew 1988, Impellizzeri 2007"
        case .limbSymmetry: "Ceroni 2012"
        case .limbDeficit: "Schiltz 2009"
        case .limbMeanReferenced: "Bell 2014"
        case .limbInverse: "formulas A.1"
        case .bilateralAsymmetry1: "Kobayashi 2013"
        case .bilateralAsymmetry2: "Wong 2007, Sugiyama 2014"
        case .asymmetryIndex: "Robinson 1987, by Bishop 2016"
        case .robinson: "Robinson 1987"
        case .symmetryIndex: "Shorter 2008, Sato & Heise 2012"
        case .symmetryAngle: "Zifchock 2008"
        case .gaitAsymmetry: "Plotnik 2007"
        case .universal, .weightedUniversal: "Alves 2020"
        case .normalized: "Queen 2020"
        }
    }
}
