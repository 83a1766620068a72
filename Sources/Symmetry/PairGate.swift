import SignalCore

/// A left/right index that went through the gate: a value, or why there is none.
public struct PairValue: Sendable, Hashable {
    /// The index; nil where the status or the index allows none.
    public var value: Double?
    /// `ok`, `unilateral`, `belowFloor` or `undefined`.
    public var status: MeasureStatus

    /// Makes a value.
    public init(value: Double?, status: MeasureStatus) {
        self.value = value
        self.status = status
    }
}

/// The smallest load that means anything (formulas 0.2).
public enum LoadFloor {
    /// Newtons on force plates: the larger of 20 N and ten times the unloaded standard deviation.
    public static func plates(noise: Double?) -> Double { max(20, 10 * (noise ?? 0)) }

    /// Newtons on dynamometers: the larger of 5 N and ten times the unloaded standard deviation.
    public static func dynamometers(noise: Double?) -> Double { max(5, 10 * (noise ?? 0)) }
}

extension PairIndex {
    /// Whether a pair allows a percentage index (formulas 0.2 and A.1).
    ///
    /// - Parameter floor: smallest meaningful load in the unit of the pair, ≥ 0. A pair that is not a force gets the force
    ///   floor scaled to its unit: times the duration for an impulse, by the duration for a rate, by weight or mass for a
    ///   ratio to them.
    /// - Returns: `undefined` for 0/0, for not-a-number and for signs for which a percentage means nothing; `belowFloor`
    ///   where even the larger side is under the floor; `unilateral` where only the smaller one is; else `ok`.
    public static func gate(left: Double, right: Double, floor: Double) -> MeasureStatus {
        let small = min(left, right)
        let large = max(left, right)
        guard left.isFinite, right.isFinite else { return .undefined }
        if small == 0, large == 0 { return .undefined }
        // An unloaded sensor reads a little under zero as often as over it: inside the floor that is "no load".
        if small < 0, !(abs(small) < floor && large >= floor) { return .undefined }
        if large < floor { return .belowFloor }
        return small < floor || small == 0 ? .unilateral : .ok
    }

    /// Whether a pair allows this very index.
    ///
    /// As the gate of percentages, except that where signs alone make that `undefined`, an index that allows signs is
    /// `ok` from the floor on (formulas 0.2, A.1). `difference` needs two numbers only.
    public func gate(left: Double, right: Double, floor: Double) -> MeasureStatus {
        if self == .difference { return (right - left).isFinite ? .ok : .undefined }
        let status = Self.gate(left: left, right: right, floor: floor)
        guard status == .undefined, allowsSigns, left.isFinite, right.isFinite, left != 0 || right != 0 else {
            return status
        }
        return max(abs(left), abs(right)) < floor ? .belowFloor : .ok
    }

    /// The index of a pair through the gate.
    ///
    /// A one-sided load gives bounded indices only, with its smaller side's negative noise counted as 0. A role index
    /// without its role and `wUSI` of one pair are `undefined`.
    public func evaluate(
        left: Double, right: Double, floor: Double, roles: PairRoles = PairRoles()
    ) -> PairValue {
        let status = gate(left: left, right: right, floor: floor)
        guard status.carriesValue, status != .unilateral || isBounded else {
            return PairValue(value: nil, status: status)
        }
        let signed = allowsSigns && status == .ok
        let value = formula(
            left: signed ? left : max(left, 0), right: signed ? right : max(right, 0), roles: roles)
        return value.isFinite ? PairValue(value: value, status: status) : PairValue(value: nil, status: .undefined)
    }
}
