/// Puts frames together from reports: damage is skipped and counted.
///
/// A frame begins with a report and may go on in the next ones. Both lengths are used: the report's first byte and the
/// frame's second. A transfer of such a device is whole reports: what is left over was cut off on the way, and neither it
/// nor what came before it is joined with what follows.
struct GoDirectFrameReader: Sendable {
    /// The latest frame.
    private(set) var frame: [UInt8] = []
    /// Reports that no frame claimed, since ``takeDamage()`` was last asked.
    private var damagedReports = 0
    /// True where a frame must have the right sum in its fourth byte.
    ///
    /// The maker's libraries write it and never check it, so that only the device at hand can tell whether it does too.
    var checksSum: Bool

    private var held: [UInt8] = []
    private var at = 0
    private var skippedReports = 0
    /// True where the last transfer ended within a report.
    private var isCut = false

    /// A reader without bytes.
    init(checksSum: Bool) {
        self.checksSum = checksSum
        held.reserveCapacity(4096)
        frame.reserveCapacity(512)
    }

    /// Adds what a transfer brought; ask ``next()`` until it is false before the next one.
    mutating func feed(_ bytes: Span<UInt8>) {
        if at > 0 {
            held.removeSubrange(0..<at)
            at = 0
        }
        let whole = bytes.count / GoDirectProtocol.reportSize * GoDirectProtocol.reportSize
        for i in 0..<whole { held.append(bytes[i]) }
        isCut = whole < bytes.count
    }

    /// Forgets unfinished frames.
    mutating func reset() {
        held.removeAll(keepingCapacity: true)
        at = 0
        skippedReports = 0
        damagedReports = 0
        isCut = false
    }

    /// Damaged reports since the last call.
    mutating func takeDamage() -> Int {
        defer { damagedReports = 0 }
        return damagedReports
    }

    /// Makes ``frame`` the next one; false where more bytes are needed.
    mutating func next() -> Bool {
        while held.count - at >= GoDirectProtocol.reportSize {
            if held[at] == 0, skippedReports == 0 {
                // A report of nothing.
                at += GoDirectProtocol.reportSize
                continue
            }
            switch gather() {
            case .frame(let end):
                damagedReports += skippedReports
                skippedReports = 0
                at = end
                return true
            case .unfinished where !isCut: return false
            case .unfinished, .damaged:
                at += GoDirectProtocol.reportSize
                skippedReports += 1
            }
        }
        if isCut { skippedReports += 1 }
        isCut = false
        return false
    }

    private enum Finding {
        case frame(end: Int)
        case unfinished
        case damaged
    }

    private mutating func gather() -> Finding {
        let first = Int(held[at])
        let length = Int(held[at + 2])
        guard first >= 5, first <= GoDirectProtocol.reportPayload, length >= 5 else { return .damaged }
        // In search of a beginning only the shape of a measurement is distinctive enough.
        if skippedReports > 0, held[at + 1] != GoDirectProtocol.measurementHeader { return .damaged }
        frame.removeAll(keepingCapacity: true)
        var position = at
        while frame.count < length {
            guard held.count - position >= GoDirectProtocol.reportSize else { return .unfinished }
            let count = Int(held[position])
            guard count >= 1, count <= GoDirectProtocol.reportPayload else { return .damaged }
            for i in 0..<min(count, length - frame.count) { frame.append(held[position + 1 + i]) }
            position += GoDirectProtocol.reportSize
        }
        return isSound ? .frame(end: position) : .damaged
    }

    private var isSound: Bool {
        if checksSum, GoDirectProtocol.checksum(frame) != frame[3] { return false }
        guard frame[0] == GoDirectProtocol.measurementHeader else { return frame.count >= 6 }
        switch GoDirectProtocol.MeasurementType(rawValue: frame[4]) {
        case .normalReal32:
            guard frame.count >= 9 else { return false }
            let channels = frame[5].nonzeroBitCount + frame[6].nonzeroBitCount
            return channels > 0 && frame.count == 9 + 4 * channels * Int(frame[7])
        case .wideReal32:
            guard frame.count >= 11 else { return false }
            let channels = (5..<9).reduce(0) { $0 + frame[$1].nonzeroBitCount }
            return channels > 0 && frame.count == 11 + 4 * channels * Int(frame[9])
        case .singleReal32, .singleInt32, .aperiodicReal32, .aperiodicInt32:
            return frame.count >= 8 && frame.count == 8 + 4 * Int(frame[7])
        case .nextTimestamp, .dropped, .period: return skippedReports == 0 || checksSum
        case nil: return skippedReports == 0
        }
    }
}
