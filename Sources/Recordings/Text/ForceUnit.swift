/// Units of force that files carry, and what each is in newtons.
enum ForceUnit {
    /// What a kilogram-force is in newtons: conventional gravity, by definition (CGPM 1901).
    static let kilogramForce = 9.80665
    /// What a pound-force is in newtons: 0.45359237 kg of conventional gravity, exactly.
    static let poundForce = 4.448_221_615_260_5

    /// Units that the operator may name.
    static let names = ["N", "kN", "kg", "kgf", "lb", "lbf"]

    /// Newtons in a unit, 1 for none; nil where it is no unit of force.
    static func newtons(_ unit: String) -> Double? {
        switch unit {
        case "", "N": 1
        case "kN": 1000
        // What a scale calls a kilogram is the force of one under conventional gravity.
        case "kg", "kgf": kilogramForce
        case "lb", "lbf": poundForce
        default: nil
        }
    }

    /// What is to be said of a file in that unit; nil for newtons and for none.
    static func notice(_ unit: String) -> String? {
        switch unit {
        case "kg", "kgf": "its forces are in \(unit) and were read as 9.80665 N each."
        case "lb", "lbf": "its forces are in \(unit) and were read as 4.44822 N each."
        default: nil
        }
    }

    /// What to do about a unit that is no force.
    static func remedy(_ unit: String) -> String {
        switch unit {
        case "V", "mV", "V/V", "mV/V":
            "apply the calibration of the plate and export newtons: volts alone tell no force"
        case "%": "export newtons: a share does not tell of what it is one"
        default: "choose a force column, or convert it to newtons"
        }
    }
}
