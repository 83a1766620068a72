import SignalCore
import Statistics

/// What a landing is beside its peak: its depth, stiffness, power and phases (formulas B.7; the field's names).
struct LandingDetail {
    let frame: TrialFrame
    /// First loaded row.
    let landing: Int
    /// Motion over the landing; nil where it is not known.
    let motion: JumpKinematics?

    /// Half of the milliseconds in which a local minimum is the smallest value: what is shorter is ringing of the plate.
    static let minimumTime = 10.0
    /// Seconds of the sequential average.
    static let sequentialTime = 5.0

    private var rate: Double { frame.rate }
    private func seconds(_ samples: Int) -> Double { Double(samples) / rate }

    func fill(_ table: inout MetricTable) {
        table["loadRateMax20"] = frame.steepest(landing...min(landing + frame.samples(500), frame.count - 1))
        let early = landing...(landing + frame.samples(50))
        table["landRFD0_50"] = frame.split(early, floorScale: 1 / 0.05) { force, _ in
            (force[early.upperBound] - force[landing]) / seconds(early.count - 1)
        }
        table["ttsSequential"] = sequential()
        guard let motion, let end = motion.first(in: landing..<frame.count, where: { $0 >= 0 }), end > landing else {
            return
        }
        let window = landing...end
        let check = frame.check(window)
        guard check.status == .ok else {
            return table.absent(Self.moving, check.status, lost: check.lost)
        }
        let duration = seconds(end - landing)
        table["landTime"] = LimbValues(both: duration)
        table["landMeanForce"] = frame.meanForce(window)
        phases(&table, end)
        guard let high = motion.s(landing), let low = motion.s(end), low < high else { return }
        table["landDepth"] = LimbValues(both: low - high)
        table["landStiffness"] = frame.split(end...end, floorScale: 1 / (high - low)) { force, _ in
            force[end] / (high - low)
        }
        let power = window.compactMap { row in motion.v(row).map { frame.total[row] * $0 } }
        table["landPowerPeak"] = LimbValues(both: power.min())
        table["landPowerMean"] = LimbValues(
            both: Integration.trapezoid(power, 0...(power.count - 1), rate: rate) / duration)
    }

    private static let moving = [
        "landTime", "landMeanForce", "landDepth", "landStiffness", "landPowerPeak", "landPowerMean",
        "landAttenuationTime", "landControlTime",
    ]

    /// Loading ends at the peak, attenuation at the first local minimum after it, control at standstill.
    private func phases(_ table: inout MetricTable, _ end: Int) {
        let peak = TrialFrame.indexOfMaximum(frame.total, landing...min(landing + frame.samples(500), end))
        let half = max(frame.samples(Self.minimumTime), 1)
        guard peak < end,
            let low = (peak + 1..<end).first(where: { row in
                row - half > peak && row + half <= end
                    && (row - half...row + half).allSatisfy { frame.total[$0] >= frame.total[row] }
            })
        else { return }
        table["landAttenuationTime"] = LimbValues(both: seconds(low - peak))
        table["landControlTime"] = LimbValues(both: seconds(end - low))
    }

    /// First moment from which the running mean of the total stays within a quarter SD of the mean of 5 s.
    private func sequential() -> LimbValues {
        let length = frame.samples(Self.sequentialTime * 1000)
        guard length > 1, landing + length <= frame.count else { return LimbValues(status: .tooShort) }
        let window = landing...(landing + length - 1)
        return frame.single(window) {
            let values = Array(frame.total[window])
            guard let mean = Descriptive.mean(values.span), let sd = Descriptive.standardDeviation(values.span) else {
                return nil
            }
            var sum = 0.0
            var settled: Int?
            for (k, value) in values.enumerated() {
                sum += value
                let inside = abs(sum / Double(k + 1) - mean) <= 0.25 * sd
                settled = inside ? settled ?? k : nil
            }
            return settled.map(seconds)
        }
    }
}
