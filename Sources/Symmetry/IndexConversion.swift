import SignalCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The way between indices of one pair with L, R > 0 (formulas A.6): most are functions of the log ratio d = ln(R/L) alone.
///
/// The ways back are exact up to rounding, which grows towards the ends of bounded scales. `diffN` and `wUSI` are no
/// functions of the ratio; `BSA` has lost the side and so has no way back. `NSI` stands for that of a single trial.
extension PairIndex {
    /// The index at a log ratio d = ln(R/L), dimensionless.
    ///
    /// - Returns: nil for an index that the ratio does not determine, without a needed role and where the value overflows.
    public func value(ofLogRatio d: Double, roles: PairRoles = PairRoles()) -> Double? {
        let t = tanh(d / 2)
        let value: Double? =
            switch self {
            case .share: 50 * (1 + t)
            case .percentageDifference, .normalized: (d < 0 ? 100 : -100) * expm1(-abs(d))
            case .bilateralStrengthAsymmetry: -100 * expm1(-abs(d))
            case .robinson, .limbMeanReferenced: 200 * t
            case .symmetryIndex: 100 * t
            case .symmetryAngle: 200 / .pi * atan(t)
            case .gaitAsymmetry: 100 * d
            case .universal: 2.0.squareRoot() * t / (1 + t * t).squareRoot()
            case .difference, .weightedUniversal: nil
            case .limbSymmetry: roles.weak.map { 100 * exp($0 == .left ? -d : d) }
            case .limbDeficit: roles.dominant.map { -100 * expm1($0 == .right ? -d : d) }
            case .limbInverse: roles.dominant.map { 100 * exp($0 == .right ? d : -d) }
            case .bilateralAsymmetry1: 100 * roles.sign * t
            case .bilateralAsymmetry2: 200 * roles.sign * t
            case .asymmetryIndex: roles.dominant == nil ? nil : 200 * roles.sign * t
            }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The log ratio d = ln(R/L) at which the index has a value.
    ///
    /// - Returns: nil for values at or beyond the ends of the index's scale, which need a side ≤ 0; for `diffN`, `wUSI` and
    ///   `BSA`; and without a needed role.
    public func logRatio(of value: Double, roles: PairRoles = PairRoles()) -> Double? {
        let d: Double? =
            switch self {
            case .share: log(value) - log(100 - value)
            case .percentageDifference, .normalized: (value < 0 ? 1 : -1) * log1p(-abs(value) / 100)
            case .robinson, .limbMeanReferenced: 2 * atanh(value / 200)
            case .symmetryIndex: 2 * atanh(value / 100)
            // The tangent comes back from beyond its pole, so that the scale needs its ends in so many words.
            case .symmetryAngle: abs(value) < 50 ? 2 * atanh(tan(value * .pi / 200)) : nil
            case .gaitAsymmetry: value / 100
            case .universal: abs(value) < 1 ? 2 * atanh(value / (2 - value * value).squareRoot()) : nil
            case .difference, .weightedUniversal, .bilateralStrengthAsymmetry: nil
            case .limbSymmetry: roles.weak.map { ($0 == .left ? -1 : 1) * log(value / 100) }
            case .limbDeficit: roles.dominant.map { ($0 == .right ? -1 : 1) * log1p(-value / 100) }
            case .limbInverse: roles.dominant.map { ($0 == .right ? 1 : -1) * log(value / 100) }
            case .bilateralAsymmetry1: 2 * roles.sign * atanh(value / 100)
            case .bilateralAsymmetry2: 2 * roles.sign * atanh(value / 200)
            case .asymmetryIndex: roles.dominant == nil ? nil : 2 * roles.sign * atanh(value / 200)
            }
        return d.flatMap { $0.isFinite ? $0 : nil }
    }

    /// A value of this index on the scale of another, for the same pair: 10 % of `PD` are 5.263 % of `SIs`.
    ///
    /// - Returns: nil where `logRatio(of:)` or `value(ofLogRatio:)` has none.
    public func convert(_ value: Double, to other: PairIndex, roles: PairRoles = PairRoles()) -> Double? {
        logRatio(of: value, roles: roles).flatMap { other.value(ofLogRatio: $0, roles: roles) }
    }

    /// An interval of the log ratio on the scale of the index, its ends in ascending order.
    public func bounds(
        ofLogRatios bounds: ClosedRange<Double>, roles: PairRoles = PairRoles()
    ) -> ClosedRange<Double>? {
        guard let a = value(ofLogRatio: bounds.lowerBound, roles: roles),
            let b = value(ofLogRatio: bounds.upperBound, roles: roles)
        else { return nil }
        // The one index that turns round at d = 0.
        if self == .bilateralStrengthAsymmetry, bounds.contains(0) { return 0...max(a, b) }
        return min(a, b)...max(a, b)
    }
}

extension PairRoles {
    /// The limb in the numerator of `LSI1`: the involved one, else the one that is not dominant.
    fileprivate var weak: Side? { involved ?? dominant?.other }

    /// +1 where D−N is R−L: also without a declared dominant limb.
    fileprivate var sign: Double { dominant == .left ? -1 : 1 }
}
