import Recordings
import SignalCore

/// Moments of a running recording that an input or somebody at the machine marks, to the sample.
///
/// Edges of the trigger input are seen in the rows. What comes from the host has a moment of the host's clock: the row of
/// that moment is told by the newest arrival, and gets the trigger's flag when it comes.
struct RunMarkers {
    /// Markers so far, in order of their rows.
    private(set) var found: [TrialTrailer.Marker] = []
    private var pending: [(row: Int, text: String)] = []
    private var wasOn = false

    /// Begins without a marker, or with those that a journal tells.
    init(_ known: [TrialTrailer.Marker] = []) {
        pending = known.map { ($0.row, $0.text) }
    }

    /// Notes a marker of the host.
    ///
    /// - Returns: the row that gets it.
    /// - Parameters:
    ///   - now: nanoseconds of the rig's clock.
    ///   - arrival: of the newest sample.
    ///   - next: number of the row after it.
    ///   - made: rows that are recorded already, which nothing changes any more.
    @discardableResult
    mutating func add(_ text: String, now: UInt64, arrival: UInt64, next: Int, made: Int = 0, rate: Double) -> Int {
        let elapsed = now > arrival ? Double(now - arrival) * 1e-9 : 0
        let row = max(next - 1 + Int((elapsed * rate).rounded()), made)
        pending.append((row, text))
        return row
    }

    /// Looks at one row that is about to be recorded.
    ///
    /// - Returns: its flags, with the trigger's where the host has marked it, and whether the trigger input came on.
    mutating func take(_ flags: RowFlags, row: Int) -> (flags: RowFlags, isEdge: Bool) {
        var flags = flags
        let isEdge = flags.contains(.trigger) && !wasOn
        if isEdge {
            found.append(TrialTrailer.Marker(row: row, text: "trigger"))
        }
        wasOn = flags.contains(.trigger)
        while let first = pending.first, first.row <= row {
            pending.removeFirst()
            flags.insert(.trigger)
            found.append(TrialTrailer.Marker(row: row, text: first.text))
        }
        return (flags, isEdge)
    }
}
