/// When a repetition of a squat begins, turns and ends, and what counts as standing (formulas B.10).
public struct SquatSettings: Sendable, Hashable, Codable {
    /// m/s that the descent must exceed downwards, and the ascent upwards.
    public var speed = 0.1
    /// Seconds for which the descent must exceed it.
    public var descentTime = 0.2
    /// m/s below which a person stands, and a repetition has not begun or has ended.
    public var standingSpeed = 0.05
    /// Share of body weight by which force may be off while a person stands.
    public var standingBand = 0.05
    /// Seconds of standing that set the velocity back to 0.
    public var standingTime = 0.2
    /// Share of body weight by which the weighing may be wrong; the velocity drifts by as much times g.
    ///
    /// The drift of the unloaded zero that formulas C.8 lets pass.
    public var weightError = 0.002
    /// Seconds without load after which the person has stepped off: longer than anybody flies.
    public var stepOffTime = 1.0

    /// The values of the specification.
    public init() {}
}

/// Velocity of the centre of mass over repetitions, set back to 0 wherever the person stands (formulas B.10).
public enum SquatVelocity {
    /// Velocity in m/s, upwards positive, from a sample at which the person stands still.
    ///
    /// Between two stands the drift is taken off as a straight line. The result ends where the person steps off.
    ///
    /// - Parameters:
    ///   - total: newtons of both sides.
    ///   - systemWeight: newtons of the person and what they carry, > 0.
    ///   - gravity: m/s² of the place.
    ///   - rate: samples per second, > 0.
    ///   - start: index of a sample of the weighing; velocity is 0 up to there.
    /// - Returns: one value a sample up to the step-off or the first NaN; empty where there is nothing to integrate.
    public static func velocity(
        _ total: [Double], systemWeight: Double, gravity: Double = 9.80665, rate: Double, from start: Int = 0,
        settings: SquatSettings = SquatSettings()
    ) -> [Double] {
        guard systemWeight > 0, start >= 0, start < total.count else { return [] }
        let stepOff = UnloadedRuns.all(total, minimumCount: max(Int((settings.stepOffTime * rate).rounded()), 1))
            .first { $0.upperBound >= start }
        let end = min(stepOff?.lowerBound ?? total.count, total[start...].firstIndex(where: \.isNaN) ?? total.count)
        guard start < end else { return [] }
        let scale = gravity / systemWeight
        let length = max(Int((settings.standingTime * rate).rounded()), 1)
        var v = [Double](repeating: 0, count: end)
        var anchor = start
        /// Takes the mean velocity of one standing time from `first` off, growing from the stand before.
        func settle(_ first: Int, upTo last: Int) {
            var residual = 0.0
            for k in first..<(first + length) { residual += v[k] }
            residual /= Double(length)
            let centre = first + length / 2
            for k in anchor...last { v[k] -= residual * min(Double(k - anchor) / Double(max(centre - anchor, 1)), 1) }
            anchor = centre
        }
        var run = 0
        var settled = false
        for i in (start + 1)..<end {
            v[i] = v[i - 1] + 0.5 * scale * (total[i - 1] + total[i] - 2 * systemWeight) / rate
            let drift = settings.weightError * gravity * Double(i - anchor) / rate
            if abs(total[i] - systemWeight) < settings.standingBand * systemWeight,
                abs(v[i]) < settings.standingSpeed + drift
            {
                run += 1
                // The last stretch before a movement already holds its beginning: one more must follow.
                if run == 2 * length {
                    settle(i - run + 1, upTo: i)
                    settled = true
                    run = length
                }
            } else {
                if !settled, run >= length { settle(i - run + (run - length) / 2, upTo: i) }
                run = 0
                settled = false
            }
        }
        return v
    }
}
