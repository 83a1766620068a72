import SignalCore

/// A rise from a seat in the force under the feet, by rules of the project: no sensor is in the seat.
struct Rise {
    /// Part of body weight under which the feet of somebody seated carry.
    static let seated = 0.6
    /// Part of body weight over which the person has risen.
    static let risen = 0.9
    /// Milliseconds that either state lasts at least.
    static let hold = 100.0
    /// Milliseconds in which the total stays within 5 % of body weight once the person stands.
    static let still = 500.0

    /// First row of the steep rise: over 60 % of body weight for good.
    var loading: Int
    /// First row with the whole body weight under the feet.
    var seatOff: Int
    /// Last row before the person sits down again or leaves the plates; the last row there is otherwise.
    var last: Int

    /// Rises in order of time.
    static func all(_ frame: TrialFrame, weight: Double) -> [Rise] {
        let force = frame.held
        let hold = max(frame.samples(hold), 1)
        var found: [Rise] = []
        var low = 0
        var high = 0
        // Who stands at the start has not risen.
        var isSeated = false
        for i in force.indices {
            low = force[i] < seated * weight ? low + 1 : 0
            high = force[i] >= risen * weight ? high + 1 : 0
            if low >= hold, !isSeated {
                isSeated = true
                if let k = found.indices.last, found[k].last == force.count - 1 { found[k].last = i - low }
            }
            guard isSeated, high >= hold else { continue }
            isSeated = false
            guard let off = force[(i - high + 1)...].firstIndex(where: { $0 >= weight }),
                let seat = force[..<off].lastIndex(where: { $0 < seated * weight })
            else { continue }
            found.append(Rise(loading: seat + 1, seatOff: off, last: force.count - 1))
        }
        return found.filter { $0.seatOff < $0.last && isFromSeat($0, frame, weight: weight) }
    }

    /// False for somebody who steps onto the plates: before it there was next to nothing on them, or nothing under a foot
    /// that carries afterwards.
    private static func isFromSeat(_ rise: Rise, _ frame: TrialFrame, weight: Double) -> Bool {
        let before = max(rise.loading - frame.samples(1000), 0)..<rise.loading
        let after = rise.seatOff..<min(rise.seatOff + frame.samples(1000), rise.last + 1)
        func isLoaded(_ force: [Double], _ least: Double) -> Bool {
            2 * force[before].reduce(0) { $0 + ($1 >= least ? 1 : 0) } >= before.count
        }
        guard !before.isEmpty, isLoaded(frame.held, 0.05 * weight) else { return false }
        guard frame.hasSides, !after.isEmpty else { return true }
        // Who steps on slowly has one foot there for long.
        return Side.allCases.allSatisfy { side in
            let force = TrialFrame.hold(frame.record.force(side))
            let carried = force[after].reduce(0, +) / Double(after.count)
            return carried < 0.1 * weight || isLoaded(force, 0.02 * weight)
        }
    }

    /// First row from which the total stays within 5 % of body weight for half a second; nil where it does not.
    func standing(_ frame: TrialFrame, weight: Double) -> Int? {
        let needed = max(frame.samples(Self.still), 1)
        var run = 0
        for i in seatOff...last {
            run = abs(frame.held[i] - weight) <= 0.05 * weight ? run + 1 : 0
            if run >= needed { return i - run + 1 }
        }
        return nil
    }

    /// First row that leaves the seated force by more than 5 SD, up or down, for 40 ms; nil where it was never quiet.
    func onset(_ frame: TrialFrame, seated baseline: IsometricEffort.Baseline) -> Int? {
        let band = Onset.band(sd: baseline.sd)
        let hold = max(frame.samples(40), 1)
        var run = 0
        for i in baseline.window.upperBound + 1..<max(seatOff, baseline.window.upperBound + 1) {
            run = abs(frame.held[i] - baseline.mean) > band ? run + 1 : 0
            if run >= hold { return i - run + 1 }
        }
        return nil
    }
}
