import Assessments
import SignalCore

/// Reads a `trial.csv` block by block, so that memory stays the same however long it is.
struct TrialFileStream {
    let name: String
    let header: TrialHeader
    let columns: TrialColumns
    /// The rows that were read and not yet taken away.
    var rows: RowSink
    /// What stands below the rows; nothing before the end was reached.
    private(set) var trailer = TrialTrailer()
    /// True once an end line was found.
    private(set) var isWhole = false
    /// What was odd and did not stop the reading, in whole sentences that name file and line.
    private(set) var warnings: [String] = []

    private var window: ByteWindow
    private var crc = CRC32()
    /// Number of the next line, from 1.
    private var line: Int
    private var isAtEnd = false

    /// Opens a file and reads what stands above its rows.
    ///
    /// - Parameter isWanted: true where all rows will be kept, so that room is made for them at once.
    init(path: String, keepsAll isWanted: Bool = false) throws(RecordingError) {
        let file = try InputFile(path)
        try self.init(try ByteWindow(file), name: path, expected: isWanted ? file.size : 0)
    }

    /// Takes the bytes of a whole file.
    init(_ bytes: [UInt8], name: String) throws(RecordingError) {
        try self.init(ByteWindow(bytes), name: name, expected: bytes.count)
    }

    init(_ window: ByteWindow, name: String, expected: Int) throws(RecordingError) {
        self.name = name
        self.window = window
        while TrialFileText.headEnd(self.window) == nil, try self.window.refill() {}
        guard TrialFileReader.recognizes(Array(self.window.bytes[..<self.window.filled].prefix(64))) else {
            throw RecordingError(
                .badData, file: name, line: 1, problem: "the first line is not `\(TrialHeader.magic)`",
                remedy: "read it as plain text with --left and --right")
        }
        let head = Array(self.window.bytes[..<(TrialFileText.headEnd(self.window) ?? self.window.filled)])
        var lines = LineCursor(head)
        (header, columns) = try TrialFileReader.head(&lines, head, name)
        line = lines.number
        crc.update(head)
        self.window.at = head.count
        rows = RowSink(columns: columns, rate: header.rate, bytes: expected)
    }

    /// Reads the next rows; false when there are none left, and what stands below them is read too.
    ///
    /// - Throws: `.badData` naming line and column where something cannot be read.
    mutating func next() throws(RecordingError) -> Bool {
        while !isAtEnd {
            let start = window.at
            let before = rows.count
            var at = start
            let bad = read(&at)
            window.at = at
            if let bad {
                throw RecordingError(
                    .badData, file: name, line: line,
                    column: bad.column < columns.names.count ? "\(bad.column + 1) (\(columns.names[bad.column]))" : nil,
                    problem: bad.problem, remedy: bad.remedy)
            }
            window.bytes.withUnsafeBytes { crc.update(UnsafeRawBufferPointer(rebasing: $0[start..<at])) }
            if at < window.filled, window.bytes[at] == UInt8(ascii: "#") {
                while try window.refill() {}
                try readEnd()
            } else if try !window.refill() {
                try readEnd()
            }
            if rows.count > before { return true }
        }
        return false
    }

    /// Where the first row begins, before any was read.
    var firstRow: Int { window.at }

    /// Takes the rows as read elsewhere, and reads what stands below them.
    ///
    /// - Parameters:
    ///   - count: all rows.
    ///   - sums: check sums of their text and its length, piece by piece.
    ///   - tail: what stands below them.
    mutating func pass(_ count: Int, sums: [(crc: CRC32, count: Int)], tail: [UInt8]) throws(RecordingError) {
        for sum in sums { crc.append(sum.crc, count: sum.count) }
        rows.taken = count
        line += count
        window = ByteWindow(tail)
        try readEnd()
    }

    /// Reads the rows of the window.
    private mutating func read(_ at: inout Int) -> RowSink.Failure? {
        // A name of its own for the bytes, which is gone before the window moves on.
        let bytes = window.bytes
        return rows.readAll(bytes.span.extracting(0..<window.filled), from: &at, line: &line)
    }

    /// Reads what stands below the rows, all of which is in the window.
    private mutating func readEnd() throws(RecordingError) {
        isAtEnd = true
        let bytes = window.rest
        let firstLine = line
        var lines = LineCursor(bytes)
        lines.number = line
        var text: [String] = []
        var end: (rows: Int, crc: String, at: Int)?
        while let next = lines.next(bytes) {
            guard next.isTerminated else {
                lines.number -= 1
                break
            }
            let row = try TrialFileReader.decode(bytes, next.range, name: name, line: lines.number - 1)
            guard row.hasPrefix("#") else {
                throw RecordingError(
                    .badData, file: name, line: lines.number - 1,
                    problem: "a row stands below the `# ` lines of the end",
                    remedy: "join recordings by analysing both, not by joining their files")
            }
            if let (count, crc) = TrialFileReader.endLine(row) {
                end = (count, crc, next.range.lowerBound)
                break
            }
            text.append(row)
        }
        trailer = try TrialTrailer(lines: text, file: name, firstLine: firstLine)
        guard let end else {
            warnings.append(
                "\(name): is torn after line \(lines.number - 1): it has no end line and was read to its last whole row (\(rows.count) rows)."
            )
            return
        }
        isWhole = true
        bytes.withUnsafeBytes { crc.update(UnsafeRawBufferPointer(rebasing: $0[..<end.at])) }
        if crc.hex != end.crc {
            warnings.append(
                "\(name): the check sum is \(crc.hex), the end line says \(end.crc): the file was changed after it was closed."
            )
        }
        if end.rows != rows.count {
            warnings.append("\(name): has \(rows.count) rows, the end line says \(end.rows).")
        }
        if lines.at < bytes.count {
            warnings.append("\(name):\(lines.number): what follows the end line was not read.")
        }
    }
}

extension TrialFileText {
    /// Where the rows begin: behind the first line that is no comment; nil where that line is not whole yet.
    static func headEnd(_ window: ByteWindow) -> Int? {
        var at = 0
        while at < window.filled {
            guard let end = ByteSearch.first(0x0A, in: window.bytes, from: at), end < window.filled else { return nil }
            if window.bytes[at] != UInt8(ascii: "#") { return end + 1 }
            at = end + 1
        }
        return nil
    }
}
