import SignalCore

/// Turns a Go!Link's reports into scans of one channel: the rolling counter shows every gap, time how often it turned.
///
/// The reports have no sum. One that does not follow the one before it must be confirmed by the next, so that what is no
/// measurement is not taken for one. A transfer of such a device is whole reports: what is left over was cut off on the
/// way, and is never joined with what follows.
struct GoLinkPacketReader: Sendable {
    /// Rows of a gap at most, in nanoseconds: an hour.
    private static let longestGap = 3.6e12
    /// Packets that may wait for that.
    private static let patience = 256
    /// Packets behind the line from which a whole turn of the counter may be missing.
    private static let suspicious = 100.0
    /// Packets behind the line up to which none is.
    private static let close = 64.0

    /// Nanoseconds from sample to sample by the device's own clock.
    let period: Double
    let scale: GoLinkScale
    private var ledger = LossLedger()
    /// The latest reply.
    private(set) var reply: GoLinkProtocol.Reply?

    /// What is lost so far.
    var loss: LossCounts { ledger.counts }
    /// Number of the next scan.
    var nextIndex: Int { ledger.nextIndex }

    private var held: [UInt8] = []
    private var replies = GoLinkProtocol.ReplyReader()
    private var noted: GoLinkProtocol.StatusBits = []
    private var line: ArrivalLine
    private var expected: UInt8?
    private var usualCount = 0
    private var rejected: (next: UInt8, inARow: Int) = (0, 0)
    private var lastArrival: UInt64 = 0
    /// Reports that were cut short or are none, since the last packet.
    private var damagedReports = 0
    private var droppedTransfers = 0
    private var startsSegment = true
    private var damagedPackets = 0
    private var jitter = ArrivalJitter()
    private var owesRestart = false
    private var owesReport = false
    /// How the size of the gap before the next packet is known.
    private var gapProof = LossLedger.Proof.counted

    /// Packets that wait because the counter alone cannot tell how much is missing before the first of them.
    private struct Doubt {
        var isRestart: Bool
        var packets: [UInt8] = []
        /// Packets missing before each by the counter.
        var gaps: [Int] = []
        /// Scans of all of them with those gaps.
        var scans = 0
        /// Of the next one.
        var counter: UInt8?
        var damaged = 0
        /// Lateness in packets.
        var steady = SteadyLateness()
    }
    private var doubt: Doubt?

    /// - Parameters:
    ///   - period: nanoseconds.
    ///   - scale: integers to newtons.
    init(period: Double, scale: GoLinkScale) {
        self.period = period
        self.scale = scale
        line = ArrivalLine(period: period)
        held.reserveCapacity(1024)
    }

    /// The next packet begins a segment: the stream was restarted, and only time tells how much is missing.
    mutating func beginSegment() {
        held.removeAll(keepingCapacity: true)
        damagedReports = 0
        expected = nil
        noted = []
        startsSegment = true
        guard nextIndex > 0 else { return }
        doubt = Doubt(isRestart: true)
        owesRestart = true
    }

    /// Forgets the latest reply: replies have no number, so that one to an earlier command could be taken for another.
    mutating func forgetReply() { reply = nil }

    /// Counts what the device reports; its bits stay until it is initialised, so that each counts once.
    mutating func note(_ bits: GoLinkProtocol.StatusBits) {
        let new = bits.subtracting(noted)
        noted.formUnion(bits)
        if !new.isDisjoint(with: .losses) { ledger.overrun() }
        // The next packet, or the end, notes what no counter shows.
        if !new.isDisjoint(with: .uncounted) { owesReport = true }
    }

    /// Appends what the reports of a transfer complete.
    ///
    /// - Parameters:
    ///   - bytes: as one transfer brought them; a part of a report at their end is a damaged one.
    ///   - arrival: nanoseconds of the link's clock.
    ///   - dropped: transfers that this program had to throw away just before this one.
    mutating func read(_ bytes: Span<UInt8>, arrival: UInt64, dropped: Int, into block: inout ScanBlock) {
        droppedTransfers += dropped
        let whole = bytes.count / GoLinkProtocol.reportSize * GoLinkProtocol.reportSize
        for i in 0..<whole { held.append(bytes[i]) }
        takePackets(arrival, into: &block)
        guard whole < bytes.count else { return }
        // What waits for the next packet to confirm it waits for the one that was cut.
        damagedReports += held.count / GoLinkProtocol.reportSize + 1
        held.removeAll(keepingCapacity: true)
    }

    private mutating func takePackets(_ arrival: UInt64, into block: inout ScanBlock) {
        var at = 0
        while held.count - at >= GoLinkProtocol.reportSize {
            switch finding(at) {
            case .packet:
                admit(at, arrival, into: &block)
                at += GoLinkProtocol.reportSize
            case .reply:
                if let whole = replies.take(Array(held[at..<at + GoLinkProtocol.reportSize])) { take(whole) }
                at += GoLinkProtocol.reportSize
            case .unsure:
                held.removeSubrange(0..<at)
                return
            case .damaged:
                at += GoLinkProtocol.reportSize
                damagedReports += 1
            }
        }
        held.removeSubrange(0..<at)
    }

    private mutating func take(_ whole: GoLinkProtocol.Reply) {
        reply = whole
        guard whole.command == GoLinkProtocol.Command.getStatus.rawValue, !whole.isError else { return }
        if let status = GoLinkProtocol.Status(whole.payload) { note(status.bits) }
    }

    /// Appends a last packet that nothing came to confirm.
    mutating func flush(into block: inout ScanBlock) {
        if held.count == GoLinkProtocol.reportSize, damagedReports == 0, isPacket(0) {
            admit(0, lastArrival, into: &block)
        }
        if let doubt { resolve(packetsMissing: doubt.steady.count > 0 ? doubt.steady.least : 0, into: &block) }
        held.removeAll(keepingCapacity: true)
        if owesRestart { restart(0, into: &block) }
        if owesReport { report(into: &block) }
    }

    // MARK: Steps

    private enum Finding {
        case packet
        case reply
        case unsure
        case damaged
    }

    private func isPacket(_ at: Int) -> Bool { (1...3).contains(held[at]) }

    /// The beginning of a whole short reply, the only kind that comes between measurements.
    private func isReply(_ at: Int) -> Bool {
        switch held[at] {
        case 0x58...0x5F, 0x7A, 0x9A, 0xBA: true
        default: false
        }
    }

    /// Notifications carry nothing.
    private func isNotification(_ at: Int) -> Bool { held[at] == 0xC0 }

    private func finding(_ at: Int) -> Finding {
        let next = at + GoLinkProtocol.reportSize
        if isPacket(at) {
            if damagedReports == 0, held[at + 1] == expected, Int(held[at]) == usualCount { return .packet }
            guard held.count >= next + GoLinkProtocol.reportSize else { return .unsure }
            let isFollowed = isPacket(next) && held[next + 1] == held[at + 1] &+ 1
            return isFollowed || damagedReports == 0 && expected != nil && isReply(next) ? .packet : .damaged
        }
        guard damagedReports == 0 else { return .damaged }
        return isReply(at) || isNotification(at) ? .reply : .damaged
    }

    // MARK: Gaps

    /// Takes a packet, or lets it wait where the counter cannot tell how much is missing before it.
    private mutating func admit(_ at: Int, _ arrival: UInt64, into block: inout ScanBlock) {
        let count = Int(held[at])
        let counter = held[at + 1]
        let duration = Double(count) * period
        let spacing = arrival > lastArrival ? Double(arrival - lastArrival) : 0
        defer { droppedTransfers = 0 }
        if doubt == nil {
            guard let gap = gap(before: counter, count, arrival, into: &block) else { return }
            if packetsLate(nextIndex + gap * count + count - 1, count, arrival) > Self.suspicious, expected != nil {
                doubt = Doubt(isRestart: false)
            } else {
                accept(held, at, gap: gap, arrival, into: &block)
                // Only packets at their usual pace tell where the line lies.
                if nextIndex == count || spacing >= 0.5 * duration && spacing < 1.5 * duration {
                    jitter.add(line.lateness(of: nextIndex - 1, arrival: arrival))
                    line.learn(nextIndex - 1, arrival: arrival)
                }
                return
            }
        }
        guard var doubt else { return }
        let before = nextIndex + doubt.scans + count - 1
        var gap = doubt.counter.map { Int(counter &- $0) } ?? expected.map { Int(counter &- $0) } ?? 0
        if gap > 127, packetsLate(before, count, arrival) < Self.close { gap = 0 }
        doubt.scans += (gap + 1) * count
        doubt.counter = counter &+ 1
        doubt.packets += held[at..<at + GoLinkProtocol.reportSize]
        doubt.gaps.append(gap)
        doubt.damaged += takeDamage()
        let late = packetsLate(nextIndex + doubt.scans - 1, count, arrival)
        // The first one came after the gap, whatever made it.
        if doubt.gaps.count > 1 { doubt.steady.judge(late, spacing: spacing / duration) }
        lastArrival = arrival
        let isSettled = late < (doubt.isRestart ? 0.5 : Self.close)
        self.doubt = doubt
        if isSettled {
            resolve(packetsMissing: 0, into: &block)
        } else if doubt.steady.isProven || doubt.gaps.count >= Self.patience {
            resolve(packetsMissing: min(doubt.steady.least, late), into: &block)
        }
    }

    /// Hands on the packets that waited, with what time says is missing before them.
    private mutating func resolve(packetsMissing: Double, into block: inout ScanBlock) {
        guard let doubt, !doubt.packets.isEmpty else { return }
        self.doubt = nil
        let count = Int(doubt.packets[0])
        let missing = min(max(packetsMissing, 0), Self.longestGap / (Double(count) * period))
        // The counter leaves only whole turns open; a restart leaves everything open.
        let scans =
            doubt.isRestart
            ? Int((missing * Double(count)).rounded()) : 256 * count * Int((missing / 256).rounded())
        damagedPackets += doubt.damaged
        // Whole turns go where the counter jumped: a full buffer loses what comes after what it holds.
        let place = doubt.isRestart ? 0 : doubt.gaps.lastIndex { $0 > 0 } ?? 0
        for (i, gap) in doubt.gaps.enumerated() {
            if i == place {
                if doubt.isRestart {
                    restart(scans, into: &block)
                } else {
                    ledger.lose(scans, .timed(bound: bound), into: &block)
                }
            }
            accept(doubt.packets, i * GoLinkProtocol.reportSize, gap: gap, lastArrival, into: &block)
        }
    }

    /// Scans by which a number that only time tells may be off.
    private var bound: Int { jitter.bound(packet: usualCount, scanTime: period) }

    private mutating func restart(_ scans: Int, into block: inout ScanBlock) {
        owesRestart = false
        ledger.restart(scans, bound: bound, into: &block)
    }

    /// The device lost something on its way inside, before the packet was counted.
    private mutating func report(into block: inout ScanBlock) {
        owesReport = false
        ledger.report(bound: bound, into: &block)
    }

    private func packetsLate(_ index: Int, _ count: Int, _ arrival: UInt64) -> Double {
        line.lateness(of: index, arrival: arrival) / (Double(count) * period)
    }

    private mutating func takeDamage() -> Int {
        defer { damagedReports = 0 }
        return damagedReports
    }

    private mutating func accept(
        _ bytes: [UInt8], _ at: Int, gap: Int, _ arrival: UInt64, into block: inout ScanBlock
    ) {
        let count = Int(bytes[at])
        expected = bytes[at + 1] &+ 1
        usualCount = count
        rejected.inARow = 0
        lastArrival = arrival
        let damaged = (takeDamage() + damagedPackets) * count
        damagedPackets = 0
        ledger.lose(gap * count, corrupt: damaged, gapProof, into: &block)
        gapProof = .counted
        if owesReport { report(into: &block) }
        for i in 0..<count {
            let raw = Int16(bitPattern: UInt16(bytes[at + 2 + 2 * i]) | UInt16(bytes[at + 3 + 2 * i]) << 8)
            var flags: RowFlags = []
            if startsSegment {
                flags.insert(.segmentStart)
                startsSegment = false
            }
            if raw == .max || raw == .min { flags.insert(.leftSaturated) }
            block.append(scale.newtons(raw), raw: Int32(raw))
            block.endScan(flags)
            ledger.came(1)
        }
    }

    /// Packets missing before this one by the counter alone; nil for one that is not to be used: a copy, or one that
    /// comes too late.
    private mutating func gap(
        before counter: UInt8, _ count: Int, _ arrival: UInt64, into block: inout ScanBlock
    ) -> Int? {
        guard let expected else { return 0 }
        let gap = Int(counter &- expected)
        guard gap > 127, droppedTransfers == 0 else { return gap }
        let late = packetsLate(nextIndex + count - 1, count, arrival)
        guard late < Self.close else { return gap }
        rejected = (counter &+ 1, counter == rejected.next ? rejected.inARow + 1 : 1)
        if rejected.inARow > 3 {
            // In step with each other: not these are out of order, but the one that they were compared with.
            gapProof = .timed(bound: bound)
            return max(Int(late.rounded()), 0)
        }
        let isCopy = gap == 255
        ledger.leaveOut(
            count, isCopy ? .duplicate : .reordered, at: isCopy ? max(nextIndex - count, 0) : nil, into: &block)
        _ = takeDamage()
        return nil
    }
}
