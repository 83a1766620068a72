/// Writes the rows of a recording in some format, block by block.
protocol SampleWriter {
    /// Takes rows that follow those taken before.
    mutating func append(_ block: SampleBlock) throws(RecordingError)
    /// Writes what stands at the end; the source has given its last row.
    mutating func finish(_ source: SampleSource) throws(RecordingError)
}
