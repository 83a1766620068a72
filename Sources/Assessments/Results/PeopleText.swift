import SignalCore
import Symmetry

/// Values as people read them: fitting decimals, heights in centimetres, differences as magnitude and side.
public enum PeopleText {
    /// A value with its unit: `1750.5 N`, `33.3 cm`.
    public static func value(_ value: Double, unit: String) -> String {
        switch unit {
        case "N", "kg", "N·s", "%": NumberText.fixed(value, 1) + " " + unit
        case "N/s", "W": NumberText.fixed(value, 0) + " " + unit
        case "m": NumberText.fixed(100 * value, 1) + " cm"
        case "s": NumberText.fixed(value, 3) + " s"
        case "1", "": NumberText.fixed(value, 2)
        default: NumberText.fixed(value, 2) + " " + unit
        }
    }

    /// A number with fixed decimals, the same in every locale.
    package static func number(_ value: Double, decimals: Int) -> String { NumberText.fixed(value, decimals) }

    /// A number with nine significant digits; nil for what no file can carry.
    package static func significant(_ value: Double) -> String? { NumberText.significant(value) }

    /// A difference: `5.1 % left`, `0.0 % even`; the status in words where there is none.
    ///
    /// A share reads as the larger side's part: `52.6 % right`.
    public static func difference(_ asymmetry: AsymmetryResult) -> String {
        guard let stored = asymmetry.value, let larger = asymmetry.larger else {
            return asymmetry.status == .ok ? MeasureStatus.notDetected.words : asymmetry.status.words
        }
        let note = asymmetry.status == .ok || asymmetry.status == .lowQuality ? "" : " (\(asymmetry.status.words))"
        if let view = RoleText.difference(stored, asymmetry) { return view + note }
        let magnitude = asymmetry.index == "share" ? max(stored, 100 - stored) : abs(stored)
        let side = larger == .none ? "even" : larger.rawValue
        return value(magnitude, unit: asymmetry.unit) + " " + side + note
    }

    /// An interval of a signed index by its sides: `3.9 to 6.1 % left`, `0.8 % left to 1.2 % right`.
    public static func interval(_ interval: ClosedRange<Double>, _ asymmetry: AsymmetryResult) -> String {
        if asymmetry.roles != PairRoles() || asymmetry.index == PairIndex.bilateralStrengthAsymmetry.rawValue {
            func signed(_ bound: Double) -> String { (bound < 0 ? "−" : "") + NumberText.fixed(abs(bound), 1) }
            return signed(interval.lowerBound) + " to " + signed(interval.upperBound) + " " + asymmetry.unit
        }
        let centre = asymmetry.index == "share" ? 50.0 : 0.0
        func side(_ value: Double) -> String { value < centre ? "left" : "right" }
        func magnitude(_ value: Double) -> Double { centre == 0 ? abs(value) : max(value, 100 - value) }
        let low = magnitude(interval.lowerBound)
        let high = magnitude(interval.upperBound)
        if interval.contains(centre) {
            return value(low, unit: asymmetry.unit) + " left to " + value(high, unit: asymmetry.unit) + " right"
        }
        let decimals = asymmetry.unit == "s" ? 3 : 1
        return NumberText.fixed(min(low, high), decimals) + " to " + value(max(low, high), unit: asymmetry.unit) + " "
            + side(interval.lowerBound)
    }
}
