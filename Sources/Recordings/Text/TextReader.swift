import Assessments
import SignalCore

/// Reads plain delimited text of other systems.
///
/// Separator (comma, tab, semicolon, runs of spaces), decimal mark, title lines, header row, units row and line ends are
/// found; gzip is unpacked. Which column is whose is never guessed.
public enum TextReader {
    /// What a file held.
    public struct Outcome: Sendable, Equatable {
        /// The forces; missing samples are NaN and flagged.
        public var record: ForceRecord
        /// True where the header row says left and right; false where the operator named the columns.
        public var sidesByName: Bool
        /// True where nothing says the unit of a force, so that newtons were taken.
        public var unitIsAssumed = false
        /// What was odd and did not stop the reading, in whole sentences that name file and line.
        public var notices: [String]
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - raw: the whole file, packed or not.
    ///   - name: its name, for errors.
    ///   - options: what the operator says of columns and rate.
    ///   - limit: the largest unpacked size in bytes.
    /// - Throws: `.needsOption` where columns or rate are in doubt; `.badData` naming line and column where a row cannot
    ///   be read: NaN or infinity as text, another number of columns, no number, a time that is out of step.
    public static func read(
        _ raw: [UInt8], name: String, options: TextOptions = TextOptions(), limit: Int = Gzip.defaultLimit
    ) throws(RecordingError) -> Outcome {
        if let rate = options.rate, !(rate > 0 && rate <= 1_000_000) {
            throw RecordingError(
                .needsOption, file: name, problem: "--rate \(rate) is not in 0…1 000 000 Hz",
                remedy: "give samples per second")
        }
        let source = try TextSource(raw, name: name, limit: limit)
        let layout = try TextLayout(source)
        if layout.isAmbiguous, options.total != nil {
            throw RecordingError(
                .needsOption, file: name, line: layout.line,
                problem: "may be one column with decimal commas or two of whole numbers",
                remedy: "write a header row above it, one name a column, separated as the columns are")
        }
        let columns = try TextColumns(layout, options, name: name)
        var body = TextBody(source: source, layout: layout, columns: columns)
        try body.readAll()
        return try body.outcome(options)
    }
}

/// The rows of a text file on their way into columns.
private struct TextBody {
    let source: TextSource
    let layout: TextLayout
    let columns: TextColumns
    /// What each column is for: 0 nothing, 1 time, 2 left or total, 3 right, from 4 on values of centres of pressure.
    private var roles: [UInt8]
    private let separator: FieldSeparator
    private let mark: UInt8
    private let firstFactor: Double
    private let secondFactor: Double

    private var times: [Double] = []
    private var first: [Double] = []
    private var second: [Double] = []
    /// Values of each column of a centre of pressure.
    private var others: [[Double]] = []
    /// Those of the row that is being read.
    private var row: [Double] = []
    private var notices: [String] = []

    init(source: TextSource, layout: TextLayout, columns: TextColumns) {
        self.source = source
        self.layout = layout
        self.columns = columns
        separator = layout.separator
        mark = layout.mark
        roles = [UInt8](repeating: 0, count: layout.columns.count)
        if let time = columns.time { roles[time] = 1 }
        let forces = columns.forceIndices
        for (i, index) in forces.enumerated() { roles[index] = UInt8(2 + i) }
        for (i, index) in columns.pressure.columns.enumerated() { roles[index] = UInt8(4 + i) }
        others = [[Double]](repeating: [], count: columns.pressure.columns.count)
        row = [Double](repeating: .nan, count: others.count)
        firstFactor = columns.factors.first ?? 1
        secondFactor = columns.factors.last ?? 1
        let guess = (source.bytes.count - layout.start) / (layout.columns.count * 8)
        first.reserveCapacity(guess)
        if forces.count == 2 { second.reserveCapacity(guess) }
        if columns.time != nil { times.reserveCapacity(guess) }
    }

    /// Why a row cannot be read.
    private struct Failure {
        /// Index of the column; nil where the number of columns is wrong.
        var column: Int?
        /// The field's place, or how many fields the row has.
        var range: Range<Int>
        var fields: Int
    }

    mutating func readAll() throws(RecordingError) {
        // A copy of the reference, so that rows can be appended while the bytes are lent.
        let bytes = source.bytes
        let span = bytes.span
        var cursor = TextLines(at: layout.start, number: layout.line)
        // Rows in which every field that counts is empty: missing samples, or what a spreadsheet leaves at the end.
        var empty = 0
        while true {
            let number = cursor.number
            guard let (range, isTerminated) = cursor.next(span) else { break }
            if isSkipped(span, range) { continue }
            var isEmpty = true
            if let failure = readRow(span, range, &isEmpty) {
                guard isTerminated else {
                    notices.append("\(source.name):\(number): the last line is torn and was left out.")
                    break
                }
                throw error(failure, line: number)
            }
            if isEmpty {
                empty += 1
                continue
            }
            if empty > 0 {
                if columns.time != nil {
                    throw RecordingError(
                        .badData, file: source.name, line: number - 1, problem: "is a row without a time",
                        remedy: "delete the empty lines, or leave --time out and give --rate HZ")
                }
                let missing = repeatElement(Double.nan, count: empty)
                first.insert(contentsOf: missing, at: first.count - 1)
                if columns.forceIndices.count == 2 { second.insert(contentsOf: missing, at: second.count - 1) }
                for k in others.indices { others[k].insert(contentsOf: missing, at: others[k].count - 1) }
                empty = 0
            }
        }
    }

    /// True for blank lines and comments; a line of tabs is a row of empty fields where tabs separate.
    @inline(__always)
    private func isSkipped(_ span: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var i = range.lowerBound
        while i < range.upperBound, span[i] == 0x20 || span[i] == 0x09 && separator != .tab { i += 1 }
        return i == range.upperBound || TextLayout.isComment(span[i])
    }

    /// Reads one row; nothing is kept of a row that fails or is empty.
    @inline(__always)
    private mutating func readRow(_ span: Span<UInt8>, _ range: Range<Int>, _ isEmpty: inout Bool) -> Failure? {
        var at = range.lowerBound
        var column = 0
        var time = Double.nan
        var one = Double.nan
        var two = Double.nan
        let count = roles.count
        var badColumn: Int?
        var badRange = range
        for k in row.indices { row[k] = .nan }
        while at <= range.upperBound {
            let field = separator.next(span, &at, end: range.upperBound)
            if column < count, roles[column] != 0, !field.isEmpty {
                var i = field.lowerBound
                if let value = DecimalParser.parse(span, &i, mark: mark), i == field.upperBound {
                    switch roles[column] {
                    case 1: time = value
                    case 2: one = value
                    case 3: two = value
                    default: row[Int(roles[column]) - 4] = value
                    }
                    if roles[column] < 4 { isEmpty = false }
                } else if roles[column] >= 4, Self.isNoPoint(span, field) {
                    // An unloaded plate has no point; the force tells whether the sample is there.
                    row[Int(roles[column]) - 4] = .nan
                } else if badColumn == nil {
                    badColumn = column
                    badRange = field
                }
            }
            column += 1
        }
        if column != count { return Failure(column: nil, range: range, fields: column) }
        if let badColumn { return Failure(column: badColumn, range: badRange, fields: column) }
        guard !isEmpty else { return nil }
        if let timeColumn = columns.time {
            guard !time.isNaN else { return Failure(column: timeColumn, range: 0..<0, fields: column) }
            times.append(time)
        }
        first.append(NewtonGrid.snap(one * firstFactor))
        if case .sides = columns.forces { second.append(NewtonGrid.snap(two * secondFactor)) }
        for k in others.indices { others[k].append(row[k]) }
        return nil
    }

    /// True for what programs write where there is no number: `NaN`, `-nan`, `inf`.
    private static func isNoPoint(_ span: Span<UInt8>, _ field: Range<Int>) -> Bool {
        var text = ""
        for i in field where field.count <= 4 { text.append(Character(Unicode.Scalar(span[i] | 0x20))) }
        return ["nan", "-nan", "inf", "-inf", "+inf"].contains(text)
    }

    private func error(_ failure: Failure, line: Int) -> RecordingError {
        guard let column = failure.column else {
            return RecordingError(
                .badData, file: source.name, line: line,
                problem:
                    "has \(failure.fields) columns where \(line == layout.line ? "the next lines have" : "line \(layout.line) has") \(layout.columns.count)",
                remedy: "mend the line, or cut the file before it")
        }
        let name = layout.columns[column].name.map { " \"\($0.prefix(40))\"" } ?? ""
        let text = source.text(failure.range)
        let problem = text.isEmpty ? "the time is empty" : "`\(text.prefix(40))` is not a finite number"
        return RecordingError(
            .badData, file: source.name, line: line, column: "\(column + 1)\(name)", problem: problem,
            remedy: "an empty force field marks a missing sample; mend the line, or cut the file before it")
    }

    mutating func outcome(_ options: TextOptions) throws(RecordingError) -> TextReader.Outcome {
        if options.dropsUnevenStart { dropUnevenStart() }
        var notices = notices + columns.notices
        guard !first.isEmpty else {
            throw RecordingError(
                .badData, file: source.name, problem: "the chosen columns hold no numbers",
                remedy: "choose other columns")
        }
        var axis: TimeAxis?
        if let time = columns.time {
            do throws(TimeAxis.Failure) {
                axis = try TimeAxis(times, unit: layout.columns[time].unit ?? options.timeUnit, rate: options.rate)
            } catch {
                let name = layout.columns[time].name.map { " \"\($0.prefix(40))\"" } ?? ""
                throw RecordingError(
                    error.row == nil && error.needsRate ? .needsOption : .badData, file: source.name,
                    line: error.row.map(line), column: "\(time + 1)\(name)", problem: error.problem,
                    remedy: error.needsRate
                        ? "give --rate HZ and no --time, and the rows count as evenly spaced"
                        : "see which of them is right")
            }
        }
        let rate = axis?.rate ?? options.rate ?? 0
        if let axis, abs(axis.start * rate) > 0.5 {
            notices.append(
                "\(source.name): its time begins at \(PlainNumber.text(axis.start)) s; results count from the first row."
            )
        }
        let gaps = axis?.gaps ?? []
        var left = TimeAxis.spread(first, gaps)
        let isSides = columns.forceIndices.count == 2
        let right = isSides ? TimeAxis.spread(second, gaps) : []
        var flags: [RowFlags] = []
        var missing = 0
        if options.bridgesLoneSamples, !isSides {
            let lone = left.indices.dropFirst().dropLast().filter {
                left[$0].isNaN && !left[$0 - 1].isNaN && !left[$0 + 1].isNaN
            }
            if !lone.isEmpty { flags = [RowFlags](repeating: [], count: left.count) }
            for i in lone {
                left[i] = NewtonGrid.snap((left[i - 1] + left[i + 1]) / 2)
                flags[i] = .interpolated
            }
            if !lone.isEmpty {
                notices.append(
                    "\(source.name): \(lone.count) of \(left.count) samples are left out one by one, as its app does; each was "
                        + "bridged by a straight line.")
            }
        }
        for i in left.indices where left[i].isNaN || isSides && right[i].isNaN {
            if flags.isEmpty { flags = [RowFlags](repeating: [], count: left.count) }
            flags[i] = .missing
            missing += 1
        }
        if missing > 0 { notices.append("\(source.name): \(missing) of \(left.count) samples are missing.") }
        notices += columns.pressure.notices
        var record =
            isSides
            ? ForceRecord(rate: rate, left: left, right: right, flags: flags)
            : ForceRecord(rate: rate, total: left, flags: flags)
        if !others.isEmpty {
            record.pressure = columns.pressure.paths(
                others.map { TimeAxis.spread($0, gaps) }, first: left, second: right)
        }
        return TextReader.Outcome(
            record: record, sidesByName: columns.sidesByName, unitIsAssumed: columns.unitIsAssumed, notices: notices)
    }

    /// Leaves out the first rows whose steps are not those of the others, at most sixteen.
    ///
    /// Sensors that answer a start command send what they had measured before at once.
    private mutating func dropUnevenStart() {
        guard times.count > 40 else { return }
        let steps = (1..<times.count).map { times[$0] - times[$0 - 1] }
        let median = steps.sorted()[steps.count / 2]
        guard median > 0,
            let last = steps.prefix(16).lastIndex(where: {
                abs($0 / median - ($0 / median).rounded()) > 0.2 || $0 < 0.5 * median
            })
        else { return }
        let count = last + 1
        times.removeFirst(count)
        first.removeFirst(count)
        if !second.isEmpty { second.removeFirst(count) }
        for k in others.indices { others[k].removeFirst(count) }
        notices.append("\(source.name): its first \(count) rows come at uneven times and were left out.")
    }

    /// The line on which a row stands, found by walking there again: only errors need it.
    private func line(_ row: Int) -> Int {
        let span = source.bytes.span
        var cursor = TextLines(at: layout.start, number: layout.line)
        var rows = 0
        while true {
            let number = cursor.number
            guard let (range, _) = cursor.next(span) else { return number }
            if isSkipped(span, range) { continue }
            if rows == row { return number }
            rows += 1
        }
    }
}
