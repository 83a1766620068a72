import ArgumentParser
import Calibration
import Laboratory

/// A weight as the command line names it: `W1=20,M1,cert=C-12,u=0.4g,due=2027-06-30,density=7950`.
struct MassArgument: ExpressibleByArgument {
    /// The weight as a plan has it.
    var mass: PlanFile.Mass

    private static let units: [(unit: String, kilograms: Double)] = [("mg", 1e-6), ("kg", 1), ("g", 1e-3)]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let head = parts.first?.split(separator: "=", maxSplits: 1).map(String.init), head.count == 2,
            let kilograms = Double(head[1].hasSuffix("kg") ? String(head[1].dropLast(2)) : head[1]), kilograms > 0
        else { return nil }
        mass = PlanFile.Mass(id: head[0], mass: kilograms)
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else {
                guard mass.class == nil, !part.isEmpty else { return nil }
                mass.class = part
                continue
            }
            switch pair[0] {
            case "cert": mass.certificate = pair[1]
            case "u":
                guard let unit = Self.units.first(where: { pair[1].hasSuffix($0.unit) }),
                    let value = Double(pair[1].dropLast(unit.unit.count)), value >= 0
                else { return nil }
                mass.uncertainty = value * unit.kilograms
            case "due":
                guard let day = CalendarDay(pair[1]), pair[1].utf8.count == 10 else { return nil }
                mass.due = day
            case "density":
                guard let value = Double(pair[1]) else { return nil }
                mass.density = value
            default: return nil
            }
        }
    }
}
