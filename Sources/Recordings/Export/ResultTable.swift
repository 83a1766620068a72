import Assessments
import Foundation

/// Results as a tidy table: one value a row, the columns those of `analyze --format csv`.
struct ResultTable {
    /// What a column holds.
    enum Kind {
        case text
        case integer
        case number
    }

    /// Names and kinds of the columns, in their order.
    static let columns: [(name: String, kind: Kind)] = [
        ("recording", .text), ("athlete", .text), ("test", .text), ("trial", .integer), ("metric", .text),
        ("limb", .text), ("value", .number), ("unit", .text), ("status", .text), ("method", .text), ("index", .text),
        ("larger", .text), ("ci_low", .number), ("ci_high", .number), ("n", .integer), ("verdict", .text),
        ("lost", .integer), ("preset", .text), ("software", .text),
    ]

    /// Name of the document's schema.
    static let schema = "bilanx.results/1"

    /// One text a column in each row; empty where there is nothing.
    private(set) var rows: [[String]] = []

    /// True where the bytes are a results document or a tidy table.
    static func recognizes(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(200), as: UTF8.self)
        return isTable(head) || (head.hasPrefix("{") && head.contains("\"\(schema)\""))
    }

    private static func isTable(_ head: String) -> Bool {
        head.hasPrefix(columns.map(\.name).joined(separator: ",") + "\n")
    }

    /// Reads a results document or a tidy table.
    ///
    /// - Throws: `.badData` where it cannot be read.
    init(_ bytes: [UInt8], name: String) throws(RecordingError) {
        let text = String(decoding: bytes, as: UTF8.self)
        if Self.isTable(text) {
            let records = CSVRecords.read(text)
            for (i, record) in records.enumerated().dropFirst() {
                guard record.count == Self.columns.count else {
                    throw RecordingError(
                        .badData, file: name, problem: "row \(i + 1) has \(record.count) columns, not 19",
                        remedy: "write the table again with bilanx analyze --format csv")
                }
                rows.append(record)
            }
            return
        }
        guard let document = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            throw RecordingError(
                .badData, file: name, problem: "is no JSON document",
                remedy: "write it again with bilanx analyze --format json")
        }
        rows = ResultRows(document).rows
    }

    /// Checks that a column's texts are numbers, and gives them; nil where a field is empty.
    private func numbers(_ k: Int, _ name: String) throws(RecordingError) -> [Double?] {
        var numbers: [Double?] = []
        for row in rows {
            guard !row[k].isEmpty else {
                numbers.append(nil)
                continue
            }
            guard let number = PlainNumber.read(row[k]) else {
                throw RecordingError(
                    .badData, file: name, column: Self.columns[k].name, problem: "`\(row[k])` is no number",
                    remedy: "write the table again with bilanx analyze --format csv")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Writes the table.
    func write(
        _ format: ExportFormat, name: String, software: String, to output: OutputFile
    ) throws(RecordingError) {
        var buffer = ByteBuffer(capacity: 1 << 16)
        switch format {
        case .csv:
            for row in [Self.columns.map(\.name)] + rows {
                buffer.append(row.map(CSVCell.text).joined(separator: ",") + "\n")
            }
            try output.write(&buffer)
        case .jsonl:
            for (k, column) in Self.columns.enumerated() where column.kind != .text { _ = try numbers(k, name) }
            for row in rows {
                let members = zip(Self.columns, row).compactMap { column, text -> String? in
                    guard !text.isEmpty else { return nil }
                    return "\"\(column.name)\":" + (column.kind == .text ? JSONString.quoted(text) : text)
                }
                buffer.append("{" + members.joined(separator: ",") + "}\n")
            }
            try output.write(&buffer)
        case .parquet:
            let kinds: [Kind: ParquetColumn.Kind] = [.text: .text, .integer: .int64, .number: .double]
            var writer = try ParquetWriter(
                Self.columns.map { ParquetColumn(name: $0.name, kind: kinds[$0.kind] ?? .text) },
                metadata: [("bilanx.schema", Self.schema)], software: software, to: output)
            var values: [[Double]] = []
            for (k, column) in Self.columns.enumerated() {
                values.append(column.kind == .text ? [] : try numbers(k, name).map { $0 ?? .nan })
            }
            let rows = rows
            try writer.append(rows.count) { writer, k, range in
                if Self.columns[k].kind == .text {
                    writer.put(rows.map { $0[k].isEmpty ? nil : $0[k] }[range], column: k)
                } else {
                    writer.put(values[k][range], column: k)
                }
            }
            try writer.finish()
        case .c3d, .xdf:
            throw RecordingError(
                .needsOption, file: name, problem: "holds results, which \(format.id) has no place for",
                remedy: "choose --to csv, jsonl or parquet")
        }
    }
}

/// Records of comma-separated text with quotes (RFC 4180).
enum CSVRecords {
    static func read(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        var held = scalars.next()
        while let scalar = held {
            held = scalars.next()
            if isQuoted {
                if scalar != "\"" {
                    field.append(scalar)
                } else if held == "\"" {
                    field.append("\"")
                    held = scalars.next()
                } else {
                    isQuoted = false
                }
                continue
            }
            switch scalar {
            case "\"": isQuoted = true
            case ",", "\n":
                record.append(String(field))
                field = String.UnicodeScalarView()
                if scalar == "\n" {
                    records.append(record)
                    record = []
                }
            case "\r" where held == "\n": break
            default: field.append(scalar)
            }
        }
        if !field.isEmpty || !record.isEmpty { records.append(record + [String(field)]) }
        return records
    }
}
