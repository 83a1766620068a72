import Assessments
import SignalCore
import Symmetry
import Testing

/// The Nordic hamstring exercise: slow rise, sudden end.
@Suite struct NordicTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    /// 2 s of rest, a rise over 4 s to `peak`, a second at it, a fall in 0.1 s, 2 s of rest; in parts of the peak.
    private func repetition(_ peak: Double, _ shape: (Double) -> Double = { $0 < 4 ? $0 / 4 : 1 }) -> [Double] {
        let rest = [Double](repeating: 0, count: 2000)
        let effort = (0..<5000).map { peak * shape(Double($0) / 1000) }
        let fall = (1...100).map { effort[4999] * (1 - Double($0) / 100) }
        return rest + effort + fall + rest
    }

    private func analyze(_ left: [Double], _ right: [Double]) -> RecordingResult {
        RecordingAnalysis.analyze(
            ForceRecord(rate: 1000, left: left, right: right), info: info, test: .nordic,
            settings: AnalysisSettings(leverArm: 0.42))
    }

    @Test func peaksOfEachLeg() throws {
        let peaks: [(Double, Double)] = [(300, 330), (320, 340), (310, 300), (280, 310)]
        let result = analyze(peaks.flatMap { repetition($0.0) }, peaks.flatMap { repetition($0.1) })
        #expect(result.trials.count == 4)
        for (trial, peak) in zip(result.trials, peaks) {
            #expect(trial.status == .ok, "\(trial.reasons)")
            let metric = try #require(trial.metric("nordicPeak"))
            #expect(metric.left == peak.0 && metric.right == peak.1)
            let expected = 100 * (peak.1 - peak.0) / max(peak.0, peak.1)
            #expect(abs(try #require(metric.asymmetry?.value) - expected) < 1e-9)
            #expect(metric.asymmetry?.index == "PD")
            #expect(abs(try #require(trial.metric("nordicTorque")?.left) - 0.42 * peak.0) < 1e-9)
            // Half of the peak over 4 s, the peak for 1 s, half of it over 0.1 s.
            let impulse = try #require(trial.metric("nordicImpulse")?.left)
            #expect(abs(impulse - 3.05 * peak.0) < 0.01 * peak.0)
        }
        func summary(_ id: String) throws -> MetricSummary { try #require(result.summary.first { $0.id == id }) }
        #expect(try summary("nordicBest").left == 320)
        #expect(try summary("nordicBest").right == 340)
        #expect(try summary("nordicBest").asymmetry?.value.map { abs($0 - 100 * 20 / 340) < 1e-9 } == true)
        #expect(try summary("nordicMeanBest3").left == 310)
        #expect(try #require(try summary("nordicMeanBest3").right) == (340.0 + 330 + 310) / 3)
        #expect(try summary("nordicMeanBest3").rule == "meanOfBest3")
        #expect(try summary("nordicReps").left == 4)
        #expect(try summary("nordicDecline").status == .tooShort)
        #expect(try summary("nordicDecline").left == nil)
    }

    @Test func aBrokenRepetitionIsNotCounted() throws {
        let broken: (Double) -> Double = { t in
            t < 3 ? t / 3 : t < 3.2 ? 1 - 3.5 * (t - 3) : t < 3.4 ? 0.3 + 3.5 * (t - 3.2) : 1.1
        }
        let force = repetition(300) + repetition(300, broken) + repetition(310)
        let result = analyze(force, force)
        #expect(result.trials.map(\.reasons) == [[], ["brokenRepetition"], []])
        #expect(result.trials[1].status == .lowQuality)
        let best = try #require(result.summary.first { $0.id == "nordicBest" })
        #expect(best.left == 310)
        // A fall of less than half is no break.
        let dip: (Double) -> Double = { t in
            t < 3 ? t / 3 : t < 3.2 ? 1 - 2 * (t - 3) : t < 3.4 ? 0.6 + 2 * (t - 3.2) : 1
        }
        #expect(analyze(repetition(300, dip), repetition(300, dip)).trials.map(\.reasons) == [[]])
    }

    @Test func aPeakAtTheVeryEndIsTheHands() {
        let caught: (Double) -> Double = { t in t < 4 ? t / 4 : t < 4.98 ? 1 : 1 + 15 * (t - 4.98) }
        // Let go at once: the largest force lies in the last 50 ms.
        var force = repetition(300, caught)
        force.removeSubrange(7000..<7090)
        #expect(analyze(force, force).trials.map(\.reasons) == [["handCatch"]])
    }

    @Test func legsOneAfterTheOther() throws {
        let rest = [Double](repeating: 0, count: repetition(1).count)
        let left = repetition(300) + rest + repetition(310) + rest + repetition(305) + rest
        let right = rest + repetition(250) + rest + repetition(255) + rest + repetition(260)
        let result = analyze(left, right)
        #expect(result.trials.map(\.limb) == [.left, .right, .left, .right, .left, .right])
        let peak = try #require(result.summary.first { $0.id == "nordicPeak" })
        #expect(abs(try #require(peak.asymmetry?.value) + 100 * 50 / 305) < 1e-9)
        #expect(peak.verdict == .clear)
    }
}
