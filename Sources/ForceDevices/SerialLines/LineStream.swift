import SignalCore

/// Turns the bytes of a line protocol into scans: any chunking gives the same scans, damaged lines are counted with their
/// place, and gaps are filled by the best evidence that the lines give.
///
/// A row is a reading of the device and never an interpolated one: the device's time says how many rows are missing
/// between two readings, not where between two rows a reading lies.
struct LineStream {
    let profile: LineProfile
    private var ledger = LossLedger()
    private(set) var faults = LineFaults()
    /// Unit of the forces: the profile's, or that of the first line.
    private(set) var unit: ForceUnit?
    /// Set once the lines state another unit than they began with.
    private(set) var changedUnit: ForceUnit?
    /// True once the awaited answer to a command has come.
    private(set) var hasReply = false
    /// Measures the rate; nil once readings become scans.
    private(set) var rate: LineRate?
    /// Lines that could not be read while the rate was measured.
    private(set) var unreadable = 0

    /// What is lost so far.
    var loss: LossCounts { ledger.counts }
    /// Number of the next scan.
    var nextIndex: Int { ledger.nextIndex }

    private let parser: LineParser
    private let swapsChannels: Bool
    private let hasTwo: Bool
    private let evidence: LineProfile.Evidence
    private var awaitedReply: [UInt8] = []

    // The line being put together.
    private var held: [UInt8] = []
    private var isOverlong = false
    private var isDoubtful = false
    private var carriesDoubt = false
    private var isWhole = false

    // Where the stream stands.
    private var gaps: LineGaps
    private var pending: LineReading?
    private var damagedLines = 0
    private var isTriggered = false
    private var wasTriggered = false
    private var startsSegment = true
    private var overrunPending = false
    private var owesRestart = false
    private var owesReport = false
    private var restartBound = 0
    /// When the last transfer came, and the one before it, with or without a line.
    private var heard: UInt64 = 0
    private var heardBefore: UInt64 = 0
    private var awaited: Int?
    private var late = LateLines()
    private var doubt = LinesInDoubt()

    private static let longestLine = 256

    init(_ profile: LineProfile, swapsChannels: Bool = false) {
        self.profile = profile
        self.swapsChannels = swapsChannels
        hasTwo = profile.channels == 2
        evidence = profile.evidence
        parser = LineParser(profile)
        unit = profile.unitFollows || profile.columns.contains(.unit) ? nil : profile.unit ?? .count
        gaps = LineGaps(profile)
        rate = profile.evidence == .requests ? nil : LineRate(profile)
        isWhole = profile.evidence == .requests
        held.reserveCapacity(Self.longestLine)
    }

    // MARK: Phases

    /// Watches for a line that begins with `text`.
    mutating func awaitReply(_ text: String) {
        awaitedReply = Array(text.utf8)
        hasReply = false
    }

    /// Ends the measurement: the next reading is scan 0.
    mutating func begin(_ result: LineRate.Result) {
        rate = nil
        gaps.begin(result)
    }

    /// What comes next is of a stream that was started again: only time tells how much is missing.
    ///
    /// - Parameter moment: when the device was told to go on.
    mutating func beginSegment(at moment: UInt64) {
        held.removeAll(keepingCapacity: true)
        isOverlong = false
        isDoubtful = false
        isWhole = evidence == .requests
        startsSegment = true
        pending = nil
        late.removeAll()
        doubt = LinesInDoubt()
        awaited = nil
        gaps.beginSegment(at: moment)
        if nextIndex > 0 { owesRestart = true }
    }

    /// The reading of scan `index` has been asked for; those before it that have no answer yet will have none.
    mutating func asked(for index: Int) { awaited = index }

    /// True while an answer is awaited.
    var isAwaiting: Bool { awaited != nil }

    // MARK: Bytes

    /// Takes the payload of one packet.
    ///
    /// - Parameters:
    ///   - arrival: nanoseconds of the link's clock.
    ///   - isDoubtful: true where the bridge says that bytes of this packet, or just before it, are lost or damaged.
    mutating func read(
        _ bytes: Span<UInt8>, _ range: Range<Int>, arrival: UInt64, isDoubtful doubt: Bool = false,
        into block: inout ScanBlock
    ) {
        if arrival != heard {
            heardBefore = heard
            heard = arrival
        }
        let doubt = doubt || carriesDoubt
        carriesDoubt = range.isEmpty && doubt
        if doubt { isDoubtful = true }
        for i in range {
            let byte = bytes[i]
            if byte == 0x0A || byte == 0x0D {
                endLine(arrival, into: &block)
                isDoubtful = doubt
            } else if held.count < Self.longestLine {
                held.append(byte)
            } else {
                isOverlong = true
            }
        }
    }

    /// The device or the bridge reported that its buffer ran over.
    mutating func overrun(count: Int = 1) {
        ledger.overrun(count)
        overrunPending = true
        // A counter, a time or a request shows itself what is missing.
        if evidence == .arrival { owesReport = true }
    }

    /// This program threw transfers away: the line in hand is torn.
    mutating func transfersDropped() {
        carriesDoubt = true
        isDoubtful = true
    }

    private mutating func endLine(_ arrival: UInt64, into block: inout ScanBlock) {
        defer {
            held.removeAll(keepingCapacity: true)
            isOverlong = false
            isWhole = true
        }
        guard !held.isEmpty else { return }
        if !awaitedReply.isEmpty, held.starts(with: awaitedReply) {
            hasReply = true
            return
        }
        // What was in hand when the stream began is the tail of a line.
        guard isWhole else { return }
        if isDoubtful {
            damaged(.lineStatus, arrival, into: &block)
        } else if isOverlong {
            damaged(.overlong, arrival, into: &block)
        } else {
            switch parser.parse(held) {
            case .words: break
            case .trigger(let isOn):
                isTriggered = isOn
                // An edge up and down between two readings belongs to the one after it.
                wasTriggered = wasTriggered || isOn
            case .damage(let damage): damaged(damage, arrival, into: &block)
            case .reading(var reading):
                // Now, and not when it is handed on: edges that come meanwhile are later than it.
                if !profile.triggerOn.isEmpty, reading.trigger == nil {
                    reading.trigger = isTriggered || wasTriggered
                    wasTriggered = false
                }
                accept(reading, arrival, into: &block)
            }
        }
    }

    // MARK: Lines

    private mutating func damaged(_ damage: LineDamage, _ arrival: UInt64, into block: inout ScanBlock) {
        guard rate == nil else {
            unreadable += 1
            return
        }
        faults.add(damage, at: nextIndex + late.count + damagedLines)
        switch evidence {
        case .arrival: accept(nil, arrival, into: &block)
        case .requests:
            if awaited != nil { damagedLines += 1 }
            awaited = nil
        case .counter, .deviceTime: damagedLines += 1
        }
    }

    private mutating func accept(_ reading: LineReading, _ arrival: UInt64, into block: inout ScanBlock) {
        if let stated = reading.unit {
            if let unit, unit != stated { changedUnit = stated }
            unit = stated
        }
        guard rate == nil else {
            rate?.add(reading, arrival: arrival)
            return
        }
        switch evidence {
        case .arrival: accept(Optional(reading), arrival, into: &block)
        case .requests: acceptAnswer(reading, into: &block)
        case .counter, .deviceTime: acceptMarked(reading, arrival, into: &block)
        }
    }

    private mutating func acceptAnswer(_ reading: LineReading, into block: inout ScanBlock) {
        guard let awaited, awaited >= nextIndex else {
            ledger.leaveOut(1, .duplicate, at: max(nextIndex - 1, 0), into: &block)
            return
        }
        self.awaited = nil
        fill(awaited - nextIndex, .counted, into: &block)
        emit(reading, into: &block)
    }

    private mutating func acceptMarked(_ reading: LineReading, _ arrival: UInt64, into block: inout ScanBlock) {
        guard gaps.isShort else { return placeMarked(reading, arrival, turns: 0, into: &block) }
        let count = gaps.count(reading.mark, after: doubt.last)
        let late = gaps.turnsLate(count, arrival)
        guard late > LineGaps.suspicious || !doubt.isEmpty else {
            return placeMarked(reading, arrival, turns: 0, into: &block)
        }
        doubt.add(reading, arrival, count: count, late: late, scanTime: gaps.nanoseconds)
        if late < LineGaps.close {
            settleDoubt(turns: 0, into: &block)
        } else if doubt.isDecided {
            settleDoubt(turns: doubt.turns, into: &block)
        }
    }

    /// Hands on the lines that waited, with the turns of the counter that time says are missing before them.
    private mutating func settleDoubt(turns: Int, into block: inout ScanBlock) {
        var waiting = LinesInDoubt()
        swap(&waiting, &doubt)
        var turns = turns
        for line in waiting.lines {
            placeMarked(line.reading, line.arrival, turns: turns, into: &block)
            turns = 0
        }
    }

    private mutating func placeMarked(
        _ reading: LineReading, _ arrival: UInt64, turns: Int, into block: inout ScanBlock
    ) {
        switch gaps.place(reading.mark, arrival, turns: turns) {
        case .duplicate:
            // The last line still waits for the next one; it is the one that came twice.
            let last = nextIndex - (pending == nil ? 1 : 0)
            ledger.leaveOut(1, .duplicate, at: max(last, 0), into: &block)
        case .implausible:
            faults.add(.implausibleTime, at: nextIndex + damagedLines)
            damagedLines += 1
        case .restarted(let missing):
            owesRestart = true
            startsSegment = true
            restartBound = gaps.restartBound(arrival, heard: heardBefore)
            settle(missing, .timed(bound: restartBound), reading, into: &block)
        case .next(let missing, let isTimed):
            if owesRestart { restartBound = gaps.restartBound(arrival, heard: heardBefore) }
            let bound = owesRestart ? restartBound : gaps.bound
            settle(missing, isTimed || owesRestart ? .timed(bound: bound) : .counted, reading, into: &block)
        }
    }

    /// Hands on the reading before a gap, the gap, and keeps `reading` until the one after it has come.
    ///
    /// Bytes lost in the middle of a line join its head to the tail of a later one. What results can look sound; but then
    /// a gap follows it that no damaged line explains, or goes before it where the device's mark stands behind the forces.
    private mutating func settle(
        _ missing: Int, _ proof: LossLedger.Proof, _ reading: LineReading, into block: inout ScanBlock
    ) {
        let isSuspect = missing > damagedLines && profile.checksum == .none
        if let before = pending {
            pending = nil
            if isSuspect { drop(into: &block) } else { emit(before, into: &block) }
        }
        fill(missing, proof, into: &block)
        if profile.checksum != .none {
            emit(reading, into: &block)
        } else if isSuspect, !gaps.markLeads, nextIndex > 0 {
            drop(into: &block)
        } else {
            pending = reading
        }
    }

    /// A row for a line that stands beside a gap and cannot be trusted.
    private mutating func drop(into block: inout ScanBlock) {
        faults.add(.besideGap, at: nextIndex)
        ledger.lose(1, corrupt: 1, .counted, flags: takeOverrun(), into: &block)
    }

    /// Rows for lines that are not there: as many damaged ones as came, the rest missing.
    private mutating func fill(_ missing: Int, _ proof: LossLedger.Proof, into block: inout ScanBlock) {
        let corrupt = min(damagedLines, missing)
        damagedLines = 0
        let flags = missing > 0 ? takeOverrun() : []
        ledger.lose(corrupt, corrupt: corrupt, proof, flags: flags, into: &block)
        if owesRestart {
            restart(missing - corrupt, flags, into: &block)
        } else {
            ledger.lose(missing - corrupt, proof, flags: flags, into: &block)
        }
    }

    private mutating func restart(_ missing: Int, _ flags: RowFlags, into block: inout ScanBlock) {
        owesRestart = false
        owesReport = false
        ledger.restart(missing, bound: max(restartBound, gaps.bound), flags: flags, into: &block)
        restartBound = 0
    }

    private mutating func report(into block: inout ScanBlock) {
        owesReport = false
        ledger.report(bound: gaps.bound, into: &block)
    }

    private mutating func takeOverrun() -> RowFlags {
        defer { overrunPending = false }
        return overrunPending ? .deviceOverrun : []
    }

    // MARK: Arrival

    /// Places a line, or a damaged one, by its arrival.
    private mutating func accept(_ reading: LineReading?, _ arrival: UInt64, into block: inout ScanBlock) {
        guard rate == nil else { return }
        let lateness = gaps.lateness(arrival, index: nextIndex + late.count)
        if late.isEmpty, lateness <= gaps.threshold {
            gaps.onTime(lateness)
            place(reading, into: &block)
            return
        }
        late.add(reading, lateness, arrival, scanTime: gaps.nanoseconds)
        if lateness <= gaps.threshold {
            // It caught up: the lines had only waited.
            gaps.onTime(lateness)
            settleLate(missing: 0, into: &block)
        } else if late.isProven {
            settleLate(missing: gaps.missing(late.steadyLateness), into: &block)
        } else if late.count >= 4096 {
            settleLate(missing: 0, into: &block)
        }
    }

    private mutating func settleLate(missing: Int, into block: inout ScanBlock) {
        let gap = late.gap
        for i in 0..<late.count {
            let isAfterGap = i == gap && missing > 0
            if isAfterGap {
                let flags = takeOverrun()
                owesReport = false
                if owesRestart {
                    restart(missing, flags, into: &block)
                } else {
                    ledger.lose(missing, .timed(bound: gaps.bound), flags: flags, into: &block)
                }
            }
            if isAfterGap, late.readings[i] != nil {
                drop(into: &block)
            } else {
                place(late.readings[i], into: &block)
            }
        }
        late.removeAll()
    }

    private mutating func place(_ reading: LineReading?, into block: inout ScanBlock) {
        if owesRestart { restart(0, [], into: &block) }
        if owesReport { report(into: &block) }
        if let reading {
            emit(reading, into: &block)
        } else {
            ledger.lose(1, corrupt: 1, .counted, flags: takeOverrun(), into: &block)
        }
    }

    // MARK: Scans

    /// Hands on what was kept back; the last line of a marked stream stays out, since nothing confirmed it.
    mutating func finish(into block: inout ScanBlock) {
        if !late.isEmpty { settleLate(missing: gaps.missing(late.leastLateness), into: &block) }
        if !doubt.isEmpty { settleDoubt(turns: doubt.turns, into: &block) }
        pending = nil
        if owesRestart { restart(0, [], into: &block) }
        if owesReport { report(into: &block) }
    }

    private mutating func emit(_ reading: LineReading, into block: inout ScanBlock) {
        let factor = unit?.newtons ?? 1
        var flags: RowFlags = []
        if startsSegment { flags.insert(.segmentStart) }
        startsSegment = false
        flags.formUnion(takeOverrun())
        if reading.trigger == true { flags.insert(.trigger) }
        let full = (profile.limit ?? .infinity) - 1
        let first = swapsChannels ? reading.second : reading.first
        let second = swapsChannels ? reading.first : reading.second
        if abs(first) >= full { flags.insert(.leftSaturated) }
        block.append(first * factor, raw: swapsChannels ? reading.rawSecond : reading.rawFirst)
        if hasTwo {
            if abs(second) >= full { flags.insert(.rightSaturated) }
            block.append(second * factor, raw: swapsChannels ? reading.rawFirst : reading.rawSecond)
        }
        block.endScan(flags)
        ledger.came(1)
    }
}
