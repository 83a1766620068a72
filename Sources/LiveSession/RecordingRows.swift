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

    /// Where the forces act, one point a row of each path that is there.
    public private(set) var pressure = PressurePaths()

    /// No rows yet; memory for `reserve` of them is taken at once.
    ///
    /// - Parameters:
    ///   - leftPressure: true where the rows have the centre of pressure of the left side; then each row needs one.
    ///   - rightPressure: the same of the right side.
    public init(rate: Double, reserve: Int = 0, leftPressure: Bool = false, rightPressure: Bool = false) {
        self.rate = rate
        func path(_ isThere: Bool) -> PressurePath? {
            guard isThere else { return nil }
            var empty: [Double] = []
            empty.reserveCapacity(reserve)
            return PressurePath(x: empty, y: empty)
        }
        pressure = PressurePaths(left: path(leftPressure), right: path(rightPressure))
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

    /// Appends the centres of pressure of the row that ``append(left:right:flags:)`` appended, in millimetres.
    ///
    /// Places without a path are left out; NaN where the plate has no such point.
    @inline(__always)
    public mutating func appendPressure(left l: SIMD2<Double>, right r: SIMD2<Double>) {
        pressure.left?.append(l)
        pressure.right?.append(r)
    }

    /// Both sides together; NaN where missing.
    @inline(__always)
    public func total(_ row: Int) -> Double { left[row] + right[row] }

    /// The rows of `window` as a record; rows that do not exist are left out.
    public func record(_ window: ClosedRange<Int>) -> ForceRecord {
        let lower = max(window.lowerBound, 0)
        let upper = min(window.upperBound, count - 1)
        guard lower <= upper else { return ForceRecord(rate: rate, left: [], right: [], firstIndex: lower) }
        var record = ForceRecord(
            rate: rate, left: Array(left[lower...upper]), right: Array(right[lower...upper]),
            flags: Array(flags[lower...upper]), firstIndex: lower)
        if !pressure.isEmpty { record.pressure = pressure.slice(lower..<(upper + 1)) }
        return record
    }

    /// All rows as a record.
    public var record: ForceRecord {
        var record = ForceRecord(rate: rate, left: left, right: right, flags: flags)
        record.pressure = pressure
        return record
    }
}
