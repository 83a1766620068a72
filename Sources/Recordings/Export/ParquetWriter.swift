/// A column of a Parquet file.
struct ParquetColumn: Hashable {
    /// What its values are; the numbers are those of Parquet's physical types.
    enum Kind: Int {
        case flag = 0
        case int32 = 1
        case int64 = 2
        case double = 5
        case text = 6
    }

    var name: String
    var kind: Kind
    /// True where a row may have no value.
    var isOptional = true
}

/// Writes Apache Parquet: a flat table, uncompressed, one page a column in each group of rows.
///
/// Numbers are written plainly, texts as places in a dictionary of their group; where a column may lack values, runs of
/// definition levels say which rows have one. The footer stands at the end, so that any length is written in the memory of
/// one group. Made from the Parquet format description (apache/parquet-format, parquet.thrift, Encodings.md).
struct ParquetWriter {
    /// Rows in a group.
    static let groupSize = 1_000_000

    private struct Chunk {
        var offset: Int
        var size: Int
        /// Where its data page begins, behind a dictionary.
        var data: Int
    }

    private struct Group {
        var chunks: [Chunk]
        var rows: Int
    }

    /// The values of a column that were not yet written.
    private struct Pending {
        var values = ByteBuffer(capacity: 1 << 12)
        /// Runs of rows with and without a value.
        var levels = ByteBuffer(capacity: 64)
        var run = (isThere: true, count: 0)
        /// Flags that do not fill a byte yet, the first in the lowest bit.
        var bits = (byte: UInt8(0), count: 0)
        /// Texts of the group by their place in its dictionary, whose bytes are `values`.
        var places: [String: UInt32] = [:]
        /// Runs of one text.
        var texts: [(place: UInt32, count: UInt32)] = []
        private var last: (text: String, place: UInt32)?

        mutating func add(_ flag: Bool) {
            bits.byte |= (flag ? 1 : 0) << UInt8(bits.count)
            bits.count += 1
            if bits.count == 8 { endBits() }
        }

        mutating func endBits() {
            if bits.count > 0 { values.append(bits.byte) }
            bits = (0, 0)
        }

        mutating func add(_ text: String) {
            // Rows that follow each other mostly say the same.
            if let last, last.text == text {
                texts[texts.count - 1].count += 1
                return
            }
            let place = places[text] ?? UInt32(places.count)
            if places.updateValue(place, forKey: text) == nil {
                values.append(UInt32(text.utf8.count))
                values.append(text)
            }
            texts.append((place, 1))
            last = (text, place)
        }

        /// The places as runs, with their width in bits before them; the dictionary is empty from then on.
        mutating func endTexts() -> ByteBuffer {
            let width = places.count < 2 ? 1 : UInt32.bitWidth - UInt32(places.count - 1).leadingZeroBitCount
            var buffer = ByteBuffer(capacity: texts.count * 3 + 1)
            buffer.append(UInt8(width))
            for run in texts {
                buffer.append(varint: UInt64(run.count) << 1)
                for byte in 0..<((width + 7) / 8) {
                    buffer.append(UInt8(truncatingIfNeeded: run.place >> UInt32(8 * byte)))
                }
            }
            places.removeAll(keepingCapacity: true)
            texts.removeAll(keepingCapacity: true)
            last = nil
            return buffer
        }

        mutating func note(_ isThere: Bool) {
            if isThere != run.isThere { endRun(isThere) }
            run.count += 1
        }

        mutating func endRun(_ next: Bool = true) {
            if run.count > 0 {
                levels.append(varint: UInt64(run.count) << 1)
                levels.append(UInt8(run.isThere ? 1 : 0))
            }
            run = (next, 0)
        }
    }

    let columns: [ParquetColumn]
    private let metadata: [(key: String, value: String)]
    private let software: String
    private let output: OutputFile
    private let groupSize: Int
    private var pending: [Pending]
    private var rows = 0
    private var groups: [Group] = []
    private var buffer = ByteBuffer(capacity: 1 << 16)

    private static let magic = "PAR1"

    init(
        _ columns: [ParquetColumn], metadata: [(key: String, value: String)], software: String, to output: OutputFile,
        groupSize: Int = ParquetWriter.groupSize
    ) throws(RecordingError) {
        self.columns = columns
        self.metadata = metadata
        self.software = software
        self.output = output
        self.groupSize = groupSize
        pending = columns.map { _ in Pending() }
        buffer.append(Self.magic)
        try output.write(&buffer)
    }

    /// Appends rows; `add` puts the values of some of them, numbered from 0, into a column.
    mutating func append(
        _ count: Int, _ add: (inout ParquetWriter, _ column: Int, _ range: Range<Int>) -> Void
    ) throws(RecordingError) {
        var at = 0
        while at < count {
            let end = min(at + groupSize - rows, count)
            for k in columns.indices { add(&self, k, at..<end) }
            rows += end - at
            at = end
            if rows == groupSize { try endGroup() }
        }
    }

    /// Puts numbers into a column of numbers; NaN where there is none.
    mutating func put(_ numbers: ArraySlice<Double>, column k: Int) {
        let kind = columns[k].kind
        for number in numbers {
            if columns[k].isOptional {
                pending[k].note(!number.isNaN)
                if number.isNaN { continue }
            }
            switch kind {
            case .int32: pending[k].values.append(Int32(number))
            case .int64: pending[k].values.append(Int64(number))
            default: pending[k].values.append(number)
            }
        }
    }

    /// Puts texts into a column of texts; nil where there is none.
    mutating func put(_ texts: ArraySlice<String?>, column k: Int) {
        for text in texts {
            if columns[k].isOptional { pending[k].note(text != nil) }
            if let text { pending[k].add(text) }
        }
    }

    /// Puts yes and no into a column of flags.
    mutating func put(_ flags: ArraySlice<Bool>, column k: Int) {
        for flag in flags {
            if columns[k].isOptional { pending[k].note(true) }
            pending[k].add(flag)
        }
    }

    private mutating func endGroup() throws(RecordingError) {
        guard rows > 0 else { return }
        var chunks: [Chunk] = []
        for k in columns.indices {
            let start = output.position
            pending[k].endRun()
            pending[k].endBits()
            // A group of a column that is empty throughout needs no dictionary.
            let entries = pending[k].places.count
            if entries > 0 {
                buffer.append(dictionaryHeader(entries, size: pending[k].values.count))
                try output.write(&buffer)
                try output.write(&pending[k].values)
                pending[k].values = pending[k].endTexts()
            }
            let data = output.position
            let levels = columns[k].isOptional ? pending[k].levels.count + 4 : 0
            let size = levels + pending[k].values.count
            buffer.append(pageHeader(size: size, encoding: entries > 0 ? Self.dictionary : Self.plain))
            if columns[k].isOptional {
                buffer.append(UInt32(pending[k].levels.count))
                buffer.append(pending[k].levels)
            }
            try output.write(&buffer)
            try output.write(&pending[k].values)
            pending[k].levels.removeAll()
            chunks.append(Chunk(offset: start, size: output.position - start, data: data))
        }
        groups.append(Group(chunks: chunks, rows: rows))
        rows = 0
    }

    private func dictionaryHeader(_ entries: Int, size: Int) -> ByteBuffer {
        ThriftCompact.structure { page in
            page.int32(1, 2)
            page.int32(2, size)
            page.int32(3, size)
            page.structure(7) { dictionary in
                dictionary.int32(1, entries)
                dictionary.int32(2, Self.plain)
            }
        }
    }

    private func pageHeader(size: Int, encoding: Int) -> ByteBuffer {
        ThriftCompact.structure { page in
            page.int32(1, 0)
            page.int32(2, size)
            page.int32(3, size)
            page.structure(5) { data in
                data.int32(1, rows)
                data.int32(2, encoding)
                data.int32(3, Self.runs)
                data.int32(4, Self.runs)
            }
        }
    }

    // Encodings: values as they are; levels as runs; runs of places in a dictionary.
    private static let plain = 0
    private static let runs = 3
    private static let dictionary = 8

    /// Writes what is left and the footer.
    mutating func finish() throws(RecordingError) {
        try endGroup()
        let footer = ThriftCompact.structure { file in
            file.int32(1, 1)
            schema(&file)
            file.int64(3, groups.reduce(0) { $0 + $1.rows })
            file.list(4, .structure, of: groups) { file, group in file.element { self.write(group, &$0) } }
            file.list(5, .structure, of: metadata) { file, entry in
                file.element { pair in
                    pair.text(1, entry.key)
                    pair.text(2, entry.value)
                }
            }
            file.text(6, software)
        }
        buffer.append(footer)
        buffer.append(UInt32(footer.count))
        buffer.append(Self.magic)
        try output.write(&buffer)
    }

    private func schema(_ file: inout ThriftCompact) {
        file.list(2, .structure, of: [nil] + columns.map(Optional.some)) { file, column in
            file.element { element in
                guard let column else {
                    element.text(4, "schema")
                    element.int32(5, columns.count)
                    return
                }
                element.int32(1, column.kind.rawValue)
                element.int32(3, column.isOptional ? 1 : 0)
                element.text(4, column.name)
                guard column.kind == .text else { return }
                // Old readers look at the first, new ones at the second: it is UTF-8.
                element.int32(6, 0)
                element.structure(10) { $0.structure(1) { _ in } }
            }
        }
    }

    private func write(_ group: Group, _ row: inout ThriftCompact) {
        row.list(1, .structure, of: Array(zip(columns, group.chunks))) { row, entry in
            let (column, chunk) = entry
            row.element { part in
                part.int64(2, chunk.offset)
                part.structure(3) { data in
                    data.int32(1, column.kind.rawValue)
                    let isDictionary = chunk.data > chunk.offset
                    let encodings = [Self.plain, Self.runs] + (isDictionary ? [Self.dictionary] : [])
                    data.list(2, .int32, of: encodings) { $0.element($1) }
                    data.list(3, .text, of: [column.name]) { $0.element($1) }
                    data.int32(4, 0)
                    data.int64(5, group.rows)
                    data.int64(6, chunk.size)
                    data.int64(7, chunk.size)
                    data.int64(9, chunk.data)
                    if isDictionary { data.int64(11, chunk.offset) }
                }
            }
        }
        row.int64(2, group.chunks.reduce(0) { $0 + $1.size })
        row.int64(3, group.rows)
    }
}

/// Writes samples as Parquet; an empty field is null, and the lines above the rows are the file's metadata.
struct ParquetSampleWriter: SampleWriter {
    private let columns: [SampleColumn]
    private var writer: ParquetWriter

    init(
        _ source: SampleSource, _ columns: [SampleColumn], software: String, to output: OutputFile
    ) throws(RecordingError) {
        self.columns = columns
        let fields = source.header.textLines().compactMap { KeyedLines.split($0) }
        writer = try ParquetWriter(
            columns.map {
                ParquetColumn(
                    name: $0.rawValue, kind: $0.isInteger ? .int32 : .double, isOptional: !$0.isAlwaysThere)
            },
            metadata: fields.map { ("bilanx." + $0.key, $0.value) }, software: software, to: output)
    }

    mutating func append(_ block: SampleBlock) throws(RecordingError) {
        let columns = columns
        let values = columns.map { block.values($0) }
        try writer.append(block.count) { writer, k, range in writer.put(values[k][range], column: k) }
    }

    mutating func finish(_ source: SampleSource) throws(RecordingError) { try writer.finish() }
}
