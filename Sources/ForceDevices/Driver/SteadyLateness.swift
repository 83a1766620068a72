/// Tells late data that had only waited from data behind a loss.
///
/// What waited in a buffer comes in a burst and catches up. What goes on at its usual pace and stays late follows a loss,
/// and the least late of it says how much is missing.
struct SteadyLateness: Sendable, Hashable {
    /// Late ones in a row at their usual pace after which the rest is taken as lost.
    static let proof = 4

    /// In a row, at their usual pace.
    private(set) var count = 0
    /// The least late of those, in the unit that is judged.
    private(set) var least = Double.infinity

    /// True once lateness is proven to stay.
    var isProven: Bool { count >= Self.proof }

    /// Judges one that came `late`, `spacing` of its own durations after the one before.
    mutating func judge(_ late: Double, spacing: Double) {
        if spacing >= 0.5 {
            count += 1
            least = min(least, late)
        } else {
            count = 0
            least = .infinity
        }
    }
}

/// The same for scans of which several may come together: a batch is as late as its last one.
struct BatchLateness: Sendable, Hashable {
    /// What the batches show.
    private(set) var steady = SteadyLateness()
    private var count = 0
    private var late = 0.0
    private var spacing: Double?
    private var arrival: UInt64 = 0

    /// Takes a scan that came `late`, in the unit that is judged, at `arrival`; `scanTime` is in nanoseconds.
    mutating func add(_ late: Double, _ arrival: UInt64, scanTime: Double) {
        if count > 0, arrival > self.arrival {
            // The first batch came after the gap, whatever made it.
            if let spacing { steady.judge(self.late, spacing: spacing / Double(count)) }
            spacing = Double(arrival - self.arrival) / scanTime
            count = 0
        }
        self.arrival = arrival
        self.late = late
        count += 1
    }
}
