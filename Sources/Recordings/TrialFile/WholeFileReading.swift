import Dispatch
import SignalCore
import Synchronization

/// Reads the rows of a large `trial.csv` as blocks, by several threads where that is asked for.
///
/// Only what this program writes is read so: at the first row of another form, and wherever anything is odd, it gives up,
/// and the file is read from its beginning by `TrialFileStream`, which knows what to say.
struct WholeFileReading: Sendable {
    /// Smaller files are read as they come.
    static let smallest = 1 << 20
    /// Bytes that a thread takes at a time, about.
    private static let block = 1 << 22
    /// Bytes that are read before they are looked at: they stay near the processor.
    private static let window = 1 << 18
    /// Bytes below the rows that are looked at for their end; more markers and losses are read as they come.
    private static let longestTail = 1 << 20
    /// Fewest bytes of a row: its time, its separators and its line feed.
    private static let shortestRow = 10

    /// Rows with the place of their text in the file.
    private struct Block: Sendable {
        var bytes: Range<Int>
        var rows: Range<Int>
    }

    private let file: InputFile
    private let columns: TrialColumns
    private let rate: Double
    private let blocks: [Block]
    /// What stands below the rows.
    let tail: [UInt8]

    /// Rows in the file.
    var count: Int { blocks.last?.rows.upperBound ?? 0 }

    /// Divides the bytes from `start`, where the first row begins, into blocks; nil where they cannot be read as such.
    init?(_ file: InputFile, from start: Int, columns: TrialColumns, rate: Double) {
        let step = 1e6 / rate
        /// The first line that begins behind `place`, and its row by its time.
        func line(behind place: Int) -> (at: Int, row: Int)? {
            guard let bytes = file.bytes(place..<min(place + 1024, file.size)),
                let end = ByteSearch.first(0x0A, in: bytes, from: 0), end + 1 + CanonicalRow.room < bytes.count,
                let row = Self.row(bytes, at: end + 1, step: step)
            else { return nil }
            return (place + end + 1, row)
        }
        // The end first: lines that begin with `#` behind the last row.
        let tailStart = max(file.size - Self.longestTail, start)
        guard let last = file.bytes(tailStart..<file.size), last.last == 0x0A else { return nil }
        var end = last.count
        var lastRow: Int?
        while end > 0, lastRow == nil {
            var begin = end - 1
            while begin > 0, last[begin - 1] != 0x0A { begin -= 1 }
            guard begin > 0 else { return nil }
            if last[begin] == UInt8(ascii: "#") {
                end = begin
            } else {
                guard let row = Self.row(last, at: begin, step: step) else { return nil }
                lastRow = row
            }
        }
        // A torn file has nothing below its rows.
        guard let lastRow, end < last.count else { return nil }
        let rowsEnd = tailStart + end
        guard lastRow >= 0, lastRow < (rowsEnd - start) / Self.shortestRow else { return nil }
        var found: [Block] = []
        var from = (at: start, row: 0)
        while rowsEnd - from.at > 2 * Self.block {
            guard let next = line(behind: from.at + Self.block), next.row > from.row, next.row <= lastRow else {
                return nil
            }
            found.append(Block(bytes: from.at..<next.at, rows: from.row..<next.row))
            from = next
        }
        found.append(Block(bytes: from.at..<rowsEnd, rows: from.row..<(lastRow + 1)))
        self.file = file
        self.columns = columns
        self.rate = rate
        blocks = found
        tail = Array(last[end...])
    }

    private static func row(_ bytes: [UInt8], at place: Int, step: Double) -> Int? {
        // Behind the last bytes there is nothing to look at.
        let text = Array(bytes[place..<min(place + 32, bytes.count)]) + [UInt8](repeating: 0, count: 32)
        guard let time = text.withUnsafeBytes({ $0.baseAddress.flatMap { CanonicalRow.time($0) } }) else { return nil }
        let row = (Double(time) / step).rounded()
        return row < 0x1p40 ? Int(row) : nil
    }

    /// What blocks tell beside their rows.
    struct Sums: Sendable {
        /// Check sum and length of the text of each block.
        var text: [(crc: CRC32, count: Int)]
        /// All flags of all rows in one.
        var flags: UInt8 = 0
        /// True once a block had a row of another form.
        var failed = false
    }

    /// Reads all rows, and what their blocks tell; nil where a row has another form.
    func rows(threads: Int) -> (rows: FilledRows, sums: Sums)? {
        let sums = Mutex(Sums(text: [(crc: CRC32, count: Int)](repeating: (CRC32(), 0), count: blocks.count)))
        let rows = FilledRows(count: count, columns: columns) { places in
            let next = Atomic(0)
            if threads > 1, blocks.count > 1 {
                DispatchQueue.concurrentPerform(iterations: min(threads, blocks.count)) { _ in
                    work(next, sums, places)
                }
            } else {
                work(next, sums, places)
            }
            return sums.withLock { !$0.failed }
        }
        return rows.map { ($0, sums.withLock { $0 }) }
    }

    /// Takes blocks until there are none left or one could not be read.
    private func work(_ next: borrowing Atomic<Int>, _ sums: borrowing Mutex<Sums>, _ places: RowPlaces) {
        var buffer = [UInt8](repeating: 0, count: Self.window + CanonicalRow.room)
        while true {
            let k = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard k < blocks.count, sums.withLock({ !$0.failed }) else { return }
            let read = read(blocks[k], into: places, &buffer)
            sums.withLock { sums in
                guard let read else {
                    sums.failed = true
                    return
                }
                sums.text[k] = (read.crc, blocks[k].bytes.count)
                sums.flags |= read.flags
            }
        }
    }

    /// Reads a block to its place: exactly its rows, or nil.
    private func read(
        _ block: Block, into places: RowPlaces, _ buffer: inout [UInt8]
    ) -> (crc: CRC32, flags: UInt8)? {
        let reader = CanonicalRow(columns: columns, rate: rate)
        var crc = CRC32()
        var flags: UInt8 = 0
        var row = block.rows.lowerBound
        // Bytes of the block that are in the buffer's front and not yet read, and where the next ones come from.
        var rest = 0
        var from = block.bytes.lowerBound
        while from < block.bytes.upperBound || rest > 0 {
            let wanted = min(Self.window - rest, block.bytes.upperBound - from)
            let used: Int? = buffer.withUnsafeMutableBytes { all -> Int? in
                let filled = rest + wanted
                guard file.fill(UnsafeMutableRawBufferPointer(rebasing: all[rest..<filled]), from: from) else {
                    return nil
                }
                // No row reaches into what is behind them: it would need a line feed there.
                UnsafeMutableRawBufferPointer(rebasing: all[filled..<(filled + CanonicalRow.room)])
                    .initializeMemory(as: UInt8.self, repeating: 0)
                let bytes = UnsafeRawBufferPointer(rebasing: all[..<(filled + CanonicalRow.room)])
                var at = 0
                while true {
                    let read = reader.readBlock(
                        bytes, &at, first: row, atMost: block.rows.upperBound - row, into: places)
                    flags |= read.flags
                    row += read.rows
                    if read.rows < CanonicalRow.block { break }
                }
                guard at > 0, at <= filled else { return nil }
                crc.update(UnsafeRawBufferPointer(rebasing: bytes[..<at]))
                all.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[at..<filled]))
                rest = filled - at
                return at
            }
            guard used != nil else { return nil }
            from += wanted
        }
        return row == block.rows.upperBound ? (crc, flags) : nil
    }
}

extension CanonicalRow {
    /// Reads at most a block of rows, at most `limit`, to their places; returns how many, and all their flags in one.
    fileprivate func readBlock(
        _ bytes: UnsafeRawBufferPointer, _ at: inout Int, first: Int, atMost limit: Int, into places: RowPlaces
    ) -> (rows: Int, flags: UInt8) {
        let read = withRows(bytes, &at, first: first, atMost: limit) { rows, numbers, integers, marks, flags in
            precondition(first >= 0 && rows <= limit && first + limit <= places.count, "a row outside of its part")
            let stored = columns.sides ? 2 + coordinates : 1 + coordinates
            for k in 0..<stored {
                // In between there is room for the right side, where there is none.
                let column = k == 0 || columns.sides ? k : k + 1
                (places.numbers[k] + first).update(from: numbers + column * Self.block, count: rows)
            }
            if columns.sides {
                let total = places.numbers[stored] + first
                for i in 0..<rows { total[i] = numbers[i] + numbers[Self.block + i] }
            }
            var k = 0
            if columns.leftRaw {
                (places.integers[k] + first).update(from: integers, count: rows)
                k += 1
            }
            if columns.rightRaw { (places.integers[k] + first).update(from: integers + Self.block, count: rows) }
            (places.marks + first).update(from: marks, count: rows)
            return (rows, flags)
        }
        return read ?? (0, 0)
    }
}
