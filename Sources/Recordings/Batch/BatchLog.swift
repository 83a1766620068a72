import Foundation

/// What a batch has done, as lines of text: its settings, then one line a recording.
///
/// A line of a recording is `end`, `crc32`, `state`, `path` and `reason` with tabs between: how many bytes of the table stand
/// when it is done, their sum, `ok` or `bad`, where it is, and why it is bad. In paths and reasons a backslash, a tab
/// and ends of lines are written `\\ \t \n \r`.
struct BatchLog: Equatable {
    /// One recording.
    struct Entry: Equatable {
        /// Bytes of the table with its rows.
        var end: Int
        /// Sum of those bytes, as eight digits.
        var sum: String
        /// Its path.
        var path: String
        /// Why it gave no rows; nil where it was analysed.
        var problem: String?
    }

    static let firstLine = "# bilanx batch 1"
    private static let columns = "end\tcrc32\tstate\tpath\treason"

    /// Names and values of all that decides the rows.
    var settings: [(name: String, value: String)]
    /// The recordings that are done.
    var entries: [Entry] = []
    /// Bytes of the lines that could be read.
    var length = 0

    static func == (a: BatchLog, b: BatchLog) -> Bool {
        a.entries == b.entries && a.length == b.length && a.settings.elementsEqual(b.settings, by: ==)
    }

    /// A log of settings only.
    init(settings: [(name: String, value: String)]) {
        self.settings = settings
        length = head.utf8.count
    }

    /// Reads a log up to the first line that is torn or is none; nil where its head is not whole.
    init?(_ bytes: [UInt8]) {
        settings = []
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        lines.removeLast()
        var isHead = true
        for (k, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            if isHead {
                if k == 0 {
                    guard text == Self.firstLine else { return nil }
                } else if text == Self.columns {
                    isHead = false
                } else {
                    guard text.hasPrefix("# "), let colon = text.range(of: ": ") else { return nil }
                    settings.append(
                        (String(text[..<colon.lowerBound].dropFirst(2)), Self.plain(String(text[colon.upperBound...]))))
                }
            } else {
                guard let entry = Self.entry(text) else { break }
                entries.append(entry)
            }
            length += line.count + 1
        }
        if isHead { return nil }
    }

    /// The lines before those of recordings.
    var head: String {
        let told = settings.map { "# \($0.name): \(Self.escaped($0.value))\n" }.joined()
        return Self.firstLine + "\n" + told + Self.columns + "\n"
    }

    /// The line of a recording.
    static func line(_ entry: Entry) -> String {
        let parts = [
            String(entry.end), entry.sum, entry.problem == nil ? "ok" : "bad", escaped(entry.path),
            escaped(entry.problem ?? ""),
        ]
        return parts.joined(separator: "\t") + "\n"
    }

    private static func entry(_ line: String) -> Entry? {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let end = Int(parts[0]), end >= 0, parts[1].utf8.count == 8,
            parts[2] == "ok" || parts[2] == "bad"
        else { return nil }
        return Entry(
            end: end, sum: parts[1], path: plain(parts[3]), problem: parts[2] == "ok" ? nil : plain(parts[4]))
    }

    private static let marks: [(Unicode.Scalar, Unicode.Scalar)] = [
        ("\\", "\\"), ("\t", "t"), ("\n", "n"), ("\r", "r"),
    ]

    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let mark = marks.first(where: { $0.0 == scalar }) {
                result.append("\\")
                result.append(mark.1)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains("\\") else { return text }
        var result = String.UnicodeScalarView()
        var isMarked = false
        for scalar in text.unicodeScalars {
            if isMarked {
                result.append(marks.first { $0.1 == scalar }?.0 ?? scalar)
                isMarked = false
            } else if scalar == "\\" {
                isMarked = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
