import Assessments
import SignalCore

/// The content of a `trial.csv`.
public struct TrialFile: Sendable, Equatable {
    /// What was known at the start.
    public var header: TrialHeader
    /// Which columns the rows have.
    public var columns: TrialColumns
    /// The forces from row 0; missing rows are NaN and flagged.
    public var record: ForceRecord
    /// The left device's integers, one a row where the column is there; 0 in missing rows.
    public var leftRaw: [Int32]
    /// The right device's integers, one a row where the column is there; 0 in missing rows.
    public var rightRaw: [Int32]
    /// What was known at the end.
    public var trailer: TrialTrailer
    /// False for a torn file: its end line is absent.
    public var isWhole: Bool

    /// Makes the content of a whole file; the columns follow from what is there.
    public init(
        header: TrialHeader, record: ForceRecord, leftRaw: [Int32] = [], rightRaw: [Int32] = [],
        trailer: TrialTrailer = TrialTrailer()
    ) {
        self.header = header
        self.record = record
        self.leftRaw = leftRaw
        self.rightRaw = rightRaw
        self.trailer = trailer
        self.isWhole = true
        self.columns = TrialColumns(
            sides: record.hasSides, leftRaw: !leftRaw.isEmpty, rightRaw: !rightRaw.isEmpty)
        columns.leftCentre = record.pressure.left != nil
        columns.rightCentre = record.pressure.right != nil
        columns.centre = record.pressure.both != nil
    }

    /// The whole file as bytes: what was read and not changed comes out byte for byte.
    ///
    /// The arrays must be as long as `columns` asks, one entry a row.
    public func bytes() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 4096 + record.count * 32)
        TrialFileText.head(header, columns: columns, into: &buffer)
        var rows = TrialRows()
        rows.left = record.left
        rows.right = record.right
        rows.total = record.total
        rows.pressure = record.pressure
        rows.leftRaw = leftRaw
        rows.rightRaw = rightRaw
        rows.flags = record.flags
        var encoder = TrialRowEncoder(columns: columns, rate: header.rate)
        let count = encoder.count(rows)
        var at = 0
        while at < count {
            let end = min(at + 1024, count)
            encoder.encode(rows, at..<end, into: &buffer)
            at = end
        }
        for line in trailer.textLines() { buffer.append(line + "\n") }
        if isWhole {
            var crc = CRC32()
            buffer.withBytes { crc.update($0) }
            buffer.append(TrialFileText.end(rows: count, crc: crc))
        }
        return buffer.bytes
    }
}

/// The parts of the text that writer and content share.
enum TrialFileText {
    /// Everything above the first row.
    static func head(_ header: TrialHeader, columns: TrialColumns, into buffer: inout ByteBuffer) {
        buffer.append(TrialHeader.magic + "\n")
        for line in header.textLines() { buffer.append(line + "\n") }
        buffer.append(columns.names.joined(separator: ",") + "\n")
    }

    /// The last line.
    static func end(rows: Int, crc: CRC32) -> String { "# end rows=\(rows) crc32=\(crc.hex)\n" }
}
