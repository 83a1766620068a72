import SignalCore

/// Turns the scan data of an MCC device into scans.
///
/// The data are bare integers, without a mark or a counter: each packet begins with the first channel of a scan, and
/// what is lost shows only in the moments of arrival.
struct MCCSampleReader {
    /// What the scans look like.
    struct Layout {
        /// Scans a second.
        var rate: Double
        /// Scans of a full transfer.
        var scansPerTransfer: Int
        /// Codes of the converter.
        var codes: Int
        /// Lines of the forces' channels.
        var lines: [MCCCalibration.Line]
        /// Places of those channels in a scan of the device.
        var places: [Int]
        /// Channels of a scan of the device.
        var channels: Int
        /// The channel that marks rows.
        var trigger: Trigger?

        /// Bytes of a scan.
        var scanSize: Int { 2 * channels }

        /// Channels that are read in the order of their lines, and nothing beside them.
        init(rate: Double, scansPerTransfer: Int, codes: Int, lines: [MCCCalibration.Line]) {
            self.rate = rate
            self.scansPerTransfer = scansPerTransfer
            self.codes = codes
            self.lines = lines
            places = Array(lines.indices)
            channels = lines.count
        }

        /// Two channels, left and right.
        init(
            rate: Double, scansPerTransfer: Int, codes: Int, left: MCCCalibration.Line, right: MCCCalibration.Line
        ) {
            self.init(rate: rate, scansPerTransfer: scansPerTransfer, codes: codes, lines: [left, right])
        }
    }

    /// The channel that marks rows, as a scan has it.
    struct Trigger {
        /// Its place in a scan.
        var place: Int
        /// Codes from here on are high.
        var level: UInt16
        /// True where it is on while high.
        var isOnWhenHigh: Bool
    }

    let layout: Layout
    private var ledger = LossLedger()
    /// Speed by arrival as a multiple of the set one, once it is known to be too high.
    private(set) var overspeed: Double?

    /// What is lost so far.
    var loss: LossCounts { ledger.counts }
    /// Number of the next scan.
    var nextIndex: Int { ledger.nextIndex }

    private var gaps: ArrivalGaps
    /// Whole scans of transfers about which nothing is decided yet.
    private var held: [UInt8] = []
    /// Scans of each of those transfers.
    private var heldScans: [Int] = []
    private var startsSegment = true

    init(layout: Layout) {
        self.layout = layout
        gaps = ArrivalGaps(rate: layout.rate, scansPerTransfer: layout.scansPerTransfer)
        held.reserveCapacity(131_072)
        heldScans.reserveCapacity(ArrivalGaps.largestHold)
    }

    /// The scan was started at `moment`; before a second start, only time tells how much is missing.
    mutating func begin(at moment: UInt64, afterOverrun: Bool, into block: inout ScanBlock) {
        finish(into: &block)
        startsSegment = true
        let missing = gaps.start(at: moment)
        guard nextIndex > 0 else { return }
        ledger.restart(missing, bound: gaps.bound, flags: afterOverrun ? .deviceOverrun : [], into: &block)
    }

    /// The device said that its buffer ran over and stopped; the restart that follows tells how much is missing.
    mutating func noteOverrun() { ledger.overrun() }

    /// The device said that its buffer ran over, and no restart follows: a transfer may be hidden in what came.
    mutating func noteLastOverrun(into block: inout ScanBlock) {
        ledger.overrun()
        ledger.report(bound: gaps.bound, into: &block)
    }

    /// Appends the scans of one transfer, or holds them until it is known whether some are missing before them.
    mutating func read(_ bytes: Span<UInt8>, arrival: UInt64, dropped: Int, into block: inout ScanBlock) {
        if dropped > 0 {
            finish(into: &block)
            gaps.skip(transfers: dropped)
            ledger.lose(dropped * layout.scansPerTransfer, .counted, into: &block)
        }
        let scans = bytes.count / layout.scanSize
        if scans > 0 { take(bytes, scans, arrival, into: &block) }
        if bytes.count % layout.scanSize != 0 {
            // A torn scan is thrown away whole, so that the next transfer cannot swap the sides.
            finish(into: &block)
            gaps.skip(scans: 1)
            ledger.lose(1, corrupt: 1, .counted, into: &block)
        }
    }

    private mutating func take(_ bytes: Span<UInt8>, _ scans: Int, _ arrival: UInt64, into block: inout ScanBlock) {
        let judgement = gaps.judge(arrival: arrival, scans: scans)
        if let speed = gaps.speed(at: arrival), speed > 1.1 { overspeed = speed }
        if judgement == .inStep {
            if !held.isEmpty { release(decided: false, into: &block) }
            append(bytes, from: 0, scans, into: &block)
            return
        }
        for i in 0..<scans * layout.scanSize { held.append(bytes[i]) }
        heldScans.append(scans)
        if judgement == .decided { release(decided: true, into: &block) }
    }

    /// Decides about what is held: at a stop, and before a gap whose size is known.
    mutating func finish(into block: inout ScanBlock) {
        guard !held.isEmpty else { return }
        gaps.settle()
        release(decided: true, into: &block)
    }

    private mutating func release(decided: Bool, into block: inout ScanBlock) {
        // Taken out and put back, so that its memory stays.
        var bytes: [UInt8] = []
        swap(&bytes, &held)
        var at = 0
        for (i, scans) in heldScans.enumerated() {
            if decided, i < gaps.lostBefore.count, gaps.lostBefore[i] > 0 {
                ledger.lose(gaps.lostBefore[i] * layout.scansPerTransfer, .timed(bound: gaps.bound), into: &block)
            }
            append(bytes.span, from: at, scans, into: &block)
            at += scans * layout.scanSize
        }
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &held)
        heldScans.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private static func code(_ bytes: Span<UInt8>, _ at: Int) -> UInt16 {
        UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
    }

    private mutating func append(
        _ bytes: Span<UInt8>, from start: Int, _ scans: Int, into block: inout ScanBlock
    ) {
        let top = UInt16(layout.codes - 1)
        for scan in 0..<scans {
            let at = start + scan * layout.scanSize
            var flags: RowFlags = startsSegment ? .segmentStart : []
            startsSegment = false
            for i in 0..<layout.lines.count {
                let raw = Self.code(bytes, at + 2 * layout.places[i])
                if raw == 0 || raw >= top { flags.insert(.saturated(i, of: layout.lines.count)) }
                block.append(layout.lines[i].volts(raw), raw: Int32(raw))
            }
            if let trigger = layout.trigger {
                let isHigh = Self.code(bytes, at + 2 * trigger.place) >= trigger.level
                if isHigh == trigger.isOnWhenHigh { flags.insert(.trigger) }
            }
            block.endScan(flags)
        }
        ledger.came(scans)
    }
}
