import Foundation
import SignalCore

/// Writes a `trial.csv` while it is being recorded: header, rows as they come, trailer.
///
/// Rows are gathered in one buffer and written when 64 KiB are full or on `flush()`; appending allocates nothing once the
/// buffer has its size. A writer that goes away without `close` leaves a torn file, which the reader reads to its last row.
public struct TrialFileWriter: ~Copyable, Sendable {
    /// The file.
    public let path: String
    /// Rows appended so far.
    public var rows: Int { encoder.next }

    private let descriptor: Int32
    private var encoder: TrialRowEncoder
    private var buffer: ByteBuffer
    private var crc: CRC32
    private var isClosed = false

    private static let fill = 1 << 16

    /// Makes the file and writes its header.
    ///
    /// - Throws: `.exists` where the file is there already; `.noPermission`, `.diskFull`, `.notFound`, `.failed`.
    public init(
        path: String, header: TrialHeader, columns: TrialColumns = TrialColumns()
    ) throws(RecordingError) {
        precondition(header.rate > 0, "a recording has a rate")
        var buffer = ByteBuffer(capacity: Self.fill * 2)
        TrialFileText.head(header, columns: columns, into: &buffer)
        var crc = CRC32()
        buffer.withBytes { crc.update($0) }
        let descriptor = try FileAccess.create(path)
        do throws(RecordingError) {
            try FileAccess.write(buffer, to: descriptor, path: path)
        } catch {
            Foundation.close(descriptor)
            throw error
        }
        buffer.removeAll()
        self.path = path
        self.descriptor = descriptor
        self.encoder = TrialRowEncoder(columns: columns, rate: header.rate)
        self.buffer = buffer
        self.crc = crc
    }

    deinit {
        if !isClosed { Foundation.close(descriptor) }
    }

    /// Appends rows; row `i` of the file is sample `i` of the recording's clock.
    ///
    /// A force that is NaN or infinite, or of 9·10¹¹ N and more, leaves its field empty and flags the row as missing.
    ///
    /// - Parameter threads: threads that may encode parts of a large block at once, ≥ 1; the bytes are the same.
    public mutating func append(_ block: TrialRows, threads: Int = 1) throws(RecordingError) {
        let count = encoder.count(block)
        if threads > 1, count >= 4 * ParallelWriting.part {
            try flush()
            crc = try ParallelWriting(encoder: encoder, descriptor: descriptor, path: path)
                .write(block, count: count, crc: crc, threads: threads)
            encoder.pass(count)
            return
        }
        var at = 0
        while at < count {
            let end = min(at + 256, count)
            encoder.encode(block, at..<end, into: &buffer)
            at = end
            if buffer.count >= Self.fill { try flush() }
        }
    }

    /// Appends `count` missing rows.
    public mutating func appendMissing(_ count: Int) throws(RecordingError) {
        var block = TrialRows()
        let size = min(count, 1024)
        block.left = [Double](repeating: .nan, count: size)
        block.right = block.left
        block.total = block.left
        if encoder.columns.coordinates > 0 {
            let path = PressurePath(x: block.left, y: block.left)
            block.pressure = PressurePaths(left: path, right: path, both: path)
        }
        block.leftRaw = [Int32](repeating: 0, count: size)
        block.rightRaw = block.leftRaw
        var left = count
        while left > 0 {
            let part = min(left, size)
            encoder.encode(block, 0..<part, into: &buffer)
            left -= part
            if buffer.count >= Self.fill { try flush() }
        }
    }

    /// Hands everything to the system, so that it survives the end of this program.
    public mutating func flush() throws(RecordingError) {
        guard buffer.count > 0 else { return }
        defer { buffer.removeAll() }
        buffer.withBytes { crc.update($0) }
        try FileAccess.write(buffer, to: descriptor, path: path)
    }

    /// Hands everything to the disk, so that it survives a power cut.
    public mutating func sync() throws(RecordingError) {
        try flush()
        if fsync(descriptor) != 0 { throw FileAccess.failure(errno, path, doing: "could not be synced") }
    }

    /// Writes the trailer and the end line, syncs, and closes the file; a second call does nothing.
    public mutating func close(_ trailer: TrialTrailer) throws(RecordingError) {
        guard !isClosed else { return }
        for line in trailer.textLines() { buffer.append(line + "\n") }
        try flush()
        buffer.append(TrialFileText.end(rows: rows, crc: crc))
        try sync()
        isClosed = true
        if Foundation.close(descriptor) != 0 {
            throw FileAccess.failure(errno, path, doing: "could not be closed")
        }
    }
}
