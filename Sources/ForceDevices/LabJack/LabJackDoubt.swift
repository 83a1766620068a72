/// Packets of a LabJack stream that wait because they come later than their counter explains.
///
/// The counter has a byte: 256 lost packets leave it as it was. And where the report of an overflow is lost with its
/// packet, the counter goes on as if nothing were missing. Packets that had only waited catch up; those behind such a loss
/// stay as late as they are.
struct LabJackDoubt {
    /// Packets of lateness from which something may be missing, with room for what arrivals scatter.
    static let suspicious = 12.0
    /// Packets of lateness below which nothing is.
    static let close = 4.0
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
    /// Packets in a row that kept their pace and stayed as late as they were.
    private var steady = 0
    private var least = Double.infinity
    private var most = 0.0

    var isEmpty: Bool { packets.isEmpty }

    /// True once it is known how much is missing.
    ///
    /// - Parameter proof: packets that have to stay equally late.
    func isDecided(_ proof: Int) -> Bool { steady >= proof || packets.count >= Self.patience }

    /// Packets that are missing by what is known now; whole turns of the counter where that may be.
    var missing: Double {
        guard steady > 0 else { return 0 }
        let turns = (least / 256).rounded()
        return turns > 0 && abs(least - 256 * turns) < Self.close * 2 ? 256 * turns : least
    }

    /// Where they are missing: before the packet at which the counter jumped, else before the first.
    var place: Int { packets.lastIndex { $0.gap > 0 } ?? 0 }

    mutating func add(_ source: Span<UInt8>, _ range: Range<Int>, gap: Int, damaged: Int, _ arrival: UInt64) {
        for i in range { bytes.append(source[i]) }
        packets.append(Packet(gap: gap, damaged: damaged, arrival: arrival))
        packetsAhead += gap + 1
    }

    /// Judges the packet added last by its lateness and its distance from the one before, both in packets.
    mutating func judge(_ late: Double, _ spacing: Double) {
        // The first one came after the gap, whatever made it.
        guard packets.count > 1, spacing >= 0.5, max(most, late) - min(least, late) <= 1 else {
            steady = 0
            least = .infinity
            most = 0
            return
        }
        steady += 1
        least = min(least, late)
        most = max(most, late)
    }
}
