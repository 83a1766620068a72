import SignalCore

/// What analysis must be told beside the forces.
public struct AnalysisSettings: Sendable, Hashable {
    /// Gravity at the site in m/s²; standard gravity unless known better (formulas D.9).
    public var gravity: Double
    /// Unloaded standard deviation of each side in newtons, from the last quality check; nil where unknown.
    public var noise: [Side: Double]
    /// Why no symmetry may be shown, where that is so: `.sidesUnconfirmed`, `.alignmentUnknown`, `.checkFailed`.
    public var withheld: MeasureStatus?
    /// Barbell or vest in kilograms, part of the weighed system.
    public var loadKilograms: Double
    /// Relative standard uncertainty of each side's gain; nil where nobody has determined it.
    public var gainUncertainty: [Side: Double]
    /// True for real plates whose gains nobody has determined: a difference between them is not judged.
    ///
    /// False where nobody stated anything, as in files of others: the reason of a verdict says so then.
    public var gainsAreUnknown = false
    /// Standard uncertainty of each side's zero in newtons; nil where unknown.
    public var zeroUncertainty: [Side: Double]
    /// Standard uncertainty in seconds of the time between the sides, ≥ 0; nil where unknown.
    public var alignmentUncertainty: Double?
    /// Height in metres of the box of drop jumps and landings, > 0; nil where unknown.
    public var boxHeight: Double?
    /// Distance in metres from the joint to where the force acts, > 0; nil where unknown: no torque then.
    public var leverArm: Double?
    /// Body mass in kilograms as somebody gave it, > 0, for tests in which nobody is weighed; nil where unknown.
    public var bodyMassKilograms: Double?
    /// Force in newtons that a person is asked to hold, > 0; nil where there was none.
    public var targetForce: Double?
    /// The rules by which events and values arise.
    public var rules: MethodRules
    /// How a centre of pressure is prepared.
    public var sway = SwaySettings()
    /// What was chosen and declared about the comparison of the limbs.
    public var symmetry = SymmetrySettings()

    /// The project's defaults.
    public init(
        gravity: Double = 9.80665, noise: [Side: Double] = [:], withheld: MeasureStatus? = nil,
        loadKilograms: Double = 0, gainUncertainty: [Side: Double] = [:], zeroUncertainty: [Side: Double] = [:],
        boxHeight: Double? = nil, leverArm: Double? = nil, bodyMassKilograms: Double? = nil,
        targetForce: Double? = nil,
        rules: MethodRules = .bilanx
    ) {
        self.gravity = gravity
        self.noise = noise
        self.withheld = withheld
        self.loadKilograms = loadKilograms
        self.gainUncertainty = gainUncertainty
        self.zeroUncertainty = zeroUncertainty
        self.boxHeight = boxHeight
        self.leverArm = leverArm
        self.bodyMassKilograms = bodyMassKilograms
        self.targetForce = targetForce
        self.rules = rules
    }
}

extension AnalysisSettings {
    /// Body mass in kilograms without the load: as weighed, else as given; nil where neither is known or it is not > 0.
    ///
    /// - Parameter weight: weighed system in newtons.
    func bodyMass(weighed weight: Double?) -> Double? {
        let mass = weight.map { $0 / gravity - loadKilograms } ?? bodyMassKilograms
        return mass.flatMap { $0 > 0 ? $0 : nil }
    }
}
