/// The unit in which a line states a force.
public enum ForceUnit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Newton.
    case newton = "N"
    /// Kilonewton.
    case kilonewton = "kN"
    /// Kilogram-force; gauges write kg or kgF.
    case kilogram = "kg"
    /// Gram-force.
    case gram = "g"
    /// Pound-force; gauges write lb, lbs or lbF.
    case pound = "lb"
    /// Ounce-force.
    case ounce = "oz"
    /// The converter's integers: only a calibration makes newtons of them.
    case count
    /// Volts.
    case volt = "V"

    /// Newtons of one; nil where only a calibration tells.
    ///
    /// Standard gravity 9.80665 m/s² and the international pound of 0.45359237 kg are exact by definition.
    public var newtons: Double? {
        switch self {
        case .newton: 1
        case .kilonewton: 1000
        case .kilogram: 9.80665
        case .gram: 0.00980665
        case .pound: 0.45359237 * 9.80665
        case .ounce: 0.45359237 * 9.80665 / 16
        case .count, .volt: nil
        }
    }

    /// Unit of what the driver hands on: newtons wherever they follow, else the device's own.
    public var quantity: String { newtons == nil ? rawValue : "N" }

    /// The unit as gauges write it, in any case; nil for a word that is none.
    static func reading(_ bytes: [UInt8], _ range: Range<Int>) -> ForceUnit? {
        func isWord(_ word: StaticString) -> Bool {
            guard word.utf8CodeUnitCount == range.count else { return false }
            for i in 0..<range.count where bytes[range.lowerBound + i] | 0x20 != word.utf8Start[i] { return false }
            return true
        }
        if isWord("n") { return .newton }
        if isWord("kn") { return .kilonewton }
        if isWord("kg") || isWord("kgf") { return .kilogram }
        if isWord("g") || isWord("gf") { return .gram }
        if isWord("lb") || isWord("lbs") || isWord("lbf") { return .pound }
        if isWord("oz") || isWord("ozf") { return .ounce }
        return nil
    }
}
