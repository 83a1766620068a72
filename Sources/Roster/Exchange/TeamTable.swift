import Foundation
import Recordings

/// A team as a table of text: what a spreadsheet saves.
///
/// The separator is a comma, a semicolon or a tab, whichever the header row has; fields may be in quotes (RFC 4180).
/// Columns are found by their names in English, German or Spanish; unknown ones are told and left out.
public struct TeamTable: Sendable, Hashable {
    /// One person of the table.
    public struct Line: Sendable, Hashable {
        /// Line in the file, from 1.
        public var number: Int
        /// Values by field of the athlete, and `bodyMass` and `group`.
        public var values: [String: ChangeValue]
    }

    /// The people whose lines are sound.
    public var lines: [Line] = []
    /// What is wrong with the others.
    public var errors: [RecordingError] = []
    /// Columns that were left out, by name.
    public var unknownColumns: [String] = []

    /// Names of columns, folded, by field.
    private static let aliases: [String: [String]] = [
        AthleteField.code: ["code", "id", "athlete", "athlete id", "kurzel", "kennung", "nummer", "codigo", "clave"],
        AthleteField.name: ["name", "full name", "player", "spieler", "spielerin", "nombre", "jugador", "jugadora"],
        "firstName": ["first name", "given name", "vorname", "nombre de pila"],
        "lastName": ["last name", "surname", "family name", "nachname", "apellido", "apellidos"],
        AthleteField.birthYear: [
            "birth year", "year of birth", "born", "birthdate", "date of birth", "birthday", "geburtsjahr",
            "jahrgang", "geburtsdatum", "ano de nacimiento", "nacimiento", "fecha de nacimiento",
        ],
        AthleteField.sex: ["sex", "gender", "geschlecht", "sexo"],
        "bodyMass": [
            "body mass", "mass", "weight", "body weight", "mass kg", "weight kg", "body mass kg", "gewicht",
            "korpergewicht", "masse", "peso", "masa", "masa corporal", "peso kg", "gewicht kg",
        ],
        AthleteField.dominantHand: ["dominant hand", "hand", "handigkeit", "starke hand", "mano dominante", "mano"],
        AthleteField.dominantLeg: [
            "dominant leg", "leg", "kicking leg", "sprungbein", "schussbein", "starkes bein", "pierna dominante",
            "pierna",
        ],
        AthleteField.involvedSide: [
            "involved side", "injured side", "injury side", "betroffene seite", "verletzte seite", "lado afectado",
            "lado lesionado",
        ],
        AthleteField.involvedSince: ["involved since", "injury date", "betroffen seit", "fecha de lesion"],
        AthleteField.injuryNotes: ["injury", "injury notes", "verletzung", "lesion"],
        AthleteField.job: ["job", "work", "occupation", "beruf", "profesion", "trabajo"],
        AthleteField.habits: ["habits", "gewohnheiten", "habitos"],
        "group": ["group", "team", "squad", "gruppe", "mannschaft", "grupo", "equipo"],
    ]

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - bytes: the file, UTF-8, with or without a byte order mark.
    ///   - name: its name, for errors.
    ///   - year: the year now; nobody is born after it.
    /// - Throws: `.badData` where it is no table at all, or has neither a code nor a name.
    public init(_ bytes: [UInt8], name: String, year: Int) throws(RecordingError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RecordingError(
                .badData, file: name, problem: "is not UTF-8",
                remedy: "save it from the spreadsheet as \"CSV UTF-8\"")
        }
        var rows = DelimitedText.rows(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
        guard !rows.isEmpty else {
            throw RecordingError(
                .badData, file: name, problem: "is empty", remedy: "give a header row, then one person a line")
        }
        let header = rows.removeFirst()
        var columns: [String?] = []
        for title in header.fields {
            let folded = Self.folded(title)
            let field = Self.aliases.first { $0.value.contains(folded) || Self.folded($0.key) == folded }?.key
            if field == nil, !folded.isEmpty { unknownColumns.append(title) }
            if let field, columns.contains(field) {
                throw RecordingError(
                    .badData, file: name, line: header.number, column: title,
                    problem: "says the same as a column before it", remedy: "leave one of them out")
            }
            columns.append(field)
        }
        guard columns.contains(where: { ["code", "name", "firstName", "lastName"].contains($0) }) else {
            throw RecordingError(
                .badData, file: name, line: header.number, problem: "has no column with a code or a name",
                remedy: "name a column code or name in the header row; it says \(header.fields.joined(separator: ", "))"
            )
        }
        var codes: [String: Int] = [:]
        for row in rows where row.fields.contains(where: { !$0.isEmpty }) {
            do throws(RecordingError) {
                let values = try Self.values(row, columns, header.fields, name, year)
                if let code = values[AthleteField.code]?.text {
                    if let other = codes[code] {
                        throw RecordingError(
                            .badData, file: name, line: row.number, problem: "has the code \(code) of line \(other)",
                            remedy: "give every person a code of their own")
                    }
                    codes[code] = row.number
                }
                lines.append(Line(number: row.number, values: values))
            } catch { errors.append(error) }
        }
    }

    private static func folded(_ text: String) -> String {
        let words = SearchText.folded(text).split { !$0.isLetter && !$0.isNumber }
        return words.joined(separator: " ")
    }

    private static func values(
        _ row: DelimitedText.Row, _ columns: [String?], _ titles: [String], _ file: String, _ year: Int
    ) throws(RecordingError) -> [String: ChangeValue] {
        guard row.fields.count == columns.count else {
            throw RecordingError(
                .badData, file: file, line: row.number,
                problem: "has \(row.fields.count) fields where the header row has \(columns.count)",
                remedy: "put fields that hold a separator in quotes")
        }
        var values: [String: ChangeValue] = [:]
        for (k, field) in row.fields.enumerated() where !field.isEmpty {
            guard let column = columns[k] else { continue }
            do throws(FieldProblem) {
                values[column] = try AthleteInput.value(column, field, year: year)
            } catch {
                throw RecordingError(
                    .badData, file: file, line: row.number, column: titles[k], problem: error.problem,
                    remedy: error.remedy)
            }
        }
        let parts = ["firstName", "lastName"].compactMap { values.removeValue(forKey: $0)?.text }
        if values[AthleteField.name] == nil, !parts.isEmpty {
            values[AthleteField.name] = .text(parts.joined(separator: " "))
        }
        guard values[AthleteField.code] != nil || values[AthleteField.name] != nil else {
            throw RecordingError(
                .badData, file: file, line: row.number, problem: "has neither a code nor a name",
                remedy: "fill in one of them")
        }
        return values
    }
}

/// Rows of fields with a separator that the first row tells.
enum DelimitedText {
    struct Row: Hashable {
        var number: Int
        var fields: [String]
    }

    static func rows(_ text: String) -> [Row] {
        let first = text.prefix { !$0.isNewline }
        let separators: [Character] = [";", "\t", ","]
        let separator = separators.first { mark in
            first.count { $0 == mark } == separators.map { mark in first.count { $0 == mark } }.max()
        }
        var rows: [Row] = []
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var line = 1
        var start = 1
        func end() {
            fields.append(field.trimmingCharacters(in: .whitespaces))
            field = ""
        }
        func endRow() {
            end()
            if fields != [""] { rows.append(Row(number: start, fields: fields)) }
            fields = []
        }
        var characters = text.makeIterator()
        var next = characters.next()
        while let character = next {
            next = characters.next()
            if isQuoted {
                if character == "\"", next == "\"" {
                    field.append("\"")
                    next = characters.next()
                } else if character == "\"" {
                    isQuoted = false
                } else {
                    if character.isNewline { line += 1 }
                    field.append(character)
                }
            } else if character == "\"", field.allSatisfy(\.isWhitespace) {
                field = ""
                isQuoted = true
            } else if character == separator {
                end()
            } else if character.isNewline {
                endRow()
                line += 1
                start = line
            } else {
                field.append(character)
            }
        }
        if !field.isEmpty || !fields.isEmpty { endRow() }
        return rows
    }
}
