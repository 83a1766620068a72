/// Units of lengths and moments of a C3D file.
enum C3DLength {
    /// Millimetres in POINT:UNITS; nil where they are not known.
    static func millimetres(_ file: C3DFile) -> Double? {
        let unit = file.parameters.strings("POINT:UNITS").first?.lowercased() ?? ""
        // Files without points may say nothing; sides of 100 to 3000 can be nothing but millimetres.
        if unit.isEmpty { return hasSidesInMillimetres(file) ? 1 : nil }
        return PressureUnits.millimetres(unit)
    }

    private static func hasSidesInMillimetres(_ file: C3DFile) -> Bool {
        let corners = file.parameters.numbers("FORCE_PLATFORM:CORNERS")
        guard corners.count >= 6 else { return false }
        let side = (0..<3).map { corners[3 + $0] - corners[$0] }.map { $0 * $0 }.reduce(0, +).squareRoot()
        return (100...3000).contains(side)
    }

    /// Newtons times POINT:UNITS in a unit of a plate's moments, or POINT:UNITS in one of a type 1's places.
    ///
    /// The calibration matrix of a type 4 gives newtons and newtons times POINT:UNITS by definition.
    static func perUnit(_ file: C3DFile, _ kind: C3DPlate.Kind, _ channels: [Int]) -> Double? {
        guard kind == .forcesAndPlace || kind == .forcesAndMoments else { return 1 }
        guard let point = millimetres(file) else { return nil }
        let units = file.parameters.strings("ANALOG:UNITS")
        let unit = units.indices.contains(channels[3]) ? units[channels[3]].filter { $0 != " " && $0 != "." } : ""
        if kind == .forcesAndPlace {
            return unit.isEmpty ? 1 : PressureUnits.millimetres(unit.lowercased()).map { $0 / point }
        }
        switch unit.lowercased() {
        case "nmm", "n*mm": return 1 / point
        case "nm", "n*m": return 1000 / point
        default: return nil
        }
    }
}
