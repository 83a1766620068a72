import Assessments
import SignalCore
import TestSupport
import Testing

/// The ten worked hops as a recording (formulas B.6).
@Suite struct HopTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "h", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    /// Stand, a jump, hops with exact times, stand; each hop has 1 % more on the right than the one before.
    private func hops(_ count: Int) -> ForceRecord {
        var body = JumpBuilder()
        body.stand(2)
        body.push(0.3, change: 2.3)
        body.away(0.45)
        for k in 0..<count {
            body.leftShare = 0.5 - 0.005 * Double(k)
            body.block(ReactiveStrengthTests.contacts[k], 2500)
            body.away(ReactiveStrengthTests.flights[k])
        }
        body.leftShare = 0.5
        body.push(0.4, change: 2.3)
        body.stand(2)
        return body.record
    }

    @Test func everyHopIsATrial() throws {
        let vector = try Vectors()["B.hop105"]
        let result = RecordingAnalysis.analyze(hops(10), info: info, test: .hops, settings: settings)
        #expect(result.trials.count == 10)
        for (k, trial) in result.trials.enumerated() {
            #expect(abs(try #require(trial.metric("contactTime")?.both) - ReactiveStrengthTests.contacts[k]) < 1e-12)
            #expect(abs(try #require(trial.metric("flightTime")?.both) - ReactiveStrengthTests.flights[k]) < 1e-12)
            #expect(vector["rsi"][k].matches(try #require(trial.metric("rsi")?.both)), "hop \(k + 1)")
            #expect(trial.reasons == (k == 4 ? ["longContact"] : []))
            for id in ["peakForce", "contactImpulse"] {
                let metric = try #require(trial.metric(id))
                #expect(abs(try #require(metric.asymmetry?.value) - Double(k)) < 1e-9, "\(id)")
                #expect(metric.asymmetry?.index == "SIs")
            }
            #expect(trial.metric("rsi10_5") == nil)
        }
        let best = try #require(result.summary.first { $0.id == "rsi10_5" })
        #expect(vector["mean"].matches(try #require(best.both)))
        #expect(best.rule == "bestFiveHops")
        #expect(result.summary.first { $0.id == "contactTime" }?.count == 9)
    }

    @Test func fewerThanFiveThatCountAreTooShort() throws {
        // The fifth of these has a contact of 260 ms.
        let result = RecordingAnalysis.analyze(hops(5), info: info, test: .hops, settings: settings)
        #expect(result.trials.count == 5)
        let best = try #require(result.summary.first { $0.id == "rsi10_5" })
        #expect(best.both == nil)
        #expect(best.status == .tooShort)
    }

    @Test func aSingleJumpHasNoHop() throws {
        let result = RecordingAnalysis.analyze(
            ReferenceSignals.jump(), info: info, test: .hops, settings: settings)
        let trial = try #require(result.trials.first)
        #expect(result.trials.count == 1)
        #expect(trial.status == .notDetected)
        #expect(trial.reasons.contains("noContact"))
    }
}
