import Statistics

extension LimbTrials {
    /// Bootstrap of an index of the set: pairs are drawn where both limbs load at once, else each limb for itself.
    ///
    /// Too narrow for few trials: below eight give the interval of `DifferenceRule` first (formulas A.7-5c, d).
    ///
    /// - Returns: nil for fewer than two trials a limb and where a drawn set has no index.
    public func bootstrap(
        _ index: PairIndex, rule: SetRule = .mean, floor: Double, roles: PairRoles = PairRoles(), count: Int = 2000,
        seed: UInt64 = 42
    ) -> Bootstrap? {
        Bootstrap(first: left, second: right, paired: timing == .simultaneous, count: count, seed: seed) { l, r in
            LimbTrials(left: l, right: r, timing: timing).evaluate(index, rule: rule, floor: floor, roles: roles).value
                ?? .nan
        }
    }
}
