import Assessments
import SignalCore
import TestSupport
import Testing

/// The landing of the worked jump, as a landing that is held (formulas B.7).
@Suite struct LandingTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "l", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord) throws -> TrialResult {
        let result = RecordingAnalysis.analyze(record, info: info, test: .lah, settings: settings)
        #expect(result.trials.count == 1)
        return try #require(result.trials.first)
    }

    @Test func workedLanding() throws {
        let land = try Vectors()["B.cmj"]["land"]
        let record = ReferenceSignals.jump()
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        let trial = RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: .lah, weighing: weighing, settings: settings)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(trial.event("landing") == 2821)
        let peak = try #require(trial.metric("peakLanding"))
        #expect(land["peak"].matches(try #require(peak.both)))
        #expect(land["asymSI_peaks"].matches(try #require(peak.asymmetry?.value)))
        #expect(land["peakBW"].matches(try #require(trial.metric("peakLandingBW")?.both)))
        #expect(land["LR_avg"].matches(try #require(trial.metric("loadRateAvg")?.both)))
        #expect(land["LR_2080"].matches(try #require(trial.metric("loadRate2080")?.both)))
        #expect(land["TTS_5pct_1s"].matches(try #require(trial.metric("tts")?.both)))
        #expect(abs(try #require(trial.metric("timeToPeakLanding")?.both) - land["ttp"].number) < 1e-12)
        // The signal's own residual velocity is 0.0007 m/s; the stand's mean differs from the weighing by its ripple.
        #expect(abs(try #require(trial.metric("vTD")?.both) - land["v_at_ld"].number) < 0.005)
    }

    private func drop(after: (inout JumpBuilder) -> Void) -> ForceRecord {
        var body = JumpBuilder(leftShare: 0.5)
        body.away(1)
        body.push(0.3, change: 2.4)
        after(&body)
        return body.record
    }

    @Test func aFallOfKnownVelocity() throws {
        let trial = try analyze(drop { $0.stand(3) })
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(abs(try #require(trial.metric("vTD")?.both) + 2.4) < 0.01)
        #expect(abs(try #require(trial.metric("effDropHeight")?.both) - 2.4 * 2.4 / 19.62) < 0.003)
        // A half sine takes the velocity away over half of its length times it.
        #expect(abs(try #require(trial.metric("contactDepth")?.both) + 2.4 * 0.3 / 2) < 0.01)
    }

    @Test func aHopAfterTheLandingIsNotHeld() throws {
        let trial = try analyze(
            drop {
                $0.stand(0.4)
                $0.push(0.2, change: 1)
                $0.flight(velocity: 1)
                $0.push(0.2, change: 1)
                $0.stand(3)
            })
        #expect(trial.reasons.contains("notHeld"))
        #expect(trial.status == .lowQuality)
    }

    @Test func aStepAfterASecondIsNotHeld() throws {
        let trial = try analyze(
            drop {
                $0.stand(1.5)
                $0.push(0.1, change: 0.5)
                $0.push(0.2, change: -0.5)
                $0.stand(2)
            })
        #expect(trial.reasons.contains("notHeld"))
    }

    @Test func steppingOffAfterTheHoldIsFine() throws {
        let trial = try analyze(
            drop {
                $0.stand(2.5)
                $0.away(2)
            })
        #expect(trial.status == .ok, "\(trial.reasons)")
    }

    @Test func neverStableHasNoTime() throws {
        let trial = try analyze(
            drop {
                for k in 0..<20 { $0.push(0.25, change: k % 2 == 0 ? 0.2 : -0.2) }
                $0.stand(1.2)
                $0.away(1)
            })
        let tts = try #require(trial.metric("tts"))
        #expect(tts.both == nil)
        #expect(tts.status == .notDetected)
    }
}
