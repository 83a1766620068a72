import Assessments

/// Writes rows of the tidy table as a Parquet or CSV file, any number of them in the same memory.
///
/// The columns are those of `analyze --format csv`, then `started` and `counts`. Absent values are null in Parquet and empty
/// in CSV. The file appears under its name when it is whole.
public struct ResultFileWriter {
    /// Rows that a group of a Parquet file has: what is held in memory.
    private static let groupSize = 131_072
    /// Rows that are turned into columns at once.
    private static let blockSize = 2048

    /// Rows so far.
    public private(set) var rows = 0

    private let output: OutputFile
    private var parquet: ParquetWriter?
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private var block: [ResultRow] = []

    /// Begins a file in the place of one that may be there.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - isParquet: true for Parquet, false for CSV with a header row.
    ///   - software: in whose name it is written.
    /// - Throws: what the system says.
    public init(_ path: String, isParquet: Bool, software: String) throws(RecordingError) {
        output = try OutputFile(path, replaces: true)
        guard isParquet else {
            buffer.append(ResultRow.columns.map(\.name).joined(separator: ",") + "\n")
            return
        }
        let columns = ResultRow.columns.map { name, cell in
            switch cell {
            case .text: ParquetColumn(name: name, kind: .text)
            case .word: ParquetColumn(name: name, kind: .text, isOptional: false)
            case .integer: ParquetColumn(name: name, kind: .int64)
            case .number: ParquetColumn(name: name, kind: .double)
            case .flag: ParquetColumn(name: name, kind: .flag, isOptional: false)
            }
        }
        parquet = try ParquetWriter(
            columns, metadata: [("bilanx.schema", "bilanx.results/1")], software: software, to: output,
            groupSize: Self.groupSize)
    }

    /// Appends a row.
    public mutating func append(_ row: ResultRow) throws(RecordingError) {
        block.append(row)
        rows += 1
        if block.count == Self.blockSize { try flush() }
    }

    /// Writes what is left and gives the file its name.
    public mutating func finish() throws(RecordingError) {
        try flush()
        try parquet?.finish()
        try output.finish()
    }

    private mutating func flush() throws(RecordingError) {
        let block = block
        self.block.removeAll(keepingCapacity: true)
        guard parquet != nil else {
            for row in block { buffer.append(Self.line(row)) }
            return try output.write(&buffer)
        }
        try parquet?.append(block.count) { writer, k, range in
            let rows = block[range]
            switch ResultRow.columns[k].cell {
            case .text(let value): writer.put(rows.map(value)[...], column: k)
            case .word(let value): writer.put(rows.map { value($0) as String? }[...], column: k)
            case .integer(let value):
                writer.put(rows.map { value($0).map(Double.init) ?? .nan }[...], column: k)
            case .number(let value): writer.put(rows.map { value($0) ?? .nan }[...], column: k)
            case .flag(let value): writer.put(rows.map(value)[...], column: k)
            }
        }
    }

    private static func line(_ row: ResultRow) -> String {
        ResultRow.columns.map { _, cell in
            switch cell {
            case .text(let value): CSVCell.text(value(row) ?? "")
            case .word(let value): CSVCell.text(value(row))
            case .integer(let value): value(row).map(String.init) ?? ""
            case .number(let value): value(row).map(PlainNumber.text) ?? ""
            case .flag(let value): value(row) ? "true" : "false"
            }
        }.joined(separator: ",") + "\n"
    }
}
