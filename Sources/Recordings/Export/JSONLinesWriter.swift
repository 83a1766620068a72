/// Writes JSON Lines: one object a row, its members named as the columns are, and nothing else.
///
/// A value that is not there has no member. There is no line about the recording, so that every line has the same form for
/// whoever reads them as a table.
struct JSONLinesWriter: SampleWriter {
    private let columns: [SampleColumn]
    private let output: OutputFile
    private var buffer = ByteBuffer(capacity: 1 << 16)

    init(_ columns: [SampleColumn], to output: OutputFile) {
        self.columns = columns
        self.output = output
    }

    mutating func append(_ block: SampleBlock) throws(RecordingError) {
        let values = columns.map { block.values($0) }
        let decimals = columns.map(\.decimals)
        let names = columns.map { Array("\"\($0.rawValue)\":".utf8) }
        for i in 0..<block.count {
            buffer.append(UInt8(ascii: "{"))
            var isFirst = true
            for k in values.indices where !values[k][i].isNaN {
                if !isFirst { buffer.append(UInt8(ascii: ",")) }
                isFirst = false
                buffer.append(bytes: names[k])
                buffer.append(atMost: FixedDecimals.maximumLength) {
                    FixedDecimals.write(values[k][i], decimals: decimals[k], to: $0)
                }
            }
            buffer.append(UInt8(ascii: "}"))
            buffer.append(UInt8(ascii: "\n"))
        }
        try output.write(&buffer)
    }

    mutating func finish(_ source: SampleSource) throws(RecordingError) { try output.write(&buffer) }
}
