import SignalCore

/// The time in the air between two rows of a trial.
struct FlightTime {
    /// Seconds from take-off to landing, or why they are not known.
    let seconds: LimbValues

    /// Only both ends matter: a gap inside the flight moves neither, one at an end could.
    ///
    /// - Parameter landing: may be the row after the trial's last one, where the trial ends with the flight.
    init(_ frame: TrialFrame, takeoff: Int, landing: Int) {
        for edge in [takeoff, min(landing, frame.count - 1)] {
            let check = frame.check(max(edge - 1, 0)...edge)
            if check.status != .ok {
                seconds = LimbValues(status: check.status, lost: check.lost)
                return
            }
        }
        seconds = LimbValues(both: Double(landing - takeoff) / frame.rate)
    }

    /// Height in metres of that flight (formulas B.2-6b).
    func height(gravity: Double) -> LimbValues {
        var height = seconds
        height.both = seconds.both.map { ReactiveStrength.height(flightTime: $0, gravity: gravity) }
        return height
    }
}
