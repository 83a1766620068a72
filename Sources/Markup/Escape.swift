/// Text from outside made harmless for the place where it is to stand.
public enum Escape {
    /// For the body and the attributes of a page; what no page may hold becomes the replacement character.
    public static func html(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(isPlain(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return result
    }

    /// For a quoted string of a style sheet: everything but letters, digits and spaces becomes its code point.
    public static func css(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isLetter = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isLetter || scalar == " " {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\" + String(isPlain(scalar) ? scalar.value : 0xFFFD, radix: 16) + " "
            }
        }
        return result
    }

    /// For a string of a JSON document, with its quotes.
    public static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value & 0xFFFE != 0xFFFE
    }
}
