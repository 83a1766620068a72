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

    /// Notes a marker of the host.
    ///
    /// - Parameters:
    ///   - now: nanoseconds of the rig's clock.
    ///   - arrival: of the newest sample.
    ///   - next: number of the row after it.
    mutating func add(_ text: String, now: UInt64, arrival: UInt64, next: Int, rate: Double) {
        let elapsed = now > arrival ? Double(now - arrival) * 1e-9 : 0
        pending.append((max(next - 1 + Int((elapsed * rate).rounded()), 0), text))
    }

    /// Looks at one row that is about to be recorded.
    ///
    /// - Returns: its flags, with the trigger's where the host has marked it, and what begins here.
    mutating func take(_ flags: RowFlags, row: Int) -> (flags: RowFlags, began: String?) {
        var flags = flags
        var began: String?
        if flags.contains(.trigger), !wasOn {
            began = "trigger"
            found.append(TrialTrailer.Marker(row: row, text: "trigger"))
        }
        wasOn = flags.contains(.trigger)
        while let first = pending.first, first.row <= row {
            pending.removeFirst()
            flags.insert(.trigger)
            found.append(TrialTrailer.Marker(row: row, text: first.text))
            began = began.map { $0 + "; " + first.text } ?? first.text
        }
        return (flags, began)
    }
}
