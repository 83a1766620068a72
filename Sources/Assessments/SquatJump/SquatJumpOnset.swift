import SignalCore

/// The start of the push out of a held squat (formulas B.4).
enum SquatJumpOnset {
    /// Length in milliseconds of the hold that is looked at.
    static let holdTime = 1000.0
    /// Milliseconds before the onset in which the force must not dip.
    static let dipTime = 300.0

    /// First row of the push over body weight + 5 SD, or the method's band, followed back from its peak.
    ///
    /// Going back from the peak leaves the way down into the squat out, which also rises over that threshold.
    static func find(_ frame: TrialFrame, weighing: Weighing, takeoff: Int, rules: MethodRules) -> Int? {
        let from = JumpOnset.searchStart(frame, weighing: weighing, takeoff: takeoff, rules: rules)
        guard from < takeoff else { return nil }
        let threshold = weighing.weight + rules.onset.band(weighing)
        var row = TrialFrame.indexOfMaximum(frame.held, max(from, takeoff - frame.samples(600))...(takeoff - 1))
        guard frame.held[row] > threshold else { return nil }
        while row > from, frame.held[row - 1] > threshold { row -= 1 }
        return row
    }

    /// True where the force dips before the onset: under body weight − the larger of 5 SD and 2 % of it.
    static func hasDip(_ frame: TrialFrame, weighing: Weighing, onset: Int) -> Bool {
        let limit = weighing.weight - max(Onset.band(sd: weighing.sd), 0.02 * weighing.weight)
        return frame.held[max(onset - frame.samples(dipTime), 0)...onset].contains { $0 < limit }
    }

    /// What the second before `start` says about rest.
    struct Hold {
        /// True where the person kept still, so that motion can begin there from rest.
        var isStill: Bool
        /// Velocity in m/s gained over it, for the check of the countermovement.
        var gained: Double
    }

    /// The second before `start`; where the trial begins later, the weighing just before the trial belongs to it.
    static func hold(_ frame: TrialFrame, weighing: Weighing, gravity: Double, before start: Int) -> Hold {
        let length = frame.samples(holdTime)
        let window = max(start - length, 0)...start
        let rows = frame.held[window]
        let gained =
            Integration.trapezoid(frame.held, window, rate: frame.rate, minus: weighing.weight) * gravity
            / weighing.weight
        let weighed =
            weighing.isGood && frame.record.firstIndex - weighing.window.upperBound <= frame.samples(50)
            && weighing.window.upperBound < frame.record.firstIndex
        let isLong = start >= length || weighed
        guard let low = rows.min(), let high = rows.max() else { return Hold(isStill: false, gained: gained) }
        let mean = rows.reduce(0, +) / Double(rows.count)
        let near = max(Onset.band(sd: weighing.sd), 0.02 * weighing.weight)
        return Hold(
            isStill: isLong && high - low <= WeighingGate.largestPeakToPeak && abs(mean - weighing.weight) <= near,
            gained: gained)
    }
}
