/// How a text file is laid out: separator, decimal mark, where the rows begin, what the columns are called.
struct TextLayout: Equatable {
    /// A column as the file names it.
    struct Column: Equatable {
        /// Its name; nil where the file has no header row.
        var name: String?
        /// Its unit, from a units row or from the name; nil where none is given.
        var unit: String?
        /// What the heading above the names says of it and its neighbours, such as a plate or a side; nil where nothing.
        var group: String?
        /// What stands in its first row.
        var first: String

        /// Its name with what stands above it: `Left Fz`; nil where there is nothing above or no name.
        var fullName: String? { group.flatMap { group in name.map { group + " " + $0 } } }
    }

    var separator: FieldSeparator
    /// The decimal mark: `.` or `,`.
    var mark: UInt8
    /// Offset of the first row.
    var start: Int
    /// Line of the first row, from 1.
    var line: Int
    var columns: [Column]
    /// Columns of words, such as a date.
    var wordColumns: Set<Int>
    /// True where one integer column with decimal commas and two integer columns are equally likely.
    var isAmbiguous: Bool

    /// Rows that are looked at to find the layout, at most.
    private static let window = 400
    /// Rows of numbers in a row that cannot be a heading.
    private static let enough = 8

    private struct Line {
        var range: Range<Int>
        var number: Int
        var isTerminated: Bool
    }

    private struct Guess {
        var separator: FieldSeparator
        var mark: UInt8
        var index: Int
        var count: Int
        /// Columns of words, such as a date, which no row is judged by.
        var words: Set<Int> = []
    }

    /// Finds the layout.
    ///
    /// - Throws: `.badData` where no run of lines holds numbers.
    init(_ source: TextSource) throws(RecordingError) {
        let lines = Self.firstLines(source)
        var best: Guess?
        var one: Guess?
        // A comma in quotes is a decimal mark even where commas separate. Columns of words are looked for where no rows are
        // found without.
        for (isQuoted, hasWords) in [(false, false), (true, false), (false, true), (true, true)] where best == nil {
            for separator in FieldSeparator.allCases {
                for mark in [UInt8(ascii: "."), UInt8(ascii: ",")] where (separator.byte == mark) == isQuoted {
                    let words = hasWords ? Self.wordColumns(source, lines, separator, mark) : []
                    if hasWords, words.isEmpty { continue }
                    guard let guess = Self.guess(source, lines, separator, mark, words) else { continue }
                    if separator == .none, mark == UInt8(ascii: ",") { one = guess }
                    if let best, best.count > guess.count || best.count == guess.count && best.index <= guess.index {
                        continue
                    }
                    best = guess
                }
            }
        }
        guard var best else {
            throw RecordingError(
                .badData, file: source.name,
                problem: "no lines of numbers were found in its first \(lines.count) lines",
                remedy: "check that it is a text export; columns may be separated by comma, tab, semicolon or spaces")
        }
        isAmbiguous = Self.settleComma(source, lines, one, &best)
        Self.settleMark(source, lines[best.index], &best)
        columns = Self.fields(source, lines[best.index].range, best.separator).map { range in
            Column(first: source.text(range))
        }
        while best.index > 0, Self.belongsToRows(source, lines, best.index - 1, best) { best.index -= 1 }
        separator = best.separator
        wordColumns = best.words
        mark = best.mark
        start = lines[best.index].range.lowerBound
        line = lines[best.index].number
        Self.name(&columns, source, Array(lines[..<best.index]), best)
    }

    /// The first lines with something in them that are no comments.
    private static func firstLines(_ source: TextSource) -> [Line] {
        let span = source.bytes.span
        var cursor = TextLines()
        var lines: [Line] = []
        while lines.count < window {
            let number = cursor.number
            guard let (range, isTerminated) = cursor.next(span) else { break }
            guard let first = range.first(where: { span[$0] > 0x20 }) else { continue }
            if isComment(span[first]) { continue }
            lines.append(Line(range: range, number: number, isTerminated: isTerminated))
        }
        return lines
    }

    /// True for the bytes that begin a comment line.
    @inline(__always)
    static func isComment(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "#") || byte == UInt8(ascii: "%") }

    /// The fields of a line.
    static func fields(_ source: TextSource, _ range: Range<Int>, _ separator: FieldSeparator) -> [Range<Int>] {
        let span = source.bytes.span
        var fields: [Range<Int>] = []
        var at = range.lowerBound
        while at <= range.upperBound {
            fields.append(separator.next(span, &at, end: range.upperBound))
        }
        return fields
    }

    /// What a field is to the search for rows.
    private enum Content {
        case number
        case empty
        /// `NaN`, `inf`: meant as a number, and refused later with its line.
        case special
        case word
    }

    private static func content(_ source: TextSource, _ range: Range<Int>, _ mark: UInt8) -> Content {
        guard !range.isEmpty else { return .empty }
        var at = range.lowerBound
        // Numbers end where the field ends; the parser stops at any other byte.
        if DecimalParser.parse(source.bytes.span, &at, mark: mark) != nil, at == range.upperBound { return .number }
        guard range.count <= 9 else { return .word }
        switch source.text(range).lowercased().trimmingPrefix(while: { $0 == "-" || $0 == "+" }) {
        case "nan", "inf", "infinity", "1.#qnan", "-nan": return .special
        default: return .word
        }
    }

    /// Number of fields, and of those with a number, where a line is a row; nil where it holds words.
    private static func shape(
        _ source: TextSource, _ line: Line, _ separator: FieldSeparator, _ mark: UInt8, _ words: Set<Int>
    ) -> (fields: Int, numbers: Int)? {
        var numbers = 0
        let fields = fields(source, line.range, separator)
        for (i, field) in fields.enumerated() where words.isEmpty || !words.contains(i) {
            switch content(source, field, mark) {
            case .number, .special: numbers += 1
            case .empty: continue
            case .word: return nil
            }
        }
        return (fields.count, numbers)
    }

    /// The columns that hold words in most of the lines of the most common width, where another one holds numbers.
    private static func wordColumns(
        _ source: TextSource, _ lines: [Line], _ separator: FieldSeparator, _ mark: UInt8
    ) -> Set<Int> {
        let split = lines.map { fields(source, $0.range, separator) }
        var widths: [Int: Int] = [:]
        for line in split { widths[line.count, default: 0] += 1 }
        guard let (width, count) = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), width > 1, count > 2
        else {
            return []
        }
        var words = [Int](repeating: 0, count: width)
        var numbers = words
        for line in split where line.count == width {
            for (i, field) in line.enumerated() {
                switch content(source, field, mark) {
                case .word: words[i] += 1
                case .number: numbers[i] += 1
                default: break
                }
            }
        }
        guard numbers.contains(where: { 2 * $0 > count }) else { return [] }
        return Set(words.indices.filter { 2 * words[$0] > count })
    }

    /// Where rows begin if separator and mark are these; nil where there is no run of rows.
    private static func guess(
        _ source: TextSource, _ lines: [Line], _ separator: FieldSeparator, _ mark: UInt8, _ words: Set<Int>
    ) -> Guess? {
        var start = 0
        var width = 0
        for (i, line) in lines.enumerated() {
            // The last line may be torn in the middle of a row.
            if i == lines.count - 1, i > start, width > 0, !line.isTerminated { break }
            let shape = shape(source, line, separator, mark, words)
            // A row of empty fields belongs to the rows around it, and begins none.
            if let shape, shape.numbers == 0, shape.fields == width { continue }
            let count = shape.map { $0.numbers > 0 ? $0.fields : 0 } ?? 0
            if count != width || count == 0 {
                start = count == 0 ? i + 1 : i
                width = count
            }
            if width > 0, i - start + 1 >= enough { break }
        }
        // One field a line is no separation.
        guard width > (separator == .none ? 0 : 1), start < lines.count else { return nil }
        return Guess(separator: separator, mark: mark, index: start, count: width, words: words)
    }

    /// Lines such as `633,21` are two whole numbers or one with a decimal comma: only a heading tells.
    ///
    /// - Returns: true where nothing tells.
    private static func settleComma(_ source: TextSource, _ lines: [Line], _ one: Guess?, _ best: inout Guess) -> Bool {
        guard let one, best.separator == .comma, best.count == 2, one.index == best.index,
            ByteSearch.first(UInt8(ascii: "."), in: source.bytes, from: lines[best.index].range.lowerBound) == nil
        else { return false }
        guard best.index > 0 else { return true }
        switch fields(source, lines[best.index - 1].range, .comma).count {
        case 1: best = one
        case 2: break
        default: return true
        }
        return false
    }

    /// Whole numbers at the start say nothing of the mark; the rest of the file does.
    private static func settleMark(_ source: TextSource, _ line: Line, _ guess: inout Guess) {
        guard guess.separator != .comma, guess.mark == UInt8(ascii: ".") else { return }
        func holds(_ mark: UInt8) -> Bool {
            ByteSearch.first(mark, in: source.bytes, from: line.range.lowerBound) != nil
        }
        if holds(UInt8(ascii: ",")), !holds(UInt8(ascii: ".")) { guess.mark = UInt8(ascii: ",") }
    }

    /// True where a line above the rows is a damaged row and no heading; the reader then refuses it with its place.
    private static func belongsToRows(_ source: TextSource, _ lines: [Line], _ index: Int, _ guess: Guess) -> Bool {
        let kinds = kinds(source, lines[index], guess)
        let hasWord = kinds.contains(.word)
        let numbers = kinds.count { $0 == .number || $0 == .special }
        let above = index > 0 ? self.kinds(source, lines[index - 1], guess) : []
        let isBelowRow = above.count == guess.count && !above.contains(.word) && above.contains(.number)
        if kinds.count == guess.count {
            if !hasWord { return numbers > 0 || isBelowRow }
            // Some fields are numbers: a row if what stands above it is a row or a heading.
            return isBelowRow || numbers > 0 && above.count == guess.count && !above.contains(.number)
        }
        return !hasWord && kinds.count > 1 && numbers > 0
    }

    private static func kinds(_ source: TextSource, _ line: Line, _ guess: Guess) -> [Content] {
        fields(source, line.range, guess.separator).enumerated().map { i, field in
            guess.words.contains(i) ? .empty : content(source, field, guess.mark)
        }
    }

    /// Names the columns from the lines above the first row, where these have a cell for each.
    private static func name(_ columns: inout [Column], _ source: TextSource, _ above: [Line], _ guess: Guess) {
        var rows = above
        let endsEmpty = columns.last?.first.isEmpty == true
        guard let last = rows.last, var names = cells(source, last, guess, endsEmpty: endsEmpty) else { return }
        var units: [String]?
        let given = names.filter { !$0.isEmpty }
        if !given.isEmpty, given.allSatisfy({ ColumnName.isUnit($0) }) {
            units = names
            rows.removeLast()
            guard let line = rows.last, let above = cells(source, line, guess, endsEmpty: endsEmpty) else {
                for i in columns.indices { columns[i].unit = names[i].isEmpty ? nil : ColumnName.unit(names[i]) }
                return
            }
            names = above
        }
        rows.removeLast()
        let groups = rows.last.flatMap { cells(source, $0, guess, endsEmpty: endsEmpty) }
        var group = ""
        for i in columns.indices {
            // A cell that spans several columns is written into the first of them.
            if let cell = groups?[i], !cell.isEmpty { group = cell }
            columns[i].group = group.isEmpty ? nil : group
            columns[i].name = names[i].isEmpty ? nil : names[i]
            let unit = units.flatMap { $0[i].isEmpty ? nil : ColumnName.unit($0[i]) }
            columns[i].unit = unit ?? ColumnName.split(names[i]).unit
        }
    }

    /// The cells of a heading line, as many as there are columns; nil where it has another number.
    private static func cells(_ source: TextSource, _ line: Line, _ guess: Guess, endsEmpty: Bool) -> [String]? {
        var cells = fields(source, line.range, guess.separator).map { range in
            var text = source.text(range)
            if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
                text = String(text.dropFirst().dropLast())
            }
            return text
        }
        while cells.count > guess.count, cells.last == "" { cells.removeLast() }
        // Rows that end in a separator have one field more than their heading.
        if cells.count == guess.count - 1, endsEmpty { cells.append("") }
        return cells.count == guess.count ? cells : nil
    }
}
