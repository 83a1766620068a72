import SignalCore

/// Turns the reports of a PhidgetBridge into scans.
///
/// A report says which inputs have a new value. A scan is complete when both inputs had one; reports have no number, so
/// that lost ones show only in the moments of arrival.
struct PhidgetReportReader {
    /// Which inputs of the device are the sides.
    struct Layout {
        /// Scans a second.
        var rate: Double
        /// Input of the left side, 0…3.
        var left: Int
        /// Input of the right side.
        var right: Int
        /// Gain of both.
        var gain: PhidgetBridgeProtocol.Gain
        /// Values of each input to leave out first.
        var skip: Int = 0
    }

    let layout: Layout
    private var ledger = LossLedger()
    /// Set once the device's echo shows other settings than it was given.
    private(set) var isForeign = false

    /// What is lost so far.
    var loss: LossCounts { ledger.counts }
    /// Number of the next scan.
    var nextIndex: Int { ledger.nextIndex }

    private var gaps: ArrivalGaps
    private var pending: (left: Value?, right: Value?) = (nil, nil)
    private var held: [Scan] = []
    private var startsSegment = true
    private var toSkip: Int
    private var foreignReports = 0

    private struct Value {
        var raw: Int32
        var isOut: Bool
    }

    private struct Scan {
        var left: Value
        var right: Value
    }

    init(layout: Layout) {
        self.layout = layout
        gaps = ArrivalGaps(rate: layout.rate, scansPerTransfer: 1)
        toSkip = layout.skip
        held.reserveCapacity(ArrivalGaps.largestHold)
    }

    /// The device was started at `moment`; before a second start, only time tells how much is missing.
    mutating func begin(at moment: UInt64, into block: inout ScanBlock) {
        finish(into: &block)
        startsSegment = true
        pending = (nil, nil)
        toSkip = layout.skip
        let missing = gaps.start(at: moment)
        guard nextIndex > 0 else { return }
        ledger.restart(missing, bound: gaps.bound, into: &block)
    }

    /// Appends the scan that a report completes, or holds it until it is known whether some are missing before it.
    mutating func read(_ report: Span<UInt8>, arrival: UInt64, dropped: Int, into block: inout ScanBlock) {
        if dropped > 0 {
            // What the dropped reports held is not known; at most one scan each.
            finish(into: &block)
            gaps.skip(transfers: dropped)
            ledger.lose(dropped, .timed(bound: dropped), into: &block)
            pending = (nil, nil)
        }
        guard report.count >= PhidgetBridgeProtocol.reportSize else {
            // "Not enough interrupt bandwidth" (libphidget): the report's values are gone.
            finish(into: &block)
            gaps.skip(transfers: 1)
            ledger.lose(1, corrupt: 1, .timed(bound: 1), into: &block)
            return
        }
        check(report)
        let left = value(report, layout.left)
        let right = value(report, layout.right)
        guard left != nil || right != nil else { return }
        if pending.left != nil && left != nil || pending.right != nil && right != nil {
            // One side came twice while the other did not: the other's value is lost, and with it the scan.
            finish(into: &block)
            gaps.skip(transfers: 1)
            ledger.lose(1, .timed(bound: 1), into: &block)
            pending = (nil, nil)
        }
        if let left { pending.left = left }
        if let right { pending.right = right }
        guard let l = pending.left, let r = pending.right else { return }
        pending = (nil, nil)
        if toSkip > 0 {
            toSkip -= 1
            gaps.skip(scans: 1)
            return
        }
        take(Scan(left: l, right: r), arrival, into: &block)
    }

    private mutating func take(_ scan: Scan, _ arrival: UInt64, into block: inout ScanBlock) {
        switch gaps.judge(arrival: arrival, scans: 1) {
        case .inStep:
            if !held.isEmpty { release(decided: false, into: &block) }
            append(scan, into: &block)
        case .undecided: held.append(scan)
        case .decided:
            held.append(scan)
            release(decided: true, into: &block)
        }
    }

    /// Decides about what is held: at a stop, and before a gap whose size is known.
    mutating func finish(into block: inout ScanBlock) {
        guard !held.isEmpty else { return }
        gaps.settle()
        release(decided: true, into: &block)
    }

    private mutating func release(decided: Bool, into block: inout ScanBlock) {
        for i in held.indices {
            if decided, i < gaps.lostBefore.count, gaps.lostBefore[i] > 0 {
                ledger.lose(gaps.lostBefore[i], .timed(bound: gaps.bound), into: &block)
            }
            append(held[i], into: &block)
        }
        held.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ scan: Scan, into block: inout ScanBlock) {
        var flags: RowFlags = startsSegment ? .segmentStart : []
        startsSegment = false
        let left = layout.gain.ratio(scan.left.raw)
        let right = layout.gain.ratio(scan.right.raw)
        let limit = layout.gain.limit
        if scan.left.isOut || abs(left) > limit { flags.insert(.leftSaturated) }
        if scan.right.isOut || abs(right) > limit { flags.insert(.rightSaturated) }
        block.append(left, raw: scan.left.raw)
        block.append(right, raw: scan.right.raw)
        block.endScan(flags)
        ledger.came(1)
    }

    /// The value of an input; nil where the input is off or has no new one.
    private func value(_ report: Span<UInt8>, _ input: Int) -> Value? {
        guard report[0] & 0x01 << UInt8(input) != 0, report[0] & 0x10 << UInt8(input) != 0 else { return nil }
        let at = 6 + 3 * input
        let raw = Int32(report[at]) << 16 | Int32(report[at + 1]) << 8 | Int32(report[at + 2])
        return Value(raw: raw, isOut: report[1] & 0x01 << UInt8(input) != 0)
    }

    /// A report of other gains or with a side switched off would turn into wrong forces: somebody else set the device.
    ///
    /// The first reports after a setting may still show the old one.
    private mutating func check(_ report: Span<UInt8>) {
        func gain(_ input: Int) -> UInt8 { report[2 + input / 2] >> (input % 2 == 0 ? 4 : 0) & 15 }
        let needed = UInt8(1 << layout.left | 1 << layout.right)
        let isOurs =
            report[0] & needed == needed && gain(layout.left) == layout.gain.rawValue
            && gain(layout.right) == layout.gain.rawValue
        foreignReports = isOurs ? 0 : foreignReports + 1
        if foreignReports > 250 { isForeign = true }
    }
}
