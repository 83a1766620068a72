import SignalCore

/// The rows of a trial with what every test asks of them: windows in samples, gaps, saturation, sides.
struct TrialFrame {
    let record: ForceRecord
    /// The total with each missing sample replaced by the last one before it: for finding events, never for values.
    let held: [Double]
    /// The limb whose trial it is said to be; nil where nothing is said.
    let limb: Side?
    /// Events that somebody has moved by hand, as rows of the trial.
    let moved: [String: Int]

    init(_ record: ForceRecord, limb: Side? = nil, moved: [String: Int] = [:]) {
        self.record = record
        self.limb = limb
        self.moved = moved
        held = TrialFrame.hold(record.total)
    }

    var rate: Double { record.rate }
    var count: Int { record.count }
    var total: [Double] { record.total }
    var hasSides: Bool { record.hasSides }

    /// Samples in `milliseconds`, rounded (formulas 0.3).
    func samples(_ milliseconds: Double) -> Int { Int((milliseconds / 1000 * rate).rounded()) }

    /// Missing values replaced by the last one before them; leading ones by the first one after.
    static func hold(_ values: [Double]) -> [Double] {
        guard values.contains(where: \.isNaN) else { return values }
        var last = values.first { !$0.isNaN } ?? 0
        return values.map { value in
            if !value.isNaN { last = value }
            return last
        }
    }

    /// One side as if there were no other: its force is the total, and only its own sensor can be at its limit.
    func alone(_ side: Side) -> TrialFrame {
        let other: RowFlags = side == .left ? .rightSaturated : .leftSaturated
        var one = ForceRecord(
            rate: rate, total: record.force(side), flags: record.flags.map { $0.subtracting(other) },
            firstIndex: record.firstIndex)
        one.pressure.both = record.pressure.path(side)
        return TrialFrame(one, moved: moved)
    }

    /// Missing rows of a window.
    func missing(_ window: ClosedRange<Int>) -> Int {
        var lost = 0
        for i in window where total[i].isNaN { lost += 1 }
        return lost
    }

    /// Longest run of missing rows in a window.
    func longestGap(_ window: ClosedRange<Int>) -> Int {
        var longest = 0
        var run = 0
        for i in window {
            run = total[i].isNaN ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// First row after `row` that begins a new segment: nothing may be integrated across it.
    func segmentStart(after row: Int) -> Int? {
        guard !record.flags.isEmpty, row + 1 < count else { return nil }
        return (row + 1..<count).first { record.flags[$0].contains(.segmentStart) }
    }

    /// Whether a value may be computed over `window`: `gap` or `saturated` where it may not.
    ///
    /// - Parameter bridging: true for means and shares, which may leave out gaps of at most 10 ms (design, *Gaps*).
    func check(_ window: ClosedRange<Int>, bridging: Bool = false) -> (status: MeasureStatus, lost: Int) {
        guard window.lowerBound >= 0, window.upperBound < count else { return (.tooShort, 0) }
        let lost = missing(window)
        if lost > 0, !bridging || longestGap(window) > samples(10) || lost == window.count { return (.gap, lost) }
        if !bridging, let start = segmentStart(after: window.lowerBound), start <= window.upperBound {
            return (.gap, lost)
        }
        if !record.flags.isEmpty {
            for i in window where !record.flags[i].isDisjoint(with: [.leftSaturated, .rightSaturated]) {
                return (.saturated, lost)
            }
        }
        return (.ok, lost)
    }

    /// One value of the total and of each side over `window`.
    ///
    /// - Parameters:
    ///   - floorScale: what turns the force floor in newtons into a floor in the unit of the value.
    ///   - value: computes the value from one force array; the side is nil for the total.
    func split(
        _ window: ClosedRange<Int>, floorScale: Double, bridging: Bool = false,
        _ value: ([Double], Side?) -> Double?
    ) -> LimbValues {
        let check = check(window, bridging: bridging)
        guard check.status == .ok else { return LimbValues(status: check.status, lost: check.lost) }
        return LimbValues(
            both: value(total, nil), left: hasSides ? value(record.left, .left) : nil,
            right: hasSides ? value(record.right, .right) : nil, lost: check.lost, floorScale: floorScale)
    }

    /// One value without sides over `window`.
    func single(_ window: ClosedRange<Int>, _ value: () -> Double?) -> LimbValues {
        let check = check(window)
        guard check.status == .ok else { return LimbValues(status: check.status, lost: check.lost) }
        return LimbValues(both: value(), lost: check.lost)
    }

    /// Largest value of a window; the first one where several are equal.
    static func indexOfMaximum(_ values: [Double], _ window: ClosedRange<Int>) -> Int {
        var best = window.lowerBound
        for i in window where values[i] > values[best] || values[best].isNaN { best = i }
        return best
    }

    /// Smallest value of a window; the first one where several are equal.
    static func indexOfMinimum(_ values: [Double], _ window: ClosedRange<Int>) -> Int {
        var best = window.lowerBound
        for i in window where values[i] < values[best] || values[best].isNaN { best = i }
        return best
    }
}
