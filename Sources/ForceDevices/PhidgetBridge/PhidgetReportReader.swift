import SignalCore

/// Turns the reports of a PhidgetBridge into scans.
///
/// A report says which inputs have a new value. A scan is complete when each of its inputs had one; reports have no number, so
/// that lost ones show only in the moments of arrival.
struct PhidgetReportReader {
    /// Which inputs of the device make a scan.
    struct Layout {
        /// Scans a second.
        var rate: Double
        /// Inputs of the scans, 0…3, in their order.
        var inputs: [Int]
        /// Gain of all of them.
        var gain: PhidgetBridgeProtocol.Gain
        /// Values of each input to leave out first.
        var skip: Int = 0

        /// Any inputs.
        init(rate: Double, inputs: [Int], gain: PhidgetBridgeProtocol.Gain, skip: Int = 0) {
            self.rate = rate
            self.inputs = inputs
            self.gain = gain
            self.skip = skip
        }

        /// Two inputs, left and right.
        init(rate: Double, left: Int, right: Int, gain: PhidgetBridgeProtocol.Gain, skip: Int = 0) {
            self.init(rate: rate, inputs: [left, right], gain: gain, skip: skip)
        }
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
    /// The scan that is being put together, and which of its inputs have a value.
    private var pending = Scan()
    private var arrived = 0
    private var held: [Scan] = []
    private var startsSegment = true
    private var toSkip: Int
    private var foreignReports = 0

    private struct Value {
        var raw: Int32
        var isOut: Bool
    }

    /// Values of as many inputs as the layout has, in its order.
    private struct Scan {
        private var first: Int32 = 0
        private var second: Int32 = 0
        private var third: Int32 = 0
        private var fourth: Int32 = 0
        /// Bit i stands for input i of the layout: outside its range.
        var out = 0

        /// Integer of input `i` of the layout.
        subscript(i: Int) -> Int32 {
            get { i == 0 ? first : i == 1 ? second : i == 2 ? third : fourth }
            set {
                switch i {
                case 0: first = newValue
                case 1: second = newValue
                case 2: third = newValue
                default: fourth = newValue
                }
            }
        }
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
        arrived = 0
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
            arrived = 0
        }
        guard report.count >= PhidgetBridgeProtocol.reportSize else {
            // "Not enough interrupt bandwidth" (libphidget): the report's values are gone.
            finish(into: &block)
            gaps.skip(transfers: 1)
            ledger.lose(1, corrupt: 1, .timed(bound: 1), into: &block)
            return
        }
        check(report)
        var new = 0
        for i in 0..<layout.inputs.count where value(report, layout.inputs[i]) != nil { new |= 1 &<< i }
        guard new != 0 else { return }
        if arrived & new != 0 {
            // One input came twice while another did not: the other's value is lost, and with it the scan.
            finish(into: &block)
            gaps.skip(transfers: 1)
            ledger.lose(1, .timed(bound: 1), into: &block)
            arrived = 0
        }
        if arrived == 0 { pending.out = 0 }
        for i in 0..<layout.inputs.count {
            guard let value = value(report, layout.inputs[i]) else { continue }
            pending[i] = value.raw
            if value.isOut { pending.out |= 1 &<< i }
        }
        arrived |= new
        guard arrived == (1 &<< layout.inputs.count) - 1 else { return }
        arrived = 0
        if toSkip > 0 {
            toSkip -= 1
            gaps.skip(scans: 1)
            return
        }
        take(pending, arrival, into: &block)
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
        let limit = layout.gain.limit
        let count = layout.inputs.count
        for i in 0..<count {
            let ratio = layout.gain.ratio(scan[i])
            if scan.out & (1 &<< i) != 0 || abs(ratio) > limit { flags.insert(.saturated(i, of: count)) }
            block.append(ratio, raw: scan[i])
        }
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
        let gain = layout.gain.rawValue
        var isOurs = true
        for i in 0..<layout.inputs.count {
            let input = layout.inputs[i]
            let shown = report[2 + input / 2] >> (input % 2 == 0 ? 4 : 0) & 15
            if report[0] & 0x01 << UInt8(input) == 0 { isOurs = false }
            if shown != gain { isOurs = false }
        }
        foreignReports = isOurs ? 0 : foreignReports + 1
        if foreignReports > 250 { isForeign = true }
    }
}
