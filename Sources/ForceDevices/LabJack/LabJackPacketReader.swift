import SignalCore

/// What the packets of a LabJack stream look like.
struct LabJackStreamLayout: Sendable {
    /// Scans a second.
    var rate: Double
    /// Samples a packet, a multiple of those of a scan.
    var samplesPerPacket: Int
    /// Digital input scanned after the two analog ones; nil for none.
    var trigger: LabJackTrigger?
    /// Integers from here on mean an analog input at its limit; 0 does as well.
    var top: UInt16 = .max

    /// Samples a scan.
    var samplesPerScan: Int { trigger == nil ? 2 : 3 }
    /// Scans a packet.
    var scansPerPacket: Int { samplesPerPacket / samplesPerScan }
    /// Bytes of a packet.
    var packetLength: Int { 14 + 2 * samplesPerPacket }
}

/// Turns the bytes of a U3's or U6's stream into scans: any chunking gives the same scans, damage is counted, gaps are
/// filled.
struct LabJackPacketReader<Line: LabJackLine> {
    let layout: LabJackStreamLayout
    let left: Line
    let right: Line
    private(set) var loss = LossCounts()
    private(set) var nextIndex = 0
    /// Set once the device has reported an error that ends the stream.
    private(set) var fatalError: UInt8?

    private var held: [UInt8] = []
    private var expectedCounter: UInt8?
    private var lastArrival: UInt64 = 0
    private var damagedPackets = 0
    private var skippedBytes = 0
    private var droppedTransfers = 0
    private var isRecovering = false
    private var startsSegment = true

    /// When scan 0 was taken by the earliest arrivals, in nanoseconds after the first one; nil before a packet came.
    private var origin: Double?
    private var firstArrival: UInt64 = 0

    init(layout: LabJackStreamLayout, left: Line, right: Line) {
        self.layout = layout
        self.left = left
        self.right = right
        held.reserveCapacity(4096)
    }

    /// The stream was started at `moment`; before a second start, only time tells how much is missing.
    mutating func begin(at moment: UInt64, into block: inout ScanBlock) {
        startsSegment = true
        // Every stream counts from 0 (the maker's example stops at any other first number).
        expectedCounter = 0
        isRecovering = false
        damagedPackets = 0
        skippedBytes = 0
        held.removeAll(keepingCapacity: true)
        guard nextIndex > 0 else { return }
        loss.exact = false
        guard let origin else { return }
        // A packet that ends with scan n comes when n + 1 scan times have gone by. More than an hour is no gap to fill.
        let elapsed = (moment >= firstArrival ? Double(moment - firstArrival) : 0) - origin
        let first = Int((min(elapsed * 1e-9, 86_400 * 30) * layout.rate).rounded()) - 1
        let missing = min(max(first - nextIndex, 0), Int(3600 * layout.rate))
        loss.missing += missing
        nextIndex += missing
        block.appendMissing(missing, [])
    }

    /// Appends what `bytes` complete.
    ///
    /// - Parameters:
    ///   - arrival: nanoseconds of the link's clock.
    ///   - dropped: transfers that this program had to throw away just before this one.
    mutating func read(_ bytes: Span<UInt8>, arrival: UInt64, dropped: Int, into block: inout ScanBlock) {
        droppedTransfers += dropped
        let length = layout.packetLength
        if held.isEmpty, bytes.count == length, isPacket(bytes, at: 0) {
            // The usual case: one transfer, one packet, no copy.
            accept(bytes, at: 0, arrival: arrival, into: &block)
            return
        }
        for i in bytes.indices { held.append(bytes[i]) }
        var at = 0
        while held.count - at >= length {
            if isPacket(held.span, at: at) {
                endDamage()
                let packet = held
                accept(packet.span, at: at, arrival: arrival, into: &block)
                at += length
            } else {
                skippedBytes += 1
                at += 1
            }
        }
        held.removeFirst(at)
    }

    /// Bytes that no packet claims count as damaged packets, rounded up.
    private mutating func endDamage() {
        guard skippedBytes > 0 else { return }
        damagedPackets += (skippedBytes + layout.packetLength - 1) / layout.packetLength
        skippedBytes = 0
    }

    private func isPacket(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
        bytes[offset + 1] == 0xF9 && bytes[offset + 2] == 4 + UInt8(layout.samplesPerPacket)
            && bytes[offset + 3] == 0xC0
            && LabJackFrame.isSealed(bytes, at: offset, count: layout.packetLength)
    }

    private mutating func accept(
        _ bytes: Span<UInt8>, at offset: Int, arrival: UInt64, into block: inout ScanBlock
    ) {
        let counter = bytes[offset + 10]
        let error = bytes[offset + 11]
        guard fillGap(before: counter, arrival: arrival, into: &block) else { return }
        expectedCounter = counter &+ 1
        lastArrival = arrival
        var from = 0
        switch error {
        case 0:
            if isRecovering {
                // The report of how much was dropped was lost with its packet: only the time tells.
                isRecovering = false
                fillByTime(atLeast: 0, arrival: arrival, into: &block)
            }
        case LabJackFrame.ErrorCode.autoRecoverActive:
            if !isRecovering { loss.overruns += 1 }
            isRecovering = true
        case LabJackFrame.ErrorCode.autoRecoverReport:
            if !isRecovering { loss.overruns += 1 }
            isRecovering = false
            let dropped = Int(bytes[offset + 6]) | Int(bytes[offset + 7]) << 8
            // One scan of all ones stands where scans were dropped, and is one of those that the report counts.
            if let separator = separator(bytes, at: offset) {
                append(bytes, at: offset, scans: 0..<separator, into: &block)
                from = separator + 1
            }
            if dropped < 65_535 {
                lose(dropped, into: &block)
            } else {
                fillByTime(atLeast: dropped, arrival: arrival, into: &block)
            }
        default:
            fatalError = error
            return
        }
        append(bytes, at: offset, scans: from..<layout.scansPerPacket, into: &block)
        if !isRecovering { learn(arrival: arrival) }
    }

    private func separator(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
        let length = 2 * layout.samplesPerScan
        search: for scan in 0..<layout.scansPerPacket {
            let start = offset + 12 + scan * length
            for at in start..<start + length where bytes[at] != 0xFF { continue search }
            return scan
        }
        return nil
    }

    private mutating func lose(_ scans: Int, into block: inout ScanBlock) {
        loss.missing += scans
        nextIndex += scans
        block.appendMissing(scans, .deviceOverrun)
    }

    /// Follows the clock of the device by the earliest arrivals.
    private mutating func learn(arrival: UInt64) {
        let scanTime = 1e9 / layout.rate
        guard let known = origin else {
            firstArrival = arrival
            origin = -Double(nextIndex) * scanTime
            return
        }
        let late = (arrival >= firstArrival ? Double(arrival - firstArrival) : 0) - known - Double(nextIndex) * scanTime
        if late < 0 {
            origin = known + late
        } else if late < 4 * scanTime * Double(layout.scansPerPacket) {
            origin = known + late / 32
        }
    }

    /// Fills a gap whose size the device did not tell, or only in part: the buffer is empty now, so the packet is fresh.
    private mutating func fillByTime(atLeast known: Int, arrival: UInt64, into block: inout ScanBlock) {
        loss.exact = false
        guard let origin, arrival > firstArrival else { return lose(known, into: &block) }
        let now = min((Double(arrival - firstArrival) - origin) * layout.rate * 1e-9, 1e9)
        let missing = Int(now.rounded()) - nextIndex - layout.scansPerPacket
        lose(min(max(missing, known), Int(3600 * layout.rate)), into: &block)
    }

    private mutating func append(
        _ bytes: Span<UInt8>, at offset: Int, scans: Range<Int>, into block: inout ScanBlock
    ) {
        var at = offset + 12 + 2 * layout.samplesPerScan * scans.lowerBound
        for _ in scans {
            var flags: RowFlags = []
            if startsSegment {
                flags.insert(.segmentStart)
                startsSegment = false
            }
            let leftRaw = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
            let rightRaw = UInt16(bytes[at + 2]) | UInt16(bytes[at + 3]) << 8
            at += 4
            if leftRaw == 0 || leftRaw >= layout.top { flags.insert(.leftSaturated) }
            if rightRaw == 0 || rightRaw >= layout.top { flags.insert(.rightSaturated) }
            if let trigger = layout.trigger {
                if trigger.isOn(UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8) { flags.insert(.trigger) }
                at += 2
            }
            block.append(left.volts(leftRaw), raw: Int32(leftRaw))
            block.append(right.volts(rightRaw), raw: Int32(rightRaw))
            block.endScan(flags)
            nextIndex += 1
        }
    }

    /// Compares the packet counter with the expected one and fills what is missing.
    ///
    /// The counter has a byte. Packets pile up in the device while nobody reads and then overflow with a report, so only
    /// transfers that this program dropped itself can hide a whole turn; their number says how many turns.
    /// Returns false for a packet that is not to be used: a copy of one that came, or one that comes too late.
    private mutating func fillGap(before counter: UInt8, arrival: UInt64, into block: inout ScanBlock) -> Bool {
        defer {
            damagedPackets = 0
            droppedTransfers = 0
        }
        guard let expectedCounter else { return true }
        let period = Double(layout.scansPerPacket) / layout.rate * 1e9
        let elapsed = arrival > lastArrival ? Double(arrival - lastArrival) / period : 0
        var packets = Int(counter &- expectedCounter)
        if packets > 127, elapsed < 64, droppedTransfers == 0 {
            if packets == 255 {
                loss.duplicate += layout.scansPerPacket
            } else {
                loss.reordered += layout.scansPerPacket
            }
            return false
        }
        packets += 256 * max(0, (droppedTransfers - packets + 128) / 256)
        guard packets > 0 else { return true }
        let scans = packets * layout.scansPerPacket
        let damaged = min(damagedPackets, packets) * layout.scansPerPacket
        loss.corrupt += damaged
        loss.missing += scans - damaged
        nextIndex += scans
        block.appendMissing(scans, [])
        return true
    }
}
