import Assessments
import SignalCore

/// Reads `trial.csv`.
public enum TrialFileReader {
    /// What a file held, and what is to be said about it.
    public struct Outcome: Sendable, Equatable {
        /// The content.
        public var file: TrialFile
        /// What was odd and did not stop the reading, in whole sentences that name file and line.
        public var warnings: [String]
    }

    /// True where the bytes begin with the first line of this format.
    public static func recognizes(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: TrialHeader.magic.utf8)
            && (bytes.count == magicLength || [0x0A, 0x0D].contains(bytes[magicLength]))
    }

    private static let magicLength = TrialHeader.magic.utf8.count

    /// Reads a file of this format.
    ///
    /// - Parameter threads: threads that may read parts of a large file at once, ≥ 1; what is read is the same.
    public static func read(path: String, threads: Int = 1) throws(RecordingError) -> Outcome {
        if let outcome = try readBlocks(path, threads) { return outcome }
        return try read(try TrialFileStream(path: path, keepsAll: true))
    }

    /// Reads a large file of the form that this program writes; nil for any other.
    private static func readBlocks(_ path: String, _ threads: Int) throws(RecordingError) -> Outcome? {
        let file = try InputFile(path)
        guard file.size >= WholeFileReading.smallest else { return nil }
        var stream = try TrialFileStream(try ByteWindow(file), name: path, expected: 0)
        let columns = stream.columns
        let plan = WholeFileReading(file, from: stream.firstRow, columns: columns, rate: stream.header.rate)
        guard let plan, let read = plan.rows(threads: max(threads, 1)) else { return nil }
        try stream.pass(plan.count, sums: read.sums.text, tail: plan.tail)
        var numbers = read.rows.numbers
        var record = ForceRecord(
            rate: stream.header.rate, total: columns.sides ? numbers.removeLast() : numbers[0],
            flags: read.sums.flags != 0 ? read.rows.marks : [])
        if columns.sides {
            record.left = numbers[0]
            record.right = numbers[1]
        }
        record.pressure = PressurePaths(Array(numbers[(columns.sides ? 2 : 1)...]), of: columns)
        var integers = read.rows.integers[...]
        let leftRaw = columns.leftRaw ? integers.popFirst() ?? [] : []
        let rightRaw = columns.rightRaw ? integers.popFirst() ?? [] : []
        return outcome(stream, record, leftRaw: leftRaw, rightRaw: rightRaw)
    }

    /// Reads the bytes of a file of this format.
    ///
    /// An empty force field is a missing row. A torn file is read to its last whole row, and a file whose check sum or row
    /// count is another than its end line says is read as it is; both with a warning.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: its name, for errors and warnings.
    /// - Throws: `.badData` naming line and column where a row has another number of columns than the header row, a field
    ///   is not a finite number, a time is not that of its row, or a header line cannot be read.
    public static func read(_ bytes: [UInt8], name: String) throws(RecordingError) -> Outcome {
        try read(try TrialFileStream(bytes, name: name))
    }

    private static func read(_ opened: TrialFileStream) throws(RecordingError) -> Outcome {
        var stream = opened
        while try stream.next() {}
        let (header, columns, rows) = (stream.header, stream.columns, stream.rows)
        var record =
            columns.sides
            ? ForceRecord(rate: header.rate, left: rows.left, right: rows.right, flags: rows.flags)
            : ForceRecord(rate: header.rate, total: rows.left, flags: rows.flags)
        record.pressure = rows.pressure
        return outcome(stream, record, leftRaw: rows.leftRaw, rightRaw: rows.rightRaw)
    }

    private static func outcome(
        _ stream: TrialFileStream, _ record: ForceRecord, leftRaw: [Int32], rightRaw: [Int32]
    ) -> Outcome {
        var file = TrialFile(
            header: stream.header, record: record, leftRaw: leftRaw, rightRaw: rightRaw, trailer: stream.trailer)
        file.columns = stream.columns
        file.isWhole = stream.isWhole
        return Outcome(file: file, warnings: stream.warnings)
    }

    /// Reads the lines above the rows.
    static func head(
        _ lines: inout LineCursor, _ bytes: [UInt8], _ name: String
    ) throws(RecordingError) -> (TrialHeader, TrialColumns) {
        _ = lines.next(bytes)
        var text: [String] = []
        while let line = lines.next(bytes), line.isTerminated {
            let number = lines.number - 1
            let row = try decode(bytes, line.range, name: name, line: number)
            if row.hasPrefix("#") {
                text.append(row)
                continue
            }
            guard let columns = TrialColumns(row) else {
                throw RecordingError(
                    .badData, file: name, line: number, problem: "the header row is not known: \(row.prefix(120))",
                    remedy:
                        "this version knows time_s,left_N,right_N (or total_N),left_copx_mm,left_copy_mm,right_copx_mm,right_copy_mm,copx_mm,copy_mm,"
                        + "left_raw,right_raw,flags; "
                        + "update Bilanx if a newer one wrote the file")
            }
            return (try TrialHeader(lines: text, file: name, firstLine: 2), columns)
        }
        throw RecordingError(
            .badData, file: name, line: lines.number, problem: "ends before its first row",
            remedy: "nothing was recorded in it; rebuild it from raw.pcapng if that is there")
    }

    static func decode(
        _ bytes: [UInt8], _ range: Range<Int>, name: String, line: Int
    ) throws(RecordingError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw RecordingError(
                .badData, file: name, line: line, problem: "is not UTF-8", remedy: "save the file as UTF-8")
        }
        return text
    }

    /// `# end rows=… crc32=…`.
    static func endLine(_ text: String) -> (rows: Int, crc: String)? {
        guard text.hasPrefix("# end "), let fields = FieldText.decode(String(text.dropFirst(6))),
            let rows = Int(fields["rows"] ?? ""), let crc = fields["crc32"]
        else { return nil }
        return (rows, crc)
    }
}

/// Walks through bytes line by line; lines end in `\n` or `\r\n`.
struct LineCursor {
    /// Where the next line begins.
    var at = 0
    /// Number of the next line, from 1.
    var number = 1

    init(_ bytes: [UInt8]) {}

    /// The next line without its end; nil at the end of the bytes.
    mutating func next(_ bytes: [UInt8]) -> (range: Range<Int>, isTerminated: Bool)? {
        guard at < bytes.count else { return nil }
        let start = at
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        let isTerminated = end < bytes.count
        at = isTerminated ? end + 1 : end
        number += 1
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return (start..<end, isTerminated)
    }
}
