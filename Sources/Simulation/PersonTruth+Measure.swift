import SignalCore

extension PersonTruth {
    /// Fills in the sizes of every trial from the forces themselves.
    ///
    /// - Parameter force: newtons of a side at a time, without sway.
    mutating func measure(_ force: (Side, Double) -> Double) {
        for k in trials.indices {
            let trial = trials[k]
            trials[k].effort = Self.sizes(from: trial.onset, to: trial.takeoff ?? trial.end, force)
            if let landing = trial.reboundLanding ?? trial.landing, trial.end > landing {
                trials[k].impact = Self.sizes(from: landing, to: landing + 0.5, force)
            }
        }
    }

    /// On a grid of about half a millisecond, impulses by Simpson's rule.
    static func sizes(from: Double, to: Double, _ force: (Side, Double) -> Double) -> ForceSizes {
        var sizes = ForceSizes(from: from, to: to)
        let count = max(Int((to - from) * 1000), 1) * 2
        let step = (to - from) / Double(count)
        for i in 0...count {
            let time = from + Double(i) * step
            let left = force(.left, time)
            let right = force(.right, time)
            sizes.peak = max(sizes.peak, left + right)
            sizes.peakLeft = max(sizes.peakLeft, left)
            sizes.peakRight = max(sizes.peakRight, right)
            let weight = (i == 0 || i == count ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * step / 3
            sizes.impulseLeft += weight * left
            sizes.impulseRight += weight * right
        }
        return sizes
    }
}
