/// A stretch of paired force on one clock: what a trial or a recording is to analysis.
///
/// Row `i` is sample `firstIndex + i` of the recording's clock, at `(firstIndex + i) / rate` seconds. A missing sample is
/// a row whose forces are NaN. `left` and `right` are empty where only the sum is known.
public struct ForceRecord: Sendable, Equatable {
    /// Samples per second, > 0.
    public var rate: Double
    /// Number of the first row on the recording's clock, ≥ 0.
    public var firstIndex: Int
    /// Newtons of the left side, positive under load; empty where only the total is known.
    public var left: [Double]
    /// Newtons of the right side; empty where only the total is known.
    public var right: [Double]
    /// Newtons of both sides together, one a row.
    public var total: [Double]
    /// One a row, or empty where nothing is flagged.
    public var flags: [RowFlags]
    /// Where the forces act, where that is known; each path has one point a row.
    public var pressure = PressurePaths()

    /// Pairs of left and right; the total is their sum.
    ///
    /// Both arrays must have the same length (the shorter one counts).
    public init(rate: Double, left: [Double], right: [Double], flags: [RowFlags] = [], firstIndex: Int = 0) {
        let count = min(left.count, right.count)
        self.rate = rate
        self.firstIndex = firstIndex
        self.left = left.count == count ? left : Array(left[..<count])
        self.right = right.count == count ? right : Array(right[..<count])
        var sum = [Double](repeating: 0, count: count)
        for i in 0..<count { sum[i] = left[i] + right[i] }
        self.total = sum
        self.flags = flags
    }

    /// Only the sum of both sides: no symmetry can be computed from it.
    public init(rate: Double, total: [Double], flags: [RowFlags] = [], firstIndex: Int = 0) {
        self.rate = rate
        self.firstIndex = firstIndex
        self.left = []
        self.right = []
        self.total = total
        self.flags = flags
    }

    /// Number of rows.
    public var count: Int { total.count }

    /// True where left and right are known apart.
    public var hasSides: Bool { !left.isEmpty || total.isEmpty }

    /// Newtons of one side; empty where only the total is known.
    public func force(_ side: Side) -> [Double] { side == .left ? left : right }

    /// The rows `range` (numbers on the recording's clock) as a record of their own; rows outside this record are left out.
    public func slice(_ range: ClosedRange<Int>) -> ForceRecord {
        let lower = max(range.lowerBound - firstIndex, 0)
        let upper = min(range.upperBound - firstIndex, count - 1)
        guard lower <= upper else {
            var empty = ForceRecord(rate: rate, total: [], firstIndex: max(range.lowerBound, firstIndex))
            empty.flags = []
            return empty
        }
        var part = self
        part.firstIndex = firstIndex + lower
        part.total = Array(total[lower...upper])
        if !left.isEmpty {
            part.left = Array(left[lower...upper])
            part.right = Array(right[lower...upper])
        }
        if !flags.isEmpty { part.flags = Array(flags[lower...upper]) }
        if !pressure.isEmpty { part.pressure = pressure.slice(lower..<(upper + 1)) }
        return part
    }

    /// Seconds on the recording's clock of row `i` of this record.
    public func time(_ i: Int) -> Double { Double(firstIndex + i) / rate }
}
