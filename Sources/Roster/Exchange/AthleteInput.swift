import Foundation
import Recordings

/// What is wrong with a value that somebody typed.
public struct FieldProblem: Error, Sendable, Hashable {
    /// What is wrong.
    public var problem: String
    /// What to do.
    public var remedy: String
}

/// Reads what people type of an athlete, in English, German or Spanish.
public enum AthleteInput {
    private static let sides: [String: String] = [
        "left": "left", "l": "left", "links": "left", "li": "left", "izquierda": "left", "izquierdo": "left",
        "izq": "left", "right": "right", "r": "right", "rechts": "right", "re": "right", "derecha": "right",
        "derecho": "right", "der": "right", "both": "both", "beide": "both", "beides": "both", "ambos": "both",
        "ambas": "both", "none": "none", "keine": "none", "ninguno": "none",
    ]
    private static let sexes: [String: String] = [
        "f": "female", "female": "female", "w": "female", "weiblich": "female", "frau": "female", "mujer": "female",
        "femenino": "female", "m": "male", "male": "male", "mannlich": "male", "mann": "male", "hombre": "male",
        "masculino": "male", "woman": "female", "man": "male",
    ]

    /// The value of a field from text.
    ///
    /// Numbers may have a decimal comma; a date of birth gives its year; other words for sex are taken as they are.
    ///
    /// - Parameters:
    ///   - field: name of the field, or `bodyMass`.
    ///   - text: what was typed, not empty.
    ///   - year: the year now.
    /// - Throws: where the text is no value of the field.
    public static func value(_ field: String, _ text: String, year: Int) throws(FieldProblem) -> ChangeValue {
        let folded = SearchText.folded(text.trimmingCharacters(in: .whitespaces))
        switch field {
        case AthleteField.dominantHand, AthleteField.dominantLeg, AthleteField.involvedSide, "side":
            guard let side = sides[folded] else {
                throw FieldProblem(problem: "\"\(text)\" is no side", remedy: "write left, right or both")
            }
            return side == "none" ? .nothing : .text(side)
        case AthleteField.sex: return .text(sexes[folded] ?? text)
        case AthleteField.birthYear:
            let found = text.split { !$0.isNumber }.compactMap { $0.count == 4 ? Int($0) : nil }
            guard found.count == 1, (1900...year).contains(found[0]) else {
                throw FieldProblem(
                    problem: "\"\(text)\" gives no year of birth", remedy: "write four digits from 1900 to \(year)")
            }
            return .number(Double(found[0]))
        case "bodyMass":
            let plain = folded.replacing("kg", with: "").replacing(",", with: ".").trimmingCharacters(in: .whitespaces)
            guard let mass = Double(plain), (10...400).contains(mass) else {
                throw FieldProblem(
                    problem: "\"\(text)\" is no body mass", remedy: "write kilograms from 10 to 400, such as 71.5")
            }
            return .number(mass)
        case AthleteField.involvedSince, "date":
            guard ZonedTime(text + "T00:00:00Z")?.dateText == text else {
                throw FieldProblem(
                    problem: "\"\(text)\" is no date", remedy: "write year-month-day, such as 2026-11-22")
            }
            return .text(text)
        case AthleteField.code:
            guard text.utf8.count <= 64, !text.contains(where: { $0.isNewline || $0 == "/" }), !text.hasPrefix("-")
            else {
                throw FieldProblem(
                    problem: "\"\(text.prefix(80))\" is no code",
                    remedy: "use at most 64 characters without / and not beginning with -")
            }
            return .text(text)
        default: return .text(text)
        }
    }
}
