/// Packets of a LabJack stream that wait because they come so late that a whole turn of the counter may be missing.
///
/// The counter has a byte: 256 lost packets leave it as it was. Late packets are of one of three kinds: what waited in
/// the device's buffer comes in a burst and catches up; what follows an overflow ends with the device's report; what
/// goes on at its usual pace and stays late follows a loss, and how late it is says how many turns.
struct LabJackDoubt {
    /// Packets of lateness from which a turn may be missing, with room for what arrivals scatter.
    static let suspicious = 100.0
    /// Packets of lateness below which none is.
    static let close = 64.0
    /// Late packets in a row at their usual pace after which the rest is taken as lost.
    private static let proof = 4
    /// Packets that wait at most: more than a device's buffer holds.
    private static let patience = 1024

    /// One that waits.
    struct Packet {
        /// Packets missing before it by the counter.
        var gap: Int
        /// How many of those came damaged.
        var damaged: Int
        /// When it came.
        var arrival: UInt64
    }

    /// The packets, and their bytes back to back.
    private(set) var packets: [Packet] = []
    private(set) var bytes: [UInt8] = []
    /// Packets by which the stream stands further on, those missing by the counter included.
    private(set) var packetsAhead = 0
    /// Packets in a row that kept their pace.
    private(set) var steady = 0
    /// The least late of those.
    private(set) var least = Double.infinity

    var isEmpty: Bool { packets.isEmpty }

    /// True once it is known how many turns are missing.
    var isDecided: Bool { steady >= Self.proof || packets.count >= Self.patience }

    /// Where the turns are missing: before the packet at which the counter jumped, else before the first.
    var place: Int { packets.lastIndex { $0.gap > 0 } ?? 0 }

    mutating func add(_ source: Span<UInt8>, _ range: Range<Int>, gap: Int, damaged: Int, _ arrival: UInt64) {
        for i in range { bytes.append(source[i]) }
        packets.append(Packet(gap: gap, damaged: damaged, arrival: arrival))
        packetsAhead += gap + 1
    }

    /// Judges the packet added last by its lateness and its distance from the one before, both in packets.
    mutating func judge(_ late: Double, _ spacing: Double) {
        if spacing >= 0.5, packets.count > 1 {
            steady += 1
            least = min(least, late)
        } else {
            steady = 0
            least = .infinity
        }
    }
}
