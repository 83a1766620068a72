/// `# key: value` lines that keep the exact text they were read from.
///
/// Each line remembers what its value meant when it was read. On writing, a line whose meaning is unchanged stands as it
/// stood, also in spacing and order; unknown lines always do.
struct KeyedLines: Sendable, Hashable {
    /// One line as it was read, without its line feed.
    private struct Line: Sendable, Hashable {
        var text: String
        var key: String?
        /// The value as this version would have written it; nil for a key that it does not know.
        var canonical: String?
    }

    private var lines: [Line] = []
    /// What every key meant when the lines were read, also keys without a line that have a default.
    private var meanings: [String: String] = [:]

    /// No lines.
    init() {}

    /// Key and value of a line; nil for a comment of another form.
    static func split(_ line: String) -> (key: String, value: String)? {
        guard line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else { return nil }
        let key = trimmed(line[line.index(after: line.startIndex)..<colon])
        guard !key.isEmpty else { return nil }
        return (key, trimmed(line[line.index(after: colon)...]))
    }

    private static func trimmed(_ text: Substring) -> String {
        var part = text.drop { $0 == " " }
        while part.last == " " { part = part.dropLast() }
        return String(part)
    }

    /// Takes a line that was read; `canonical` values are filled in afterwards by `remember`.
    mutating func append(_ text: String) { lines.append(Line(text: text, key: Self.split(text)?.key)) }

    /// Notes what the known keys mean now, so that unchanged ones keep their text.
    mutating func remember(_ fields: [(key: String, value: String)]) {
        meanings = Dictionary(fields.map { ($0.key, $0.value) }) { first, _ in first }
        for i in lines.indices { lines[i].canonical = lines[i].key.flatMap { meanings[$0] } }
    }

    /// The lines to write for these meanings: known ones in place, new ones at the end; an unchanged default stays unsaid.
    func merged(_ fields: [(key: String, value: String)]) -> [String] {
        var result: [String] = []
        var seen: Set<String> = []
        for line in lines {
            guard let key = line.key, let canonical = line.canonical else {
                // A field that was absent and now has a meaning must not stand twice.
                if let key = line.key, fields.contains(where: { $0.key == key }) { continue }
                result.append(line.text)
                continue
            }
            guard let field = fields.first(where: { $0.key == key }) else { continue }
            seen.insert(key)
            result.append(field.value == canonical ? line.text : "# \(key): \(field.value)")
        }
        for field in fields where !seen.contains(field.key) && meanings[field.key] != field.value {
            result.append("# \(field.key): \(field.value)")
        }
        return result
    }
}
