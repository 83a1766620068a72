import SignalCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension PairIndex {
    /// The bare formula without any gate: NaN or infinite where it divides by zero, NaN without a needed role.
    ///
    /// What people see goes through `evaluate`. Every formula is written so that equal sides give exactly its symmetric
    /// value and that swapped sides give exactly the negative.
    public func formula(left: Double, right: Double, roles: PairRoles = PairRoles()) -> Double {
        let sum = left + right
        switch self {
        case .share: return 100 * (right / sum)
        case .difference: return right - left
        case .percentageDifference: return 100 * ((right - left) / max(left, right))
        case .bilateralStrengthAsymmetry: return 100 * (abs(right - left) / max(left, right))
        case .limbMeanReferenced, .robinson: return 100 * ((right - left) / (0.5 * sum))
        case .symmetryIndex: return 100 * ((right - left) / sum)
        case .symmetryAngle: return Self.symmetryAngle(left: left, right: right)
        case .gaitAsymmetry: return 100 * (log(right) - log(left))
        case .universal: return (right - left) / (left * left + right * right).squareRoot()
        // One trial has no spread to weight by.
        case .weightedUniversal: return .nan
        case .normalized: return 100 * ((right - left) / (max(0, left, right) - min(0, left, right)))
        case .limbSymmetry:
            guard let weak = roles.involved ?? roles.dominant?.other else { return .nan }
            return weak == .left ? 100 * (left / right) : 100 * (right / left)
        case .limbDeficit, .limbInverse, .asymmetryIndex, .bilateralAsymmetry1, .bilateralAsymmetry2:
            guard let dominant = roles.dominant ?? (neededRole == .none ? .right : nil) else { return .nan }
            let d = dominant == .left ? left : right
            let n = dominant == .left ? right : left
            return switch self {
            case .limbDeficit: 100 * (1 - n / d)
            case .limbInverse: 100 * (d / n)
            case .bilateralAsymmetry1: 100 * ((d - n) / sum)
            case .bilateralAsymmetry2: 200 * ((d - n) / sum)
            // The mean (D+N)/2: Bishop 2016 prints the denominator ambiguously (formulas A.1, traps).
            default: 100 * ((d - n) / (0.5 * sum))
            }
        }
    }

    private static func symmetryAngle(left: Double, right: Double) -> Double {
        let right90 = Double.pi / 2
        if left >= 0, right >= 0 {
            // 45° − arctan(L/R) = arctan((R−L)/(R+L)) for loads ≥ 0, and this form is exactly antisymmetric.
            return 100 * (atan((right - left) / (right + left)) / right90)
        }
        var angle = Double.pi / 4 - atan(left / right)
        if angle > right90 { angle -= .pi }
        return 100 * (angle / right90)
    }
}
