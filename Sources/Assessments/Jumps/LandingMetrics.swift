import SignalCore

/// Metrics of one landing (formulas B.7).
struct LandingMetrics {
    let frame: TrialFrame
    /// First loaded row.
    let landing: Int
    /// Body weight in newtons; nil where nobody was weighed.
    let weight: Double?
    /// Motion over the landing; nil where it is not known.
    let motion: JumpKinematics?

    private var rate: Double { frame.rate }

    private func seconds(_ samples: Int) -> Double { Double(samples) / rate }

    /// Peaks, loading rates, impulse and stabilisation.
    func fill(_ table: inout MetricTable) {
        let window = landing...(landing + frame.samples(500))
        let peak = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        table["peakLanding"] = peak
        if let weight { table["peakLandingBW"] = peak.divided(by: weight) }
        if peak.status == .ok {
            rates(&table, window)
        } else {
            table.absent(
                ["timeToPeakLanding", "peakLandingBW", "loadRateAvg", "loadRate2080"], peak.status, lost: peak.lost)
        }
        impulse(&table)
        LandingDetail(frame: frame, landing: landing, motion: motion).fill(&table)
        if let stable = Self.stabilisation(frame, after: landing, weight: weight) {
            table["tts"] = frame.single(landing...stable) { seconds(stable - landing) }
        }
    }

    private func rates(_ table: inout MetricTable, _ window: ClosedRange<Int>) {
        table["timeToPeakLanding"] = frame.split(window, floorScale: 0) { force, _ in
            seconds(TrialFrame.indexOfMaximum(force, window) - landing)
        }
        let at = TrialFrame.indexOfMaximum(frame.total, window)
        guard at > landing else { return }
        let time = seconds(at - landing)
        table["loadRateAvg"] = frame.split(window, floorScale: 1 / time) { force, _ in
            (force[at] - force[landing]) / time
        }
        table["loadRate2080"] = frame.split(window, floorScale: 1 / time) { force, _ in
            func value(_ part: Double) -> Double {
                let position = Double(landing) + part * Double(at - landing)
                let below = Int(position)
                let fraction = position - Double(below)
                return force[below] + fraction * (force[min(below + 1, at)] - force[below])
            }
            return (value(0.8) - value(0.2)) / (0.6 * time)
        }
    }

    private func impulse(_ table: inout MetricTable) {
        guard let motion else { return }
        if let end = motion.first(in: landing..<frame.count, where: { $0 >= 0 }), end > landing {
            let window = landing...end
            table["landImpulse"] = frame.split(window, floorScale: seconds(end - landing)) { force, _ in
                Integration.trapezoid(force, window, rate: rate)
            }
        } else {
            let check = frame.check(motion.start...(frame.count - 1))
            if check.status != .ok { table["landImpulse"] = LimbValues(status: check.status, lost: check.lost) }
        }
    }

    /// First row after `landing` from which the total stays within 5 % of body weight for 1 s; nil where the trial ends
    /// first.
    static func stabilisation(_ frame: TrialFrame, after landing: Int, weight: Double?) -> Int? {
        guard let weight else { return nil }
        var run = 0
        for i in landing..<frame.count {
            run = abs(frame.total[i] - weight) <= 0.05 * weight ? run + 1 : 0
            if run == frame.samples(1000) { return i - run + 1 }
        }
        return nil
    }
}
