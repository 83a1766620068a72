import Transport

/// What a stream of a ``CounterDevice`` brought.
final class StreamLog {
    private(set) var packets = 0
    /// Numbers that were skipped.
    private(set) var missing = 0
    /// Numbers that came twice or late.
    private(set) var repeated = 0
    /// Packets whose contents are not what the device sends.
    private(set) var damaged = 0
    private(set) var statuses: [TransferStatus: Int] = [:]
    private(set) var shortTransfers = 0
    /// Transfers that the ring dropped, by the headers.
    private(set) var dropped = 0
    private(set) var lastStamp: UInt64 = 0
    private(set) var stampsInOrder = true
    private var expected: UInt32?

    var completed: Int { statuses[.completed, default: 0] }

    func take(_ header: TransferHeader, _ bytes: Span<UInt8>) {
        statuses[header.status, default: 0] += 1
        dropped += Int(header.droppedBefore)
        if header.stamp < lastStamp { stampsInOrder = false }
        lastStamp = header.stamp
        guard bytes.count > 0 else { return }
        guard bytes.count == CounterDevice.packet else {
            shortTransfers += 1
            return
        }
        var number: UInt32 = 0
        for i in 0..<4 { number |= UInt32(bytes[i]) << (8 * UInt32(i)) }
        for i in 4..<bytes.count where bytes[i] != UInt8(truncatingIfNeeded: Int(number) + i) {
            damaged += 1
            break
        }
        if let expected {
            if number > expected { missing += Int(number - expected) }
            if number < expected { repeated += 1 }
        } else {
            missing += Int(number)
        }
        expected = number + 1
        packets += 1
    }
}

/// Whether each stream transfer of a link came back, once, and was announced before.
final class TransferLedger {
    private var submitted: Set<UInt64> = []
    private var completed: Set<UInt64> = []
    private var oddities = 0

    /// True where every submission has its completion and nothing came back twice or unannounced.
    var isBalanced: Bool { oddities == 0 && submitted == completed }

    init(_ link: any DeviceLink) {
        link.observer = { [self] header, _ in
            guard header.endpoint == CounterDevice.streamIn else { return }
            if header.phase == .submit {
                if !submitted.insert(header.id).inserted { oddities += 1 }
            } else {
                if !submitted.contains(header.id) || !completed.insert(header.id).inserted { oddities += 1 }
            }
        }
    }
}
