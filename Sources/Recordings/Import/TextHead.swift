/// The first lines of a text, as far as they tell its format.
struct TextHead {
    /// The lines without ends, blanks and separators around them; at most 64 of the first 64 KiB.
    let lines: [String]
    /// The first four thousand bytes without blanks and quotes, whatever the lines are.
    let opening: String

    /// No lines where the bytes are no text.
    init(_ bytes: [UInt8]) {
        var text = bytes.prefix(1 << 16)
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        guard !text.contains(0) else {
            lines = []
            opening = ""
            return
        }
        let source = Array(text)
        opening = String(decoding: source.prefix(4096).filter { $0 > 0x20 && $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        let span = source.span
        var cursor = TextLines()
        var found: [String] = []
        while found.count < 64, let (range, isTerminated) = cursor.next(span), isTerminated {
            var line = String(String.UnicodeScalarView(source[range].map { Unicode.Scalar($0) }))
            while line.last == "," || line.last?.isWhitespace == true { line.removeLast() }
            while line.first?.isWhitespace == true { line.removeFirst() }
            found.append(line)
        }
        lines = found
    }

    /// The value of a line `key=value`, `key value` or `key<tab>value`; nil where there is none.
    func value(_ key: String) -> String? {
        for line in lines where line.lowercased().hasPrefix(key.lowercased()) {
            let rest = line.dropFirst(key.count)
            guard let mark = rest.first, mark == "=" || mark.isWhitespace else { continue }
            let value = rest.dropFirst().split { $0.isWhitespace || $0 == "," }.first
            return value.map(String.init)
        }
        return nil
    }
}
