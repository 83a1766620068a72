import SignalCore
import Symmetry

/// A result that needs two tasks of one athlete: a ratio, or one task relative to the other (formulas A.4).
///
/// No pass mark belongs to any of them: published limits hold for one device, speed and population.
public struct DerivedResult: Sendable, Hashable {
    /// Id: `dsi`, `eur`, `preStretch`, `bli`, `bilateralDeficit`, `hq`, or the user's own.
    public var id: String
    /// Name for people.
    public var label: String
    /// Athlete's id, where known.
    public var athlete: String?
    /// Unit: `1` or `%`.
    public var unit: String
    /// The formula, with what its sign means.
    public var formula: String
    /// Paper or section of the formula specification.
    public var source: String
    /// What stands above the line, or the task that is compared.
    public var numerator: TaskValues
    /// What stands below the line, or what it is compared with.
    public var denominator: TaskValues
    /// Of both limbs together; nil where the tasks have no such value.
    public var both: PairValue?
    /// Of the left limb; nil where the tasks have no such value.
    public var left: PairValue?
    /// Of the right limb.
    public var right: PairValue?
    /// Coefficient of variation of the result in %, about √(CV₁² + CV₂²), where both are known.
    public var cvBoth: Double?
    /// Of the left limb.
    public var cvLeft: Double?
    /// Of the right limb.
    public var cvRight: Double?
    /// `PD` of the two limbs' ratios; nil where there are none.
    public var asymmetry: AsymmetryResult?
    /// What else must be known to read it.
    public var notes: [String] = []

    init(
        _ task: TaskRatio, _ label: String, unit: String = "1", formula: String, source: String, athlete: String?,
        _ numerator: TaskValues, _ denominator: TaskValues
    ) {
        id = task.id
        self.label = label
        self.athlete = athlete
        self.unit = unit
        self.formula = formula
        self.source = source
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Quotients of the two tasks, of both limbs together and of each.
    static func ratio(
        _ task: TaskRatio, _ label: String, source: String, athlete: String?, _ numerator: TaskValues,
        _ denominator: TaskValues
    ) -> DerivedResult {
        var result = DerivedResult(
            task, label, formula: "\(task.numerator) / \(task.denominator)", source: source, athlete: athlete,
            numerator, denominator)
        let floor = denominator.floor
        func one(_ a: Double?, _ b: Double?) -> PairValue? {
            guard let a, let b else { return nil }
            return result.warned(task.evaluate(numerator: a, denominator: b, floor: floor))
        }
        func variation(_ a: Double?, _ b: Double?) -> Double? {
            guard let a, let b else { return nil }
            return TaskRatio.variation(numerator: a, denominator: b)
        }
        result.both = one(numerator.both, denominator.both)
        result.left = one(numerator.left, denominator.left)
        result.right = one(numerator.right, denominator.right)
        if result.both?.value != nil { result.cvBoth = variation(numerator.cvBoth, denominator.cvBoth) }
        if result.left?.value != nil { result.cvLeft = variation(numerator.cvLeft, denominator.cvLeft) }
        if result.right?.value != nil { result.cvRight = variation(numerator.cvRight, denominator.cvRight) }
        if let nl = numerator.left, let nr = numerator.right, let dl = denominator.left, let dr = denominator.right {
            let limbs = task.evaluate(numerators: (nl, nr), denominators: (dl, dr), floor: floor)
            var asymmetry = AsymmetryResult(pair: .percentageDifference, metricUnit: "1", roles: PairRoles())
            if let rule = numerator.withheld ?? denominator.withheld {
                asymmetry.status = rule
            } else {
                asymmetry.set(
                    result.warned(limbs.asymmetry), left: limbs.left.value ?? .nan, right: limbs.right.value ?? .nan)
            }
            result.asymmetry = asymmetry
        }
        return result
    }

    /// A value with the warning of the trials behind it.
    func warned(_ value: PairValue) -> PairValue {
        let doubtful = numerator.status == .lowQuality || denominator.status == .lowQuality
        return doubtful && value.status == .ok ? PairValue(value: value.value, status: .lowQuality) : value
    }
}
