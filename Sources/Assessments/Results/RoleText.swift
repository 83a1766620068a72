import SignalCore
import Symmetry

/// Views by declared roles, in words (formulas A.5).
enum RoleText {
    /// What was chosen and declared, for the head of a table; nothing where all is as usual.
    static func chosen(_ symmetry: SymmetrySettings) -> [String] {
        var words: [String] = []
        if let side = symmetry.roles.dominant { words.append("dominant " + side.rawValue) }
        if let side = symmetry.roles.involved { words.append("involved " + side.rawValue) }
        if let index = symmetry.index { words.append("index \(index.rawValue) = \(index.formula)") }
        if symmetry.rule != .mean { words.append(symmetry.rule.rawValue + " of the trials") }
        return words
    }

    /// A role index in words: `involved (left) = 90.0 % of uninvolved`; nil for every other index.
    static func difference(_ value: Double, _ asymmetry: AsymmetryResult) -> String? {
        guard let index = PairIndex(rawValue: asymmetry.index) else { return nil }
        let dominant = asymmetry.roles.dominant.map { "dominant (\($0.rawValue))" }
        let percent = PeopleText.value(abs(value), unit: asymmetry.unit)
        switch index {
        case .limbSymmetry:
            if let involved = asymmetry.roles.involved {
                return "involved (\(involved.rawValue)) = \(percent) of uninvolved"
            }
            return asymmetry.roles.dominant.map { "non-dominant (\($0.other.rawValue)) = \(percent) of dominant" }
        case .limbInverse: return dominant.map { "\($0) = \(percent) of non-dominant" }
        case .limbDeficit:
            return asymmetry.roles.dominant.map {
                "non-dominant (\($0.other.rawValue)) \(percent) \(value < 0 ? "over" : "under") dominant"
            }
        case .bilateralAsymmetry1, .bilateralAsymmetry2, .asymmetryIndex:
            return dominant.map { "\($0) \(value < 0 ? "−" : "+")\(percent)" }
        default: return nil
        }
    }

    /// The view of a summary by every declared role, beside an index that has none; nil where nothing is declared.
    ///
    /// The dominant limb is read on the scale of the index; a limb in % of the other one comes with both raw values.
    static func view(_ summary: MetricSummary, _ roles: PairRoles) -> String? {
        guard let asymmetry = summary.asymmetry, let value = asymmetry.value, let left = summary.left,
            let right = summary.right, let index = PairIndex(rawValue: asymmetry.index)
        else { return nil }
        var words: [String] = []
        if index.usesRoles, asymmetry.roles != PairRoles() {
            let weak = roles.involved ?? roles.dominant?.other
            guard [.limbSymmetry, .limbDeficit, .limbInverse].contains(index), let weak else { return nil }
            let (own, other) = weak == .left ? (left, right) : (right, left)
            return PeopleText.value(own, unit: summary.unit) + " of " + PeopleText.value(other, unit: summary.unit)
        }
        guard asymmetry.unit == "%", index != .share else { return nil }
        if let dominant = roles.dominant, index.underSwap(roles: roles) == .negates {
            let signed = dominant == .right ? value : -value
            words.append("dominant \(signed < 0 ? "−" : "+")" + PeopleText.value(abs(signed), unit: "%"))
        }
        if let involved = roles.involved {
            let ratio = PairIndex.limbSymmetry.evaluate(left: left, right: right, floor: 0, roles: roles)
            if let ratio = ratio.value, ratio.isFinite {
                let (own, other) = involved == .left ? (left, right) : (right, left)
                words.append(
                    "involved = " + PeopleText.value(ratio, unit: "%") + " of uninvolved, "
                        + PeopleText.value(own, unit: summary.unit) + " of "
                        + PeopleText.value(other, unit: summary.unit))
            }
        }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
