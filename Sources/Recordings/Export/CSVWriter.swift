/// Writes a `trial.csv`: the bytes of a whole one come out again as they were.
struct TrialCSVWriter: SampleWriter {
    private let output: OutputFile
    private var encoder: TrialRowEncoder
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private var crc = CRC32()

    /// Writes what stands above the rows.
    init(_ source: SampleSource, columns: TrialColumns, to output: OutputFile) throws(RecordingError) {
        self.output = output
        encoder = TrialRowEncoder(columns: columns, rate: source.header.rate)
        TrialFileText.head(source.header, columns: columns, into: &buffer)
        try flush()
    }

    mutating func append(_ block: SampleBlock) throws(RecordingError) {
        var at = 0
        while at < block.count {
            let end = min(at + 256, block.count)
            encoder.encode(block.rows, at..<end, into: &buffer)
            at = end
            if buffer.count >= 1 << 16 { try flush() }
        }
    }

    mutating func finish(_ source: SampleSource) throws(RecordingError) {
        for line in source.trailer.textLines() { buffer.append(line + "\n") }
        try flush()
        // What was torn stays torn: an end line would say that nothing is lacking.
        guard source.isWhole else { return }
        buffer.append(TrialFileText.end(rows: encoder.next, crc: crc))
        try flush()
    }

    private mutating func flush() throws(RecordingError) {
        buffer.withBytes { crc.update($0) }
        try output.write(&buffer)
    }
}

/// Writes chosen columns as a plain table with a header row, the numbers as a `trial.csv` has them.
struct TableCSVWriter: SampleWriter {
    private let columns: [SampleColumn]
    private let output: OutputFile
    private var buffer = ByteBuffer(capacity: 1 << 16)

    /// Writes the header row.
    init(_ columns: [SampleColumn], to output: OutputFile) {
        self.columns = columns
        self.output = output
        buffer.append(columns.map(\.rawValue).joined(separator: ",") + "\n")
    }

    mutating func append(_ block: SampleBlock) throws(RecordingError) {
        let values = columns.map { block.values($0) }
        let decimals = columns.map(\.decimals)
        for i in 0..<block.count {
            for k in values.indices {
                if k > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append(atMost: FixedDecimals.maximumLength) {
                    FixedDecimals.write(values[k][i], decimals: decimals[k], to: $0)
                }
            }
            buffer.append(UInt8(ascii: "\n"))
        }
        try output.write(&buffer)
    }

    mutating func finish(_ source: SampleSource) throws(RecordingError) { try output.write(&buffer) }
}
