/// What the name of a column says: quantity, side, unit.
enum ColumnName {
    /// Units that are known in headings, lower case, and how this program calls them.
    private static let units: [String: String] = [
        "s": "s", "sec": "s", "seconds": "s", "ms": "ms", "msec": "ms", "milliseconds": "ms", "us": "us", "µs": "us",
        "μs": "us", "pct": "%", "percent": "%", "n": "N", "newton": "N", "newtons": "N", "kn": "kN", "v": "V",
        "mv": "mV", "v/v": "V/V",
        "mv/v": "mV/V",
        "kg": "kg", "kgf": "kgf", "lb": "lb", "lbs": "lb", "lbf": "lbf", "n m": "N m", "nm": "N m", "n*m": "N m",
        "n·m": "N m", "nmm": "N mm", "n mm": "N mm", "m": "m", "cm": "cm", "mm": "mm", "%": "%", "deg": "deg",
        "°": "deg",
        "hz": "Hz", "m/s": "m/s", "m/s2": "m/s²", "m/s^2": "m/s²", "m/s²": "m/s²", "w": "W", "count": "count",
        "counts": "count", "-": "-",
    ]

    /// True where the whole text is a unit, in brackets or not.
    static func isUnit(_ text: String) -> Bool { unit(text) != nil }

    /// The unit that a text is; nil where it is none.
    static func unit(_ text: String) -> String? {
        var core = text.lowercased().trimmed
        for (open, close) in [("(", ")"), ("[", "]")] where core.hasPrefix(open) && core.hasSuffix(close) {
            core = String(core.dropFirst().dropLast()).trimmed
        }
        return units[core]
    }

    /// A name without its unit, and the unit: `Fz (N)`, `Fz [N]`, `left_N`, `Time, s`.
    static func split(_ name: String) -> (base: String, unit: String?) {
        let text = name.trimmed
        for (open, close) in [("(", ")"), ("[", "]")] where text.hasSuffix(close) {
            guard let start = text.range(of: open, backwards: true), let unit = unit(String(text[start...])) else {
                continue
            }
            return (String(text[..<start]).trimmed, unit)
        }
        for mark in ["_", ",", " "] {
            guard let cut = text.range(of: mark, backwards: true) else { continue }
            let tail = String(text[text.index(after: cut)...])
            // One letter behind a blank or an underscore is a unit only where it is written as one: `Fz_N`, not `leg_n`.
            guard let unit = unit(tail), tail.count > 1 || ["N", "s", "V"].contains(tail.trimmed) else { continue }
            let base = String(text[..<cut]).trimmed
            if !base.isEmpty { return (base, unit) }
        }
        return (text, nil)
    }

    /// The words of a name: split at anything but letters and digits, and where a small letter meets a capital.
    private static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name {
            let isLetter = character.isLetter || character.isNumber
            // `FzL` is Fz and L, `vGRF` is one word.
            if !isLetter || wasSmall && character.isUppercase && word.count > 1 {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isLetter { word.append(character) }
            wasSmall = character.isLowercase
        }
        if !word.isEmpty { words.append(word) }
        return words.map { $0.lowercased() }
    }

    /// Words that may stand beside a side in the name of a vertical force.
    private static let forceWords: Set<String> = [
        "force", "forces", "f", "fz", "fv", "grf", "vgrf", "vertical", "plate", "forceplate", "leg", "limb", "foot",
        "side",
    ]

    /// The side that a name gives, where the rest of it says nothing but vertical force; nil otherwise.
    static func side(_ name: String) -> (isLeft: Bool, rest: [String])? {
        var rest: [String] = []
        var found: Bool?
        for word in words(split(name).base) {
            var side: Bool?
            var other: String?
            switch word {
            case "left", "l", "lt": side = true
            case "right", "r", "rt": side = false
            case "fzl", "lfz": (side, other) = (true, "fz")
            case "fzr", "rfz": (side, other) = (false, "fz")
            case "fl", "lf": (side, other) = (true, "f")
            case "fr", "rf": (side, other) = (false, "f")
            case "n", "newton", "newtons": continue
            default: other = word
            }
            if let side {
                guard found == nil else { return nil }
                found = side
            }
            if let other {
                guard forceWords.contains(other) else { return nil }
                rest.append(other)
            }
        }
        return found.map { ($0, rest) }
    }

    /// True where a name means the time of a row.
    static func isTime(_ name: String) -> Bool {
        let base = split(name).base.lowercased()
        return ["time", "t", "abs time", "seconds", "zeit", "tiempo", "temps", "tempo", "elapsed time"].contains(base)
            || isUnit(name) && ["s", "ms", "us"].contains(unit(name) ?? "") && base.count > 1
    }
}

extension String {
    /// Without the blanks around it.
    fileprivate var trimmed: String {
        var part = Substring(self)
        while part.first?.isWhitespace == true { part = part.dropFirst() }
        while part.last?.isWhitespace == true { part = part.dropLast() }
        return String(part)
    }

    /// Where a single character last stands.
    fileprivate func range(of character: String, backwards: Bool) -> String.Index? {
        lastIndex { String($0) == character }
    }
}
