import SignalCore

/// Vertical force of one step: two peaks, the valley between, impulse and loading (formulas B.12).
struct GaitForces {
    /// Largest force of the first half of the stance, in newtons.
    var first: Double
    /// Smallest force between both peaks.
    var valley: Double
    /// Largest force of the second half.
    var second: Double
    /// ∫F over the stance in N·s.
    var impulse: Double
    /// Rise from initial contact to the first peak by its time, in N/s; nil for a peak in the first sample.
    var loadingRate: Double?

    /// - Parameter rows: the stance, up to the first row without load; at least four rows without missing ones.
    init?(_ force: [Double], _ rows: Range<Int>, rate: Double) {
        guard rows.count >= 4 else { return nil }
        let middle = rows.lowerBound + rows.count / 2
        let one = TrialFrame.indexOfMaximum(force, rows.lowerBound...(middle - 1))
        let two = TrialFrame.indexOfMaximum(force, middle...(rows.upperBound - 1))
        first = force[one]
        second = force[two]
        valley = force[TrialFrame.indexOfMinimum(force, one...two)]
        impulse = Integration.trapezoid(force, rows.lowerBound...(rows.upperBound - 1), rate: rate)
        let time = Double(one - rows.lowerBound) / rate
        loadingRate = time > 0 ? (force[one] - force[rows.lowerBound]) / time : nil
    }
}
