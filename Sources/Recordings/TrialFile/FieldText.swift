/// Values of header lines that hold several fields: `name=U6 serial=3600 port="1-1.2 left"`, items joined by `; `.
///
/// Values with anything but letters, digits and `._:/@+-,%()` stand in quotes, with `\\`, `\"` and `\n` inside.
enum FieldText {
    /// Fields as text, in the order given.
    static func encode(_ fields: [(key: String, value: String)]) -> String {
        fields.map { $0.key + "=" + quoted($0.value) }.joined(separator: " ")
    }

    /// Reads one item; nil where the text has another form or names a field twice.
    static func decode(_ text: String) -> [String: String]? {
        guard let items = decodeItems(text), items.count == 1 else { return nil }
        return items[0]
    }

    /// Reads items joined by `;`; nil where the text has another form or an item names a field twice.
    static func decodeItems(_ text: String) -> [[String: String]]? {
        var items: [[String: String]] = []
        var item: [String: String] = [:]
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0 == " " }
            guard let first = rest.first else { break }
            if first == ";" {
                guard !item.isEmpty else { return nil }
                items.append(item)
                item = [:]
                rest = rest.dropFirst()
                continue
            }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = String(rest[..<equals])
            guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), item[key] == nil
            else { return nil }
            rest = rest[rest.index(after: equals)...]
            if rest.first == "\"" {
                guard let (value, after) = unquoted(rest.dropFirst()) else { return nil }
                item[key] = value
                rest = after
            } else {
                let value = rest.prefix { $0 != " " && $0 != ";" }
                guard !value.isEmpty else { return nil }
                item[key] = String(value)
                rest = rest[value.endIndex...]
            }
        }
        if !item.isEmpty { items.append(item) }
        return items
    }

    /// One line of free text: `\` and line ends are escaped, so that it stays one line.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Undoes `escape`; an unknown escape stays as it is.
    static func unescape(_ text: some StringProtocol) -> String {
        var result = ""
        var escaped = false
        for scalar in text.unicodeScalars {
            if escaped {
                escaped = false
                switch scalar {
                case "\\": result += "\\"
                case "n": result += "\n"
                case "r": result += "\r"
                case "\"": result += "\""
                default:
                    result += "\\"
                    result.unicodeScalars.append(scalar)
                }
            } else if scalar == "\\" {
                escaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return escaped ? result + "\\" : result
    }

    private static func quoted(_ value: String) -> String {
        let plain = value.utf8.allSatisfy {
            $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 || "._:/@+-,%()".utf8.contains($0)
        }
        if plain, !value.isEmpty { return value }
        var inner = ""
        for scalar in escape(value).unicodeScalars {
            if scalar == "\"" { inner += "\\" }
            inner.unicodeScalars.append(scalar)
        }
        return "\"" + inner + "\""
    }

    private static func unquoted(_ text: Substring) -> (String, Substring)? {
        let scalars = text.unicodeScalars
        var i = scalars.startIndex
        while i < scalars.endIndex {
            if scalars[i] == "\\" {
                i = scalars.index(after: i)
                if i == scalars.endIndex { return nil }
            } else if scalars[i] == "\"" {
                return (unescape(text[..<i]), text[scalars.index(after: i)...])
            }
            i = scalars.index(after: i)
        }
        return nil
    }
}
