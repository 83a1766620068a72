/// What a change sets a field to.
public enum ChangeValue: Sendable, Hashable {
    /// Words, a date, an id.
    case text(String)
    /// A number in the unit that the field's name gives.
    case number(Double)
    /// Yes or no.
    case flag(Bool)
    /// The field is empty from now on.
    case nothing

    /// The words; nil for anything else.
    public var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The number; nil for anything else.
    public var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// For people: words as they are, nothing as an empty text.
    public var shown: String {
        switch self {
        case .text(let text): text
        case .number(let number):
            Int64(exactly: number).map(String.init) ?? String(number)
        case .flag(let flag): flag ? "yes" : "no"
        case .nothing: ""
        }
    }
}

extension ChangeValue: Codable {
    /// Reads a JSON value.
    ///
    /// - Throws: `DecodingError` for a list or an object, which no version writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .nothing
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes a JSON value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .nothing: try container.encodeNil()
        }
    }
}
