import SignalCore

/// The valid trials of one metric in a set, side by side.
public struct LimbTrials: Sendable, Hashable {
    /// Whether a trial of one limb belongs to one of the other.
    public enum Timing: String, Sendable, Hashable, CaseIterable, Codable {
        /// Both limbs load at once: trial i of the left belongs to trial i of the right.
        case simultaneous
        /// One limb after the other: the trials are independent.
        case separate
    }

    /// Values of the left limb, in the metric's unit.
    public var left: [Double]
    /// Values of the right limb.
    public var right: [Double]
    /// How they belong together.
    public var timing: Timing

    /// Makes a set.
    public init(left: [Double], right: [Double], timing: Timing) {
        self.left = left
        self.right = right
        self.timing = timing
    }

    /// The same trials of the person in a mirror.
    public var swapped: LimbTrials { LimbTrials(left: right, right: left, timing: timing) }

    /// Trials of the limb that has fewer.
    public var count: Int { min(left.count, right.count) }

    /// Whether the counts fit the timing: equal where both limbs load at once, at least one a side otherwise.
    public var isComplete: Bool { count > 0 && (timing == .separate || left.count == right.count) }

    /// The index of the set.
    ///
    /// `NSI` under the mean rule and `wUSI` under any take the trials themselves; every other index takes one value a limb.
    ///
    /// - Parameters:
    ///   - floor: smallest meaningful load in the unit of the values, ≥ 0.
    ///   - better: for the best trial.
    /// - Returns: `undefined` for a set that is not complete; else as `PairIndex.evaluate`.
    public func evaluate(
        _ index: PairIndex, rule: SetRule = .mean, floor: Double, roles: PairRoles = PairRoles(),
        better: SetRule.Better = .larger
    ) -> PairValue {
        guard isComplete, let l = rule.value(of: left, better: better), let r = rule.value(of: right, better: better)
        else { return PairValue(value: nil, status: .undefined) }
        switch index {
        case .weightedUniversal:
            let status = index.gate(left: l, right: r, floor: floor)
            guard status.carriesValue else { return PairValue(value: nil, status: status) }
            guard let weighted = WeightedUniversal(left: left, right: right) else {
                return PairValue(value: nil, status: .undefined)
            }
            return PairValue(value: weighted.value, status: status)
        case .normalized where rule == .mean:
            guard let normalized = NormalizedSymmetry(left: left, right: right) else {
                return PairValue(value: nil, status: .undefined)
            }
            // Means near zero are what this index is for: the size of the values counts, not that of their means.
            let largest = (left + right).reduce(0) { max($0, abs($1)) }
            if largest < floor { return PairValue(value: nil, status: .belowFloor) }
            let unilateral = PairIndex.gate(left: l, right: r, floor: floor) == .unilateral
            return PairValue(value: normalized.value, status: unilateral ? .unilateral : .ok)
        default:
            return index.evaluate(left: l, right: r, floor: floor, roles: roles)
        }
    }
}
