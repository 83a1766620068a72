import SignalCore

/// What the packets of a LabJack stream look like.
struct LabJackStreamLayout: Sendable {
    /// Scans a second.
    var rate: Double
    /// Samples a packet, a multiple of those of a scan.
    var samplesPerPacket: Int
    /// Analog inputs of a scan.
    var inputs = 2
    /// Digital input scanned after the analog ones; nil for none.
    var trigger: LabJackTrigger?
    /// Integers from here on mean an analog input at its limit; 0 does as well.
    var top: UInt16 = .max

    /// Samples a scan.
    var samplesPerScan: Int { trigger == nil ? inputs : inputs + 1 }
    /// Scans a packet.
    var scansPerPacket: Int { samplesPerPacket / samplesPerScan }
    /// Bytes of a packet.
    var packetLength: Int { 14 + 2 * samplesPerPacket }
}

/// Turns the bytes of a U3's or U6's stream into scans: any chunking gives the same scans, damage is counted, gaps are
/// filled.
struct LabJackPacketReader<Line: LabJackLine> {
    private(set) var layout: LabJackStreamLayout
    /// Volts of each analog input, in the order of a scan.
    let lines: [Line]
    private var ledger = LossLedger()
    /// Set once the device has reported an error that ends the stream.
    private(set) var fatalError: UInt8?

    /// What is lost so far.
    var loss: LossCounts { ledger.counts }
    /// Number of the next scan.
    var nextIndex: Int { ledger.nextIndex }

    private var held: [UInt8] = []
    private var expectedCounter: UInt8?
    private var lastArrival: UInt64 = 0
    private var damagedPackets = 0
    private var skippedBytes = 0
    private var droppedTransfers = 0
    private var isRecovering = false
    private var startsSegment = true

    /// When packets should arrive.
    private var line: ArrivalLine
    private var jitter = ArrivalJitter()
    private var doubt = LabJackDoubt()

    init(layout: LabJackStreamLayout, left: Line, right: Line) { self.init(layout: layout, lines: [left, right]) }

    init(layout: LabJackStreamLayout, lines: [Line]) {
        self.layout = layout
        self.layout.inputs = lines.count
        self.lines = lines
        line = ArrivalLine(period: 1e9 / layout.rate)
        held.reserveCapacity(4096)
    }

    /// The stream was started at `moment`; before a second start, only time tells how much is missing.
    mutating func begin(at moment: UInt64, into block: inout ScanBlock) {
        finish(into: &block)
        startsSegment = true
        // Every stream counts from 0 (the maker's example stops at any other first number).
        expectedCounter = 0
        isRecovering = false
        damagedPackets = 0
        skippedBytes = 0
        held.removeAll(keepingCapacity: true)
        guard nextIndex > 0 else { return }
        // More than an hour is no gap to fill.
        let missing = scansLate(nextIndex, moment)
        ledger.restart(missing, bound: bound, into: &block)
    }

    /// Hands on what still waits: the stream is over, or a gap follows whose size is known.
    mutating func finish(into block: inout ScanBlock) {
        guard !doubt.isEmpty else { return }
        let most = 3600 * layout.rate
        release(missing: Int(min(doubt.missing * Double(layout.scansPerPacket), most).rounded()), into: &block)
    }

    /// Scans that must be missing before scan `index` if it comes at `arrival`, at most those of an hour.
    private func scansLate(_ index: Int, _ arrival: UInt64) -> Int {
        Int(min(max(line.lateness(of: index, arrival: arrival), 0) / line.period, 3600 * layout.rate).rounded())
    }

    /// Scans by which a number that only time tells may be off.
    private var bound: Int { jitter.bound(packet: layout.scansPerPacket, scanTime: line.period) }

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
        let period = Double(layout.scansPerPacket) / layout.rate * 1e9
        let spacing = arrival > lastArrival ? Double(arrival - lastArrival) / period : 0
        let counter = bytes[offset + 10]
        let damaged = damagedPackets
        guard let gap = packetsMissing(before: counter, spacing, into: &block) else { return }
        expectedCounter = counter &+ 1
        lastArrival = arrival
        let late = packetsLate(gap, arrival)
        let isSuspicious = late > LabJackDoubt.suspicious && bytes[offset + 11] == 0 && !isRecovering
        guard isSuspicious || !doubt.isEmpty else {
            return take(bytes, at: offset, gap: gap, damaged: damaged, arrival: arrival, into: &block)
        }
        doubt.add(bytes, offset..<offset + layout.packetLength, gap: gap, damaged: damaged, arrival)
        doubt.judge(late, spacing)
        if bytes[offset + 11] != 0 || late < LabJackDoubt.close {
            // The device accounts for it itself, or the packets had only waited in its buffer.
            release(missing: 0, into: &block)
        } else if doubt.isDecided(max(4, Int(1e9 / period))) {
            // A starved program stays late for a while too; a whole turn of the counter stays missing.
            finish(into: &block)
        }
    }

    // MARK: What the counter cannot tell

    /// Packets by which one comes late if only `gap` are missing before it.
    private func packetsLate(_ gap: Int, _ arrival: UInt64) -> Double {
        let last = nextIndex + (doubt.packetsAhead + gap + 1) * layout.scansPerPacket - 1
        return line.lateness(of: last, arrival: arrival) / (line.period * Double(layout.scansPerPacket))
    }

    /// Hands on the packets that waited, with the scans that time says are missing before them.
    private mutating func release(missing: Int, into block: inout ScanBlock) {
        var waiting = LabJackDoubt()
        swap(&waiting, &doubt)
        for (i, packet) in waiting.packets.enumerated() {
            if i == waiting.place {
                ledger.lose(missing, .timed(bound: bound), into: &block)
            }
            take(
                waiting.bytes.span, at: i * layout.packetLength, gap: packet.gap, damaged: packet.damaged,
                arrival: packet.arrival, into: &block)
        }
    }

    // MARK: Packets

    private mutating func take(
        _ bytes: Span<UInt8>, at offset: Int, gap: Int, damaged: Int, arrival: UInt64, into block: inout ScanBlock
    ) {
        ledger.lose(
            gap * layout.scansPerPacket, corrupt: damaged * layout.scansPerPacket, .counted, into: &block)
        let error = bytes[offset + 11]
        var from = 0
        switch error {
        case 0:
            if isRecovering {
                // The report of how much was dropped was lost with its packet: only the time tells.
                isRecovering = false
                fillByTime(atLeast: 0, arrival: arrival, into: &block)
            }
        case LabJackFrame.ErrorCode.autoRecoverActive:
            if !isRecovering { ledger.overrun() }
            isRecovering = true
        case LabJackFrame.ErrorCode.autoRecoverReport:
            if !isRecovering { ledger.overrun() }
            isRecovering = false
            let dropped = Int(bytes[offset + 6]) | Int(bytes[offset + 7]) << 8
            // One scan of all ones stands where scans were dropped, and is one of those that the report counts.
            if let separator = separator(bytes, at: offset) {
                append(bytes, at: offset, scans: 0..<separator, into: &block)
                from = separator + 1
            }
            if dropped < 65_535 {
                ledger.lose(dropped, .counted, flags: .deviceOverrun, into: &block)
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

    /// Follows the clock of the device by the earliest arrivals.
    private mutating func learn(arrival: UInt64) {
        let late = line.lateness(of: nextIndex - 1, arrival: arrival)
        guard late < 4 * line.period * Double(layout.scansPerPacket) else { return }
        jitter.add(late)
        line.learn(nextIndex - 1, arrival: arrival)
    }

    /// Fills a gap whose size the device did not tell, or only in part: the buffer is empty now, so the packet is fresh.
    private mutating func fillByTime(atLeast known: Int, arrival: UInt64, into block: inout ScanBlock) {
        let missing = max(scansLate(nextIndex + layout.scansPerPacket - 1, arrival), known)
        if missing > 0 {
            ledger.lose(missing, .timed(bound: bound), flags: .deviceOverrun, into: &block)
        } else {
            ledger.report(bound: bound, into: &block)
        }
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
            for i in 0..<lines.count {
                let raw = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
                at += 2
                if raw == 0 || raw >= layout.top { flags.insert(.saturated(i, of: lines.count)) }
                block.append(lines[i].volts(raw), raw: Int32(raw))
            }
            if let trigger = layout.trigger {
                if trigger.isOn(UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8) { flags.insert(.trigger) }
                at += 2
            }
            block.endScan(flags)
        }
        ledger.came(scans.count)
    }

    /// Packets missing before this one by its counter; nil for one that is not to be used: a copy of one that came, or
    /// one that comes too late.
    ///
    /// The counter has a byte. How many turns are hidden behind transfers that this program dropped itself, their number
    /// says; for the rest see ``LabJackDoubt``.
    private mutating func packetsMissing(before counter: UInt8, _ spacing: Double, into block: inout ScanBlock) -> Int?
    {
        defer {
            damagedPackets = 0
            droppedTransfers = 0
        }
        guard let expectedCounter else { return 0 }
        let packets = Int(counter &- expectedCounter)
        if packets > 127, spacing < 64, droppedTransfers == 0 {
            let isCopy = packets == 255
            ledger.leaveOut(
                layout.scansPerPacket, isCopy ? .duplicate : .reordered,
                at: isCopy ? max(nextIndex - layout.scansPerPacket, 0) : nil, into: &block)
            return nil
        }
        return packets + 256 * max(0, (droppedTransfers - packets + 128) / 256)
    }
}
