import SignalCore

/// What both limbs do together against what each does alone (Howard and Enoka 1991; formulas A.4).
public enum BilateralLimbIndex {
    /// BLI = 100·B/(U_L + U_R) − 100 in %: negative = bilateral deficit, positive = facilitation.
    ///
    /// - Parameters:
    ///   - bilateral: total of both limbs at once.
    ///   - left: the left limb alone, the same metric.
    ///   - right: the right limb alone.
    ///   - floor: smallest meaningful load in the unit of the metric, ≥ 0.
    /// - Returns: `undefined` for negative or not finite values and where both limbs alone are 0; `belowFloor` where even the
    ///   larger limb alone is under the floor; with a value `unilateral` where only one limb did anything alone.
    public static func evaluate(bilateral: Double, left: Double, right: Double, floor: Double) -> PairValue {
        let status = PairIndex.gate(left: left, right: right, floor: floor)
        guard status.carriesValue, left >= 0, right >= 0, bilateral >= 0, bilateral.isFinite else {
            return PairValue(value: nil, status: status.carriesValue ? .undefined : status)
        }
        let value = 100 * ((bilateral - (left + right)) / (left + right))
        return value.isFinite ? PairValue(value: value, status: status) : PairValue(value: nil, status: .undefined)
    }

    /// The same as a deficit, (1 − B/(U_L + U_R))·100 in %, positive = deficit, as some texts define it.
    public static func deficit(bilateral: Double, left: Double, right: Double, floor: Double) -> PairValue {
        let index = evaluate(bilateral: bilateral, left: left, right: right, floor: floor)
        return PairValue(value: index.value.map { 0 - $0 }, status: index.status)
    }
}
