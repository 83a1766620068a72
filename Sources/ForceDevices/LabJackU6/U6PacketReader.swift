import SignalCore

/// Turns the bytes of a U6's stream into scans: any chunking gives the same scans, damage is counted, gaps are filled.
struct U6PacketReader {
    let configuration: U6Protocol.StreamConfiguration
    let line: U6Calibration.Line
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
    private var isAfterRestart = false

    init(configuration: U6Protocol.StreamConfiguration, line: U6Calibration.Line) {
        self.configuration = configuration
        self.line = line
        held.reserveCapacity(4096)
    }

    /// The next packet begins a segment: the stream was restarted, and only time tells how much is missing.
    mutating func beginSegment() {
        startsSegment = true
        expectedCounter = nil
        isRecovering = false
        held.removeAll(keepingCapacity: true)
        if nextIndex > 0 {
            isAfterRestart = true
            loss.exact = false
        }
    }

    /// Appends what `bytes` complete.
    ///
    /// - Parameters:
    ///   - arrival: nanoseconds of the link's clock.
    ///   - dropped: transfers that this program had to throw away just before this one.
    mutating func read(_ bytes: Span<UInt8>, arrival: UInt64, dropped: Int, into block: inout ScanBlock) {
        droppedTransfers += dropped
        let length = configuration.packetLength
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
        damagedPackets += (skippedBytes + configuration.packetLength - 1) / configuration.packetLength
        skippedBytes = 0
    }

    private func isPacket(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
        bytes[offset + 1] == 0xF9 && bytes[offset + 2] == 4 + configuration.samplesPerPacket
            && bytes[offset + 3] == 0xC0
            && U6Protocol.isSealed(bytes, at: offset, count: configuration.packetLength)
    }

    private mutating func accept(
        _ bytes: Span<UInt8>, at offset: Int, arrival: UInt64, into block: inout ScanBlock
    ) {
        let counter = bytes[offset + 10]
        let error = bytes[offset + 11]
        guard fillGap(before: counter, arrival: arrival, into: &block) else { return }
        expectedCounter = counter &+ 1
        lastArrival = arrival
        switch error {
        case 0:
            if isRecovering {
                // The report of how much was dropped was lost with its packet.
                loss.exact = false
                isRecovering = false
            }
        case U6Protocol.ErrorCode.autoRecoverActive:
            if !isRecovering { loss.overruns += 1 }
            isRecovering = true
        case U6Protocol.ErrorCode.autoRecoverReport:
            if !isRecovering { loss.overruns += 1 }
            isRecovering = false
            let dropped = Int(bytes[offset + 6]) | Int(bytes[offset + 7]) << 8
            loss.missing += dropped
            nextIndex += dropped
            block.appendMissing(dropped, .deviceOverrun)
        default:
            fatalError = error
            return
        }
        append(bytes, at: offset, into: &block)
    }

    private mutating func append(_ bytes: Span<UInt8>, at offset: Int, into block: inout ScanBlock) {
        let channels = configuration.channels.count
        var at = offset + 12
        for _ in 0..<configuration.scansPerPacket {
            var flags: RowFlags = []
            if startsSegment {
                flags.insert(.segmentStart)
                startsSegment = false
            }
            for channel in 0..<channels {
                let raw = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
                at += 2
                if raw == 0 || raw == .max { flags.insert(channel == 0 ? .leftSaturated : .rightSaturated) }
                block.append(line.volts(raw), raw: Int32(raw))
            }
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
        if isAfterRestart {
            isAfterRestart = false
            // Stamps that go back, and pauses of more than an hour, are no gap that rows could fill.
            let elapsed = arrival > lastArrival ? min(Double(arrival - lastArrival) * 1e-9, 3600) : 0
            let scans = Int((elapsed * configuration.rate).rounded())
            let missing = max(scans - configuration.scansPerPacket, 0)
            loss.missing += missing
            nextIndex += missing
            block.appendMissing(missing, [])
        }
        guard let expectedCounter else { return true }
        let period = Double(configuration.scansPerPacket) / configuration.rate * 1e9
        let elapsed = arrival > lastArrival ? Double(arrival - lastArrival) / period : 0
        var packets = Int(counter &- expectedCounter)
        if packets > 127, elapsed < 64, droppedTransfers == 0 {
            if packets == 255 {
                loss.duplicate += configuration.scansPerPacket
            } else {
                loss.reordered += configuration.scansPerPacket
            }
            return false
        }
        packets += 256 * max(0, (droppedTransfers - packets + 128) / 256)
        guard packets > 0 else { return true }
        let scans = packets * configuration.scansPerPacket
        let damaged = min(damagedPackets, packets) * configuration.scansPerPacket
        loss.corrupt += damaged
        loss.missing += scans - damaged
        nextIndex += scans
        block.appendMissing(scans, [])
        return true
    }
}
