import ForceDevices
import SignalCore

/// Turns the packets of an Example plate into scans, whatever pieces they come in; the counter shows what is missing.
///
/// A value: state in, state out. It allocates nothing per sample, and no bytes whatever can make it trap.
struct ExamplePlatePacketReader: Sendable {
    private typealias Bytes = ExamplePlateProtocol

    let calibration: ExamplePlateProtocol.Calibration
    /// True where input A is under the left foot.
    let leftIsA: Bool
    var loss: LossCounts { ledger.counts }
    var nextIndex: Int { ledger.nextIndex }

    private var ledger = LossLedger()
    private var held: [UInt8] = []
    private var expected: UInt16 = 0
    private var skippedBytes = 0
    private var startsSegment = true

    init(calibration: ExamplePlateProtocol.Calibration, leftIsA: Bool) {
        self.calibration = calibration
        self.leftIsA = leftIsA
        held.reserveCapacity(4096)
    }

    /// The stream was interrupted: half a packet from before will not be completed.
    mutating func beginSegment() {
        skippedBytes += held.count
        held.removeAll(keepingCapacity: true)
        startsSegment = true
    }

    /// Appends the scans that `bytes` complete.
    mutating func read(_ bytes: Span<UInt8>, into block: inout ScanBlock) {
        for i in bytes.indices { held.append(bytes[i]) }
        var at = 0
        while held.count - at >= Bytes.packetSize {
            if isPacket(at) {
                accept(at, into: &block)
                at += Bytes.packetSize
            } else {
                // Out of step or damaged: the next packet may begin at any byte.
                at += 1
                skippedBytes += 1
            }
        }
        held.removeSubrange(0..<at)
    }

    private func number(_ at: Int) -> UInt16 { UInt16(held[at]) | UInt16(held[at + 1]) << 8 }

    private func isPacket(_ at: Int) -> Bool {
        let end = at + Bytes.packetSize - 2
        return held[at] == Bytes.sync
            && Bytes.checksum(held.span, from: at, count: Bytes.packetSize - 2) == number(end)
    }

    private mutating func accept(_ at: Int, into block: inout ScanBlock) {
        let gap = number(at + 1) &- expected
        guard gap < 0x8000 else {
            // Older than what is expected: its scans have their rows already.
            let size = Bytes.scansPerPacket
            if gap == .max {
                ledger.leaveOut(size, .duplicate, at: max(nextIndex - size, 0), into: &block)
            } else {
                ledger.leaveOut(size, .reordered, into: &block)
            }
            return
        }
        expected = number(at + 1) &+ 1
        if held[at + 3] & Bytes.overran != 0 { ledger.overrun() }
        lose(packets: Int(gap), overran: held[at + 3] & Bytes.overran != 0, into: &block)
        for scan in 0..<Bytes.scansPerPacket {
            let a = Int16(bitPattern: number(at + 4 + 4 * scan))
            let b = Int16(bitPattern: number(at + 6 + 4 * scan))
            append(a, b, into: &block)
        }
    }

    /// Gives every missing scan its empty row; as many as there are damaged bytes for are corrupt, and not missing.
    private mutating func lose(packets: Int, overran: Bool, into block: inout ScanBlock) {
        let damaged = min((skippedBytes + Bytes.packetSize - 1) / Bytes.packetSize, packets)
        skippedBytes = 0
        ledger.lose(
            packets * Bytes.scansPerPacket, corrupt: damaged * Bytes.scansPerPacket, .counted,
            flags: overran ? .deviceOverrun : [], into: &block)
    }

    private mutating func append(_ a: Int16, _ b: Int16, into block: inout ScanBlock) {
        var flags: RowFlags = startsSegment ? .segmentStart : []
        startsSegment = false
        let newtonsA = Double(a) / Double(calibration.a)
        let newtonsB = Double(b) / Double(calibration.b)
        // A converter at its end says nothing of how far beyond it the force was.
        let isFullA = a == .max || a == .min
        let isFullB = b == .max || b == .min
        if leftIsA ? isFullA : isFullB { flags.insert(.leftSaturated) }
        if leftIsA ? isFullB : isFullA { flags.insert(.rightSaturated) }
        block.append(leftIsA ? newtonsA : newtonsB, raw: Int32(leftIsA ? a : b))
        block.append(leftIsA ? newtonsB : newtonsA, raw: Int32(leftIsA ? b : a))
        block.endScan(flags)
        ledger.came(1)
    }
}
