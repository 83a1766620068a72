import SignalCore

/// How byte 2 of measurement frames moved: presumably a rolling counter, which no library of the maker checks.
///
/// It is kept as a note and proves nothing.
public struct GoDirectCounterLog: Sendable, Hashable {
    /// Frames after the first.
    public var frames = 0
    /// Times it rose by one.
    public var rises = 0
    /// Times it fell by one.
    public var falls = 0
    /// Times it stayed.
    public var same = 0

    mutating func note(_ before: UInt8, _ now: UInt8) {
        frames += 1
        switch now &- before {
        case 1: rises += 1
        case 255: falls += 1
        case 0: same += 1
        default: break
        }
    }
}

/// Turns a Go Direct sensor's bytes into scans of one channel.
///
/// The frames carry no counter that the maker vouches for. The device reports that it lost something; how much, the
/// arrival times tell: what stays late was lost, what catches up was only delayed. Frames that come late wait until that
/// is known, at most a second.
struct GoDirectStreamReader: Sendable {
    /// Arrivals that early or late are the computer's doing, in nanoseconds.
    private static let jitter = 3e6
    /// Late frames in a row, none of them in a burst, after which the rest is taken as lost.
    private static let proof = 4
    /// Frames that may wait.
    private static let patience = 250
    /// Rows of a gap at most, in nanoseconds: an hour.
    private static let longestGap = 3.6e12

    /// A reply to a command.
    struct Reply: Sendable, Hashable {
        var command: UInt8
        var counter: UInt8
        var payload: [UInt8]
    }

    let channel: UInt8
    /// Nanoseconds from sample to sample by the device's own clock.
    let period: Double
    let range: ClosedRange<Double>
    private var ledger = LossLedger()
    private(set) var counterLog = GoDirectCounterLog()
    /// The latest reply.
    private(set) var reply: Reply?
    /// What the device said last of its state while it streamed.
    private(set) var status: GoDirectProtocol.Status?

    /// What is lost so far.
    var loss: LossCounts { ledger.counts }
    /// Number of the next scan.
    var nextIndex: Int { ledger.nextIndex }

    private var frames: GoDirectFrameReader
    private var line: ArrivalLine
    private var lastArrival: UInt64 = 0
    private var lastCounter: UInt8?
    private var startsSegment = true
    private var isAfterRestart = false
    private var owesRestart = false
    private var lastCount = 1
    private var jitter = ArrivalJitter()
    private var damagedReports = 0
    private var deviceReported = false
    private var isDamaged = false

    private struct Frame {
        var count: Int
        var isInteger: Bool
        var isAfterReport: Bool
        var isAfterRestart: Bool
        var isAfterDamage: Bool
        /// True while no gap explains the device's report before it.
        var owesReport: Bool
        /// Nanoseconds behind the line.
        var late = 0.0
    }
    private var waiting: [Frame] = []
    private var values: [UInt32] = []
    private var lateInARow = 0
    private var leastLate = Double.infinity
    private var burstEnd = 0

    /// - Parameters:
    ///   - channel: its number, 0…31.
    ///   - period: nanoseconds.
    ///   - range: values at its ends or beyond are at the sensor's limit.
    ///   - checksSum: whether this device fills in the sums of its frames.
    init(channel: UInt8, period: Double, range: ClosedRange<Double>, checksSum: Bool) {
        self.channel = channel
        self.period = period
        self.range = range
        frames = GoDirectFrameReader(checksSum: checksSum)
        line = ArrivalLine(period: period)
        waiting.reserveCapacity(Self.patience + 1)
        values.reserveCapacity(16_384)
    }

    /// The next frame begins a segment: the stream was restarted, and only time tells how much is missing.
    ///
    /// The line of arrivals goes on, so that this is measured like any other loss.
    mutating func beginSegment() {
        frames.reset()
        status = nil
        startsSegment = true
        lastCounter = nil
        damagedReports = 0
        isDamaged = false
        deviceReported = false
        if nextIndex > 0 {
            isAfterRestart = true
            owesRestart = true
        }
    }

    /// Counts an overflow that the device reports at the end, unless it has said so before.
    mutating func noteOverflow(into block: inout ScanBlock) {
        guard loss.overruns == 0 else { return }
        ledger.overrun()
        ledger.report(bound: bound(lastCount), into: &block)
    }

    /// Scans by which a loss that time tells may be off.
    private func bound(_ count: Int) -> Int { jitter.bound(packet: count, scanTime: period) }

    /// Appends what `bytes` complete and what of it needs no waiting.
    mutating func read(_ bytes: Span<UInt8>, arrival: UInt64, into block: inout ScanBlock) {
        frames.feed(bytes)
        while frames.next() {
            let damage = frames.takeDamage()
            if damage > 0 {
                damagedReports += damage
                isDamaged = true
            }
            if frames.frame[0] == GoDirectProtocol.measurementHeader {
                measure(arrival, into: &block)
            } else {
                let reply = Reply(
                    command: frames.frame[4], counter: frames.frame[5], payload: Array(frames.frame[6...]))
                self.reply = reply
                if reply.command == GoDirectProtocol.Command.getStatus.rawValue {
                    status = GoDirectProtocol.Status(reply.payload) ?? status
                }
            }
        }
    }

    /// Appends what still waits: the stream is over.
    mutating func flush(into block: inout ScanBlock) {
        while lateInARow > 0, !waiting.isEmpty { settle(into: &block) }
        emit(into: &block)
        if owesRestart {
            owesRestart = false
            ledger.restart(0, bound: bound(lastCount), into: &block)
        }
        if deviceReported {
            deviceReported = false
            ledger.report(bound: bound(lastCount), into: &block)
        }
    }

    // MARK: Frames

    private mutating func measure(_ arrival: UInt64, into block: inout ScanBlock) {
        if let lastCounter { counterLog.note(lastCounter, frames.frame[2]) }
        lastCounter = frames.frame[2]
        switch GoDirectProtocol.MeasurementType(rawValue: frames.frame[4]) {
        case .normalReal32: take(mask: mask(2), count: Int(frames.frame[7]), from: 9, arrival, into: &block)
        case .wideReal32: take(mask: mask(4), count: Int(frames.frame[9]), from: 11, arrival, into: &block)
        case .singleReal32 where frames.frame[6] == channel:
            take(position: 0, of: 1, count: Int(frames.frame[7]), from: 8, isInteger: false, arrival, into: &block)
        case .singleInt32 where frames.frame[6] == channel:
            take(position: 0, of: 1, count: Int(frames.frame[7]), from: 8, isInteger: true, arrival, into: &block)
        case .dropped:
            ledger.overrun()
            deviceReported = true
        default: break
        }
    }

    private func mask(_ bytes: Int) -> UInt32 {
        var mask: UInt32 = 0
        for i in 0..<bytes { mask |= UInt32(frames.frame[5 + i]) << UInt32(8 * i) }
        return mask
    }

    private mutating func take(
        mask: UInt32, count: Int, from offset: Int, _ arrival: UInt64, into block: inout ScanBlock
    ) {
        let bit = UInt32(1) << UInt32(channel)
        guard mask & bit != 0 else { return }
        let position = (mask & (bit - 1)).nonzeroBitCount
        take(
            position: position, of: mask.nonzeroBitCount, count: count, from: offset, isInteger: false, arrival,
            into: &block)
    }

    private mutating func take(
        position: Int, of channels: Int, count: Int, from offset: Int, isInteger: Bool, _ arrival: UInt64,
        into block: inout ScanBlock
    ) {
        guard count > 0 else { return }
        for k in 0..<count {
            let at = offset + 4 * (k * channels + position)
            var bits: UInt32 = 0
            for i in 0..<4 { bits |= UInt32(frames.frame[at + i]) << UInt32(8 * i) }
            values.append(bits)
        }
        let isBurst = arrival < lastArrival || Double(arrival - lastArrival) < 0.5 * Double(count) * period
        lastArrival = arrival
        waiting.append(
            Frame(
                count: count, isInteger: isInteger, isAfterReport: deviceReported, isAfterRestart: isAfterRestart,
                isAfterDamage: isDamaged, owesReport: deviceReported))
        lastCount = count
        isAfterRestart = false
        deviceReported = false
        isDamaged = false
        judge(count, arrival, isBurst: isBurst, into: &block)
    }

    // MARK: Late or lost

    private func tolerance(_ count: Int) -> Double { max(0.5 * Double(count) * period, Self.jitter) }

    private mutating func judge(_ count: Int, _ arrival: UInt64, isBurst: Bool, into block: inout ScanBlock) {
        let last = nextIndex + values.count - 1
        let late = line.lateness(of: last, arrival: arrival)
        waiting[waiting.count - 1].late = late
        guard late > tolerance(count) else {
            line.learn(last, arrival: arrival)
            jitter.add(late)
            emit(into: &block)
            return
        }
        if isBurst {
            lateInARow = 0
            leastLate = .infinity
            burstEnd = waiting.count
        } else {
            lateInARow += 1
            leastLate = min(leastLate, late)
        }
        if lateInARow >= Self.proof {
            settle(into: &block)
            if waiting.isEmpty { line.learn(nextIndex - 1, arrival: arrival) }
        } else if waiting.count >= Self.patience || Double(values.count) * period > 1e9 {
            // Still catching up: what is lost will show when it has.
            emit(into: &block)
        }
    }

    private func lostScans(_ frame: Frame) -> Int {
        let late = min(leastLate, Self.longestGap)
        let duration = Double(frame.count) * period
        // Whole frames, unless they are too short for arrivals to tell or a restart began a new one.
        let isWhole = duration >= 2 * Self.jitter && !waiting.contains { $0.isAfterRestart }
        return isWhole ? Int((late / duration).rounded()) * frame.count : Int((late / period).rounded())
    }

    /// Takes what the late frames in a row have in common as lost, and hands on those that it explains.
    ///
    /// The gap goes before the first frame after a report of the device, a restart or damage; else behind the burst of
    /// what the device's buffer still held; else before all. Frames that are later still stay for the next gap.
    private mutating func settle(into block: inout ScanBlock) {
        guard let last = waiting.last else { return }
        let lost = lostScans(last)
        let reported = waiting.firstIndex { $0.isAfterReport }
        let place =
            reported ?? waiting.firstIndex { $0.isAfterRestart } ?? waiting.firstIndex { $0.isAfterDamage } ?? burstEnd
        var inBurst = max(burstEnd - place, 0)
        emit(place, into: &block)
        if lost > 0 {
            let damaged = min(damagedReports * last.count, lost)
            damagedReports = 0
            if !waiting.isEmpty {
                waiting[0].owesReport = false
                if waiting[0].isAfterRestart { owesRestart = false }
            }
            ledger.lose(
                lost, corrupt: damaged, .timed(bound: bound(last.count)),
                flags: reported == nil ? [] : .deviceOverrun, into: &block)
        }
        let shift = Double(lost) * period
        while inBurst < waiting.count, waiting[inBurst].late - shift <= tolerance(waiting[inBurst].count) {
            inBurst += 1
        }
        emit(lost > 0 ? inBurst : waiting.count, into: &block)
        burstEnd = 0
        lateInARow = waiting.count
        leastLate = .infinity
        for i in waiting.indices {
            waiting[i].late -= shift
            leastLate = min(leastLate, waiting[i].late)
        }
    }

    private mutating func emit(into block: inout ScanBlock) {
        emit(waiting.count, into: &block)
        lateInARow = 0
        leastLate = .infinity
        burstEnd = 0
    }

    private mutating func emit(_ count: Int, into block: inout ScanBlock) {
        guard count > 0 else { return }
        var at = 0
        for f in 0..<count {
            let frame = waiting[f]
            for k in 0..<frame.count {
                append(values[at], frame, isFirst: k == 0, into: &block)
                at += 1
            }
        }
        values.removeSubrange(0..<at)
        waiting.removeSubrange(0..<count)
    }

    private mutating func append(_ bits: UInt32, _ frame: Frame, isFirst: Bool, into block: inout ScanBlock) {
        if isFirst, frame.isAfterRestart, owesRestart {
            owesRestart = false
            ledger.restart(0, bound: bound(frame.count), into: &block)
        }
        if isFirst, frame.owesReport { ledger.report(bound: bound(frame.count), into: &block) }
        let integer = Int32(bitPattern: bits)
        let value = frame.isInteger ? Double(integer) : Double(Float(bitPattern: bits))
        guard value.isFinite else {
            // It came, but it is no number.
            return ledger.lose(1, corrupt: 1, .counted, into: &block)
        }
        var flags: RowFlags = []
        if startsSegment {
            flags.insert(.segmentStart)
            startsSegment = false
        }
        if isFirst, frame.isAfterReport { flags.insert(.deviceOverrun) }
        if value <= range.lowerBound || value >= range.upperBound { flags.insert(.leftSaturated) }
        block.append(value, raw: integer)
        block.endScan(flags)
        ledger.came(1)
    }
}
