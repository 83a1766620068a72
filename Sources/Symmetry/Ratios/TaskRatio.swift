import SignalCore

/// A ratio of two tests of one limb, agonist to antagonist (formulas A.4).
///
/// Both values come from maximal valid efforts of one session, as torque, or as force with equal lever arms. No pass mark
/// belongs to a ratio: published limits hold for one device, speed and population.
public struct TaskRatio: Sendable, Hashable, Codable {
    /// Id in files: `hq`, `hqFunctional`, `adab`, `erir`, or the user's own.
    public let id: String
    /// What stands above the line.
    public let numerator: String
    /// What stands below the line.
    public let denominator: String

    /// Any pair that the user names.
    public init(id: String, numerator: String, denominator: String) {
        self.id = id
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Conventional hamstring:quadriceps, both concentric at the same angular velocity.
    public static let hamstringQuadriceps = TaskRatio(
        id: "hq", numerator: "hamstring concentric", denominator: "quadriceps concentric")

    /// Functional (dynamic control) hamstring:quadriceps, eccentric to concentric (Aagaard 1998).
    public static let functionalHamstringQuadriceps = TaskRatio(
        id: "hqFunctional", numerator: "hamstring eccentric", denominator: "quadriceps concentric")

    /// Hip adduction (squeeze) to abduction, same position and lever.
    public static let adductionAbduction = TaskRatio(id: "adab", numerator: "adduction", denominator: "abduction")

    /// External to internal rotation of the shoulder.
    public static let externalInternalRotation = TaskRatio(
        id: "erir", numerator: "external rotation", denominator: "internal rotation")

    /// The ratios with a name of their own.
    public static let named = [
        hamstringQuadriceps, functionalHamstringQuadriceps, adductionAbduction, externalInternalRotation,
    ]

    /// The ratio of one limb, a pure number.
    ///
    /// - Parameter floor: smallest meaningful denominator in its unit, ≥ 0.
    /// - Returns: `undefined` for negative or not finite values and a denominator of 0; `belowFloor` for one under the floor.
    public func evaluate(numerator: Double, denominator: Double, floor: Double) -> PairValue {
        guard numerator.isFinite, denominator.isFinite, numerator >= 0, denominator > 0 else {
            return PairValue(value: nil, status: .undefined)
        }
        if denominator < floor { return PairValue(value: nil, status: .belowFloor) }
        let ratio = numerator / denominator
        return ratio.isFinite ? PairValue(value: ratio, status: .ok) : PairValue(value: nil, status: .undefined)
    }

    /// A ratio on both sides and how the sides compare.
    public struct Limbs: Sendable, Hashable {
        /// Ratio of the left limb.
        public let left: PairValue
        /// Ratio of the right limb.
        public let right: PairValue
        /// Signed percentage difference `PD` of both ratios; absent, with the status of the side to blame, where one is.
        public let asymmetry: PairValue
    }

    /// The ratio of both limbs.
    public func evaluate(
        numerators: (left: Double, right: Double), denominators: (left: Double, right: Double), floor: Double
    ) -> Limbs {
        let left = evaluate(numerator: numerators.left, denominator: denominators.left, floor: floor)
        let right = evaluate(numerator: numerators.right, denominator: denominators.right, floor: floor)
        guard let l = left.value, let r = right.value else {
            let status = left.value == nil ? left.status : right.status
            return Limbs(left: left, right: right, asymmetry: PairValue(value: nil, status: status))
        }
        // The floor was the denominators'; a ratio has no load of its own.
        return Limbs(
            left: left, right: right, asymmetry: PairIndex.percentageDifference.evaluate(left: l, right: r, floor: 0))
    }

    /// Test-retest coefficient of variation of a ratio, about √(CV₁² + CV₂²), in the unit of both.
    public static func variation(numerator: Double, denominator: Double) -> Double {
        (numerator * numerator + denominator * denominator).squareRoot()
    }
}
