import Assessments
import SignalCore

/// A recording that is read block by block: in constant memory where it is a `trial.csv`, else from memory.
struct SampleSource {
    /// Its name, for messages.
    let name: String
    let header: TrialHeader
    let columns: TrialColumns
    /// The rows that `next` has read.
    private(set) var block: SampleBlock
    /// Rows given out, also those of the block.
    private(set) var count = 0

    private enum Origin {
        case stream(TrialFileStream)
        case memory(TrialFile, warnings: [String])
    }

    private var origin: Origin

    private static let size = 8192

    /// A `trial.csv` that is read while it is written elsewhere.
    init(path: String) throws(RecordingError) { self.init(try TrialFileStream(path: path)) }

    /// A `trial.csv` whose bytes are in memory.
    init(_ bytes: [UInt8], name: String) throws(RecordingError) { self.init(try TrialFileStream(bytes, name: name)) }

    private init(_ stream: TrialFileStream) {
        name = stream.name
        header = stream.header
        columns = stream.columns
        block = SampleBlock(columns: stream.columns, rate: stream.header.rate)
        origin = .stream(stream)
    }

    /// A recording in memory.
    init(_ file: TrialFile, name: String, warnings: [String] = []) {
        self.name = name
        header = file.header
        columns = file.columns
        block = SampleBlock(columns: file.columns, rate: file.header.rate)
        origin = .memory(file, warnings: warnings)
    }

    /// What stands below the rows; nothing before the last was read.
    var trailer: TrialTrailer {
        switch origin {
        case .stream(let stream): stream.trailer
        case .memory(let file, _): file.trailer
        }
    }

    /// False for a torn file.
    var isWhole: Bool {
        switch origin {
        case .stream(let stream): stream.isWhole
        case .memory(let file, _): file.isWhole
        }
    }

    /// What was odd and did not stop the reading; all of it after the last row.
    var warnings: [String] {
        switch origin {
        case .stream(let stream): stream.warnings
        case .memory(_, let warnings): warnings
        }
    }

    /// Reads the next rows into `block`; false when there are none left.
    mutating func next() throws(RecordingError) -> Bool {
        block.first = count
        switch origin {
        case .stream(var stream):
            // One owner at a time, so that nothing is copied.
            origin = .memory(TrialFile(header: header, record: ForceRecord(rate: 1, total: [])), warnings: [])
            let isThere: Bool
            do throws(RecordingError) { isThere = try stream.next() } catch {
                origin = .stream(stream)
                throw error
            }
            stream.rows.move(to: &block.rows)
            origin = .stream(stream)
            guard isThere else { return false }
        case .memory(let file, _):
            let end = min(count + Self.size, file.record.count)
            guard count < end else {
                block.rows.removeAll()
                return false
            }
            block.rows = TrialRows(file, count..<end)
        }
        count += block.count
        return true
    }
}

extension TrialRows {
    /// Some rows of a recording in memory.
    init(_ file: TrialFile, _ range: Range<Int>) {
        self.init()
        let record = file.record
        if file.columns.sides {
            left = Array(record.left[range])
            right = Array(record.right[range])
        } else {
            total = Array(record.total[range])
        }
        pressure = record.pressure.slice(range)
        if file.columns.leftRaw { leftRaw = Array(file.leftRaw[range]) }
        if file.columns.rightRaw { rightRaw = Array(file.rightRaw[range]) }
        if !record.flags.isEmpty { flags = Array(record.flags[range]) }
    }
}

extension RowSink {
    /// Moves the rows that are here to `rows`, whose own go, and goes on behind them.
    mutating func move(to rows: inout TrialRows) {
        rows.removeAll()
        rows.pressure = pressure
        for k in coordinates.indices { coordinates[k] = [] }
        taken += left.count
        if columns.sides {
            swap(&left, &rows.left)
            swap(&right, &rows.right)
        } else {
            swap(&left, &rows.total)
        }
        swap(&leftRaw, &rows.leftRaw)
        swap(&rightRaw, &rows.rightRaw)
        swap(&flags, &rows.flags)
    }
}
