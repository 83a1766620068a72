import SignalCore

/// Estimated pre-injury capacity: the involved limb against what the other one could do before (Wellsandt 2017).
///
/// Unlike a limb symmetry index it does not rise because the uninvolved limb fell (formulas A.5).
public enum PreoperativeCapacity {
    /// EPIC = 100·involved now/uninvolved at baseline in %.
    ///
    /// - Parameters:
    ///   - involvedNow: the involved limb today.
    ///   - uninvolvedBefore: the other limb before the operation, or at the agreed baseline.
    ///   - floor: smallest meaningful load in the unit of the values, ≥ 0.
    /// - Returns: `undefined` for negative or not finite values and a baseline of 0; `belowFloor` for a baseline under the
    ///   floor.
    public static func evaluate(involvedNow: Double, uninvolvedBefore: Double, floor: Double) -> PairValue {
        guard involvedNow.isFinite, uninvolvedBefore.isFinite, involvedNow >= 0, uninvolvedBefore > 0 else {
            return PairValue(value: nil, status: .undefined)
        }
        if uninvolvedBefore < floor { return PairValue(value: nil, status: .belowFloor) }
        let value = 100 * (involvedNow / uninvolvedBefore)
        return value.isFinite ? PairValue(value: value, status: .ok) : PairValue(value: nil, status: .undefined)
    }
}
