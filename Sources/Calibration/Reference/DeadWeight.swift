/// The force with which weights press on a plate: m·g, less what the air carries (formulas D.9).
public struct DeadWeight: Sendable, Hashable, Codable {
    /// Newtons.
    public let force: Double
    /// Standard uncertainty in newtons that the weights alone bring.
    public let massUncertainty: Double
    /// Standard uncertainty in newtons from gravity and air: the same for every force at this place and hour.
    public let placeUncertainty: Double

    /// Density in kg/m³ for which conventional mass is defined.
    public static let conventionalDensity = 8000.0
    /// Air density in kg/m³ for which conventional mass is defined.
    public static let conventionalAir = 1.2

    /// The force of a stack of weights; no weights give 0 N.
    ///
    /// Their certificates stem from one laboratory as a rule, so that the uncertainties of a stack are added and not their
    /// squares.
    public init(_ masses: [ReferenceMass], gravity: Gravity, air: AirDensity = .conventional) {
        var force = 0.0
        var uncertainty = 0.0
        var buoyancy = 0.0
        for weight in masses {
            let actual =
                weight.isConventional
                ? weight.mass * (1 - Self.conventionalAir / Self.conventionalDensity)
                    / (1 - Self.conventionalAir / weight.density)
                : weight.mass
            let carried = 1 - air.value / weight.density
            force += actual * gravity.value * carried
            uncertainty += weight.uncertainty * gravity.value * carried
            buoyancy += actual * gravity.value * air.uncertainty / weight.density
        }
        let fall = force / gravity.value * gravity.uncertainty
        self.force = force
        massUncertainty = uncertainty
        placeUncertainty = (fall * fall + buoyancy * buoyancy).squareRoot()
    }

    /// Standard uncertainty in newtons from everything.
    public var uncertainty: Double {
        (massUncertainty * massUncertainty + placeUncertainty * placeUncertainty).squareRoot()
    }

    /// Kilograms of a body that presses with `newtons`, without a correction for the air: what a display of body mass shows.
    public static func bodyMass(newtons: Double, gravity: Gravity) -> Double { newtons / gravity.value }
}
