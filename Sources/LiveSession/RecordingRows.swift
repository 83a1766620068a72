import SignalCore

/// The rows of a running recording: what has come since the zero.
public struct RecordingRows: Sendable {
    /// Rows a second.
    public let rate: Double
    /// Newtons of the left side; NaN where missing.
    public private(set) var left: [Double] = []
    /// Newtons of the right side; NaN where missing.
    public private(set) var right: [Double] = []
    /// One a row.
    public private(set) var flags: [RowFlags] = []

    /// No rows yet; memory for `reserve` of them is taken at once.
    public init(rate: Double, reserve: Int = 0) {
        self.rate = rate
        left.reserveCapacity(reserve)
        right.reserveCapacity(reserve)
        flags.reserveCapacity(reserve)
    }

    /// Number of rows.
    public var count: Int { flags.count }

    /// Appends one row.
    @inline(__always)
    public mutating func append(left l: Double, right r: Double, flags f: RowFlags) {
        left.append(l)
        right.append(r)
        flags.append(f)
    }

    /// Both sides together; NaN where missing.
    @inline(__always)
    public func total(_ row: Int) -> Double { left[row] + right[row] }

    /// The rows of `window` as a record; rows that do not exist are left out.
    public func record(_ window: ClosedRange<Int>) -> ForceRecord {
        let lower = max(window.lowerBound, 0)
        let upper = min(window.upperBound, count - 1)
        guard lower <= upper else { return ForceRecord(rate: rate, left: [], right: [], firstIndex: lower) }
        return ForceRecord(
            rate: rate, left: Array(left[lower...upper]), right: Array(right[lower...upper]),
            flags: Array(flags[lower...upper]), firstIndex: lower)
    }

    /// All rows as a record.
    public var record: ForceRecord { ForceRecord(rate: rate, left: left, right: right, flags: flags) }
}
