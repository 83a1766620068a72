import SignalCore

/// A block of rows on their way into a file; make one, fill it, append it, empty it, and no memory is asked for again.
///
/// Columns that the file does not have stay empty; each of the others has one entry a row.
public struct TrialRows: Sendable, Equatable {
    /// Newtons of the left side; NaN where the sample is missing.
    public var left: [Double] = []
    /// Newtons of the right side; NaN where the sample is missing.
    public var right: [Double] = []
    /// Newtons of both together, for files without sides.
    public var total: [Double] = []
    /// Millimetres of the centres of pressure; NaN leaves the field empty.
    public var pressure = PressurePaths()
    /// The left device's integers; not looked at where `left` is NaN.
    public var leftRaw: [Int32] = []
    /// The right device's integers; not looked at where `right` is NaN.
    public var rightRaw: [Int32] = []
    /// What is known of each row; empty means nothing of any row.
    public var flags: [RowFlags] = []

    /// An empty block.
    public init() {}

    /// Empties the block and keeps its memory.
    public mutating func removeAll() {
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
        total.removeAll(keepingCapacity: true)
        if !pressure.isEmpty { pressure.removeAll() }
        leftRaw.removeAll(keepingCapacity: true)
        rightRaw.removeAll(keepingCapacity: true)
        flags.removeAll(keepingCapacity: true)
    }
}

extension PressurePaths {
    /// Empties the paths that are there and keeps their memory.
    fileprivate mutating func removeAll() {
        left?.removeAll()
        right?.removeAll()
        both?.removeAll()
    }
}

extension PressurePath {
    fileprivate mutating func removeAll() {
        x.removeAll(keepingCapacity: true)
        y.removeAll(keepingCapacity: true)
    }
}

/// Turns rows into bytes.
struct TrialRowEncoder: Sendable {
    let columns: TrialColumns
    let rate: Double
    /// Number of the next row.
    private(set) var next = 0

    /// Most bytes that one row needs: time, two forces, six coordinates, two raw integers, flags, and a separator each.
    private static let longestRow = 12 * (FixedDecimals.maximumLength + 1)

    init(columns: TrialColumns, rate: Double) {
        self.columns = columns
        self.rate = rate
    }

    /// Rows in a block; every column that the file has must be as long, flags may be empty.
    func count(_ rows: TrialRows) -> Int {
        let count = columns.sides ? rows.left.count : rows.total.count
        precondition(!columns.sides || rows.right.count == count, "left and right differ in length")
        precondition(
            coordinates(rows).count == columns.coordinates && coordinates(rows).allSatisfy { $0.count == count },
            "a centre of pressure is missing or differs in length")
        precondition(!columns.leftRaw || rows.leftRaw.count == count, "left_raw differs in length")
        precondition(!columns.rightRaw || rows.rightRaw.count == count, "right_raw differs in length")
        precondition(rows.flags.isEmpty || rows.flags.count == count, "flags differ in length")
        return count
    }

    /// The coordinates that the file has, in the order of its columns.
    private func coordinates(_ rows: TrialRows) -> [[Double]] {
        guard columns.coordinates > 0 else { return [] }
        var list: [[Double]] = []
        for (isThere, path) in [
            (columns.leftCentre, rows.pressure.left), (columns.rightCentre, rows.pressure.right),
            (columns.centre, rows.pressure.both),
        ] {
            guard isThere, let path else { continue }
            list += [path.x, path.y]
        }
        return list
    }

    /// Appends the rows `range` of a block to `buffer`.
    mutating func encode(_ rows: TrialRows, _ range: Range<Int>, into buffer: inout ByteBuffer) {
        encode(rows, range, from: next, into: &buffer)
        next += range.count
    }

    /// Counts rows that were encoded elsewhere.
    mutating func pass(_ count: Int) { next += count }

    /// Appends the rows `range` of a block, the first of which is row `first` of the file; `count` has passed the block.
    func encode(_ rows: TrialRows, _ range: Range<Int>, from first: Int, into buffer: inout ByteBuffer) {
        let coordinates = coordinates(rows)
        // Lent once: what is written might be the arrays for all that the compiler knows, so it would look for them again.
        (columns.sides ? rows.left : rows.total).withUnsafeBufferPointer { left in
            rows.right.withUnsafeBufferPointer { right in
                rows.leftRaw.withUnsafeBufferPointer { leftRaw in
                    rows.rightRaw.withUnsafeBufferPointer { rightRaw in
                        rows.flags.withUnsafeBufferPointer { flags in
                            let block = Block(
                                left: left, right: right, coordinates: coordinates, leftRaw: leftRaw,
                                rightRaw: rightRaw, flags: flags)
                            buffer.append(atMost: range.count * Self.longestRow) {
                                encode(block, range, from: first, to: $0)
                            }
                        }
                    }
                }
            }
        }
    }

    /// The columns of a block.
    private struct Block {
        /// Forces of the left side, or the total.
        let left: UnsafeBufferPointer<Double>
        let right: UnsafeBufferPointer<Double>
        let coordinates: [[Double]]
        let leftRaw: UnsafeBufferPointer<Int32>
        let rightRaw: UnsafeBufferPointer<Int32>
        let flags: UnsafeBufferPointer<RowFlags>
    }

    /// Writes rows; returns the bytes used.
    @inline(__always)
    private func encode(
        _ block: Block, _ range: Range<Int>, from first: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let columns = columns
        let rate = rate
        var at = 0
        var index = first
        for i in range {
            at += FixedDecimals.write(Double(index) / rate, decimals: 6, to: target + at)
            let leftGone = Self.force(block.left[i], target, &at)
            var rightGone = leftGone
            if columns.sides { rightGone = Self.force(block.right[i], target, &at) }
            for values in block.coordinates { Self.place(values[i], target, &at) }
            if columns.leftRaw { Self.raw(block.leftRaw[i], empty: leftGone, target, &at) }
            if columns.rightRaw { Self.raw(block.rightRaw[i], empty: rightGone, target, &at) }
            if columns.flags {
                var flags = block.flags.isEmpty ? [] : block.flags[i]
                if leftGone || rightGone { flags.insert(.missing) }
                target[at] = UInt8(ascii: ",")
                at += 1
                if flags.rawValue < 10 {
                    target[at] = UInt8(ascii: "0") + flags.rawValue
                    at += 1
                } else {
                    at += FixedDecimals.write(Int(flags.rawValue), to: target + at)
                }
            }
            target[at] = UInt8(ascii: "\n")
            at += 1
            index += 1
        }
        return at
    }

    /// A separator and a force; true where the field stays empty.
    @inline(__always)
    private static func force(_ newtons: Double, _ target: UnsafeMutablePointer<UInt8>, _ at: inout Int) -> Bool {
        target[at] = UInt8(ascii: ",")
        at += 1
        let scaled = newtons * NewtonGrid.stepsPerNewton
        let length: Int
        if abs(scaled) < 0x1p50 {
            // So far the grid's steps and the text's are the same.
            length = FixedDecimals.write(steps: FixedDecimals.nearest(scaled), decimals: 4, to: target + at)
        } else {
            // The grid first, so that a force off it is written as the value that will be read.
            length = FixedDecimals.write(NewtonGrid.snap(newtons), decimals: 4, to: target + at)
        }
        at += length
        return length == 0
    }

    /// A separator and a coordinate in millimetres, or nothing.
    @inline(__always)
    private static func place(_ millimetres: Double, _ target: UnsafeMutablePointer<UInt8>, _ at: inout Int) {
        target[at] = UInt8(ascii: ",")
        at += 1
        at += FixedDecimals.write(PressurePath.snap(millimetres), decimals: 3, to: target + at)
    }

    @inline(__always)
    private static func raw(_ value: Int32, empty: Bool, _ target: UnsafeMutablePointer<UInt8>, _ at: inout Int) {
        target[at] = UInt8(ascii: ",")
        at += 1
        if !empty { at += FixedDecimals.write(Int(value), to: target + at) }
    }
}
