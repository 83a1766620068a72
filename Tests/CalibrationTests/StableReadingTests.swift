import Calibration
import Statistics
import Testing

@Suite struct StableReadingTests {
    private let settings = StableReading.Settings(dwell: 5, noise: 1, drift: 0.2, step: 20, reference: 0)

    /// The states in their order, each named once.
    private func names(_ states: [StableReading.State]) -> [String] {
        var list: [String] = []
        for state in states {
            let name =
                switch state {
                case .stable: "stable"
                case .waiting(.noSamples): "noSamples"
                case .waiting(.noChange): "noChange"
                case .waiting(.gap): "gap"
                case .waiting(.atLimit): "atLimit"
                case .waiting(.filling): "filling"
                case .waiting(.noisy): "noisy"
                case .waiting(.drifting): "drifting"
                case .waiting(.dwelling): "dwelling"
                }
            if list.last != name { list.append(name) }
        }
        return list
    }

    private func states(
        _ settings: StableReading.Settings, rate: Double = 100, seconds: Double, _ value: (Double) -> Double?
    ) -> [StableReading.State] {
        var detector = StableReading(settings)
        return (0..<Int(seconds * rate)).map { detector.take(value(Double($0) / rate), at: Double($0) / rate) }
    }

    @Test func aLoadThatIsPutOnAndComesToRest() throws {
        var random = SplitMix64(seed: 3)
        // Nothing, a weight that swings, settles, and stands.
        let all = states(settings, seconds: 20) { t in
            let noise = 0.3 * random.gaussian()
            if t < 3 { return noise }
            if t < 6 { return 200 + 30 * (6 - t) * (Int(t * 10) % 2 == 0 ? 1 : -1) / 3 + noise }
            return 200 + noise
        }
        let list = names(all)
        #expect(list.first == "noChange" && list.last == "stable", "\(list)")
        #expect(list.contains("filling") && list.contains("noisy"), "\(list)")
        guard case .stable(let reading) = try #require(all.last) else { return }
        #expect(abs(reading.mean - 200) < 0.1 && (0.25...0.35).contains(reading.deviation))
        #expect(reading.end - reading.start > 1.8 && reading.end - reading.start < 2.2)
        #expect((180...220).contains(reading.count))
        // Not before the load had its time: it came at 3 s and stays for five.
        let first = try #require(all.firstIndex { if case .stable = $0 { true } else { false } })
        #expect(first >= 800 && first < 900, "\(first)")
    }

    @Test func itHoldsTheLoadForItsTime() throws {
        let all = states(settings, seconds: 8) { $0 < 1 ? 0 : 100 }
        #expect(names(all) == ["noChange", "filling", "dwelling", "stable"])
        guard case .waiting(.dwelling(let left)) = all[400] else {
            Issue.record("\(all[400])")
            return
        }
        #expect(abs(left - 2) < 0.15)
    }

    @Test func driftIsNotRest() {
        let slow = states(settings, seconds: 20) { 100 + 0.5 * $0 }
        #expect(names(slow) == ["filling", "drifting"])
        // The line's own spread is no noise, however fast it goes.
        let fast = states(settings, seconds: 20) { 100 + 5 * $0 }
        #expect(names(fast) == ["filling", "drifting"])
        let slower = states(settings, seconds: 20) { 100 + 0.1 * $0 }
        #expect(names(slower).last == "stable")
    }

    @Test func gapsAndLimitsBeginAgain() {
        let missing = states(settings, seconds: 12) { $0 >= 6 && $0 < 6.05 ? nil : 100 }
        #expect(names(missing) == ["filling", "dwelling", "stable", "gap", "filling", "dwelling", "stable"])
        var limited = settings
        limited.range = -10...150
        #expect(names(states(limited, seconds: 3) { _ in 151 }) == ["atLimit"])
        // A stream that stops for a second leaves no window across the hole.
        var detector = StableReading(settings)
        for k in 0..<150 { detector.take(100, at: Double(k) / 100) }
        for k in 250..<350 { detector.take(100, at: Double(k) / 100) }
        if case .waiting(.filling) = detector.state {} else { Issue.record("\(detector.state)") }
    }

    @Test func theNextLoadMustDiffer() {
        var next = settings
        next.reference = 200
        #expect(names(states(next, seconds: 10) { _ in 205 }) == ["noChange"])
        #expect(names(states(next, seconds: 10) { _ in 0 }).last == "stable")
        next.step = 0
        #expect(names(states(next, seconds: 10) { _ in 205 }).last == "stable")
    }

    @Test func itSaysWhy() {
        var detector = StableReading(settings)
        #expect(detector.state == .waiting(.noSamples))
        guard case .waiting(let reason) = detector.take(3, at: 0) else { return }
        #expect(reason.description == "waiting for the load to change (changed by 3.0, needed 20.0)")
        let noisy = StableReading.Reason.noisy(deviation: 1234.5678, limit: 0.012345)
        #expect(noisy.description == "moving: scatter 1230.0, allowed 0.0123")
    }

    @Test func largeReadingsKeepTheirDigits() {
        // Counts near 2^31 with a spread of three.
        var random = SplitMix64(seed: 9)
        let counts = StableReading.Settings(dwell: 3, noise: 5, drift: 2)
        let all = states(counts, seconds: 10) { _ in 2_000_000_000 + 3 * random.gaussian() }
        guard case .stable(let reading) = all.last else {
            Issue.record("\(String(describing: all.last))")
            return
        }
        #expect(abs(reading.deviation - 3) < 0.5 && abs(reading.mean - 2e9) < 1)
    }
}
