import Assessments
import SignalCore
import TestSupport
import Testing

/// A countermovement jump whose landing leads into a second jump.
@Suite struct ReboundTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "r", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func record(contact: Double = 0.24) -> ForceRecord {
        var body = JumpBuilder(leftShare: 0.47)
        body.stand(2)
        body.push(0.3, change: -1.1)
        body.push(0.2, change: 1.1)
        body.push(0.25, change: 2.5)
        body.flight(velocity: 2.5)
        body.contact(contact, from: -2.5, to: 2.0)
        body.flight(velocity: 2.0)
        body.push(0.4, change: 2.0)
        body.stand(2)
        return body.record
    }

    @Test(arguments: [0.17, 0.24, 0.4]) func bothJumpsAreOneTrial(_ contact: Double) throws {
        let result = RecordingAnalysis.analyze(record(contact: contact), info: info, test: .cmjr, settings: settings)
        #expect(result.trials.count == 1)
        let trial = try #require(result.trials.first)
        #expect(trial.status == .ok, "\(trial.reasons)")
        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        #expect(abs(try both("vTO") - 2.5) < 0.01)
        var body = JumpBuilder()
        let cut = body.cut(contact, top: body.contact(contact, from: -2.5, to: 2.0))
        #expect(abs(try both("reboundContactTime") - (contact - 2 * cut)) < 0.0015)
        #expect(abs(try both("reboundFlightTime") - (4 / 9.81 + cut)) < 0.0015)
        #expect(abs(try both("reboundVTD") - (-2.5 - 9.81 * cut)) < 0.015)
        let height = try both("reboundJumpHeightFT")
        #expect(abs(try both("reboundRsi") - height / (try both("reboundContactTime"))) < 1e-12)
        for id in ["reboundPeakForce", "reboundBrakeImpulseGross", "reboundPropImpulseGross", "propImpulseGross"] {
            #expect(abs(try #require(trial.metric(id)?.asymmetry?.value) - 6) < 1e-9, "\(id)")
        }
        // The landing is the last one: 2 m/s in a half sine of 0.4 s.
        #expect(abs(try both("peakLanding") - (735.75 + 75 * 2.0 * .pi / 0.8)) < 1)
        #expect(trial.events.map(\.index) == trial.events.map(\.index).sorted())
    }

    @Test func aJumpWithoutRebound() throws {
        let result = RecordingAnalysis.analyze(
            ReferenceSignals.jump(), info: info, test: .cmjr, settings: settings)
        let trial = try #require(result.trials.first)
        #expect(trial.reasons.contains("noRebound"))
        #expect(trial.metric("reboundRsi")?.both == nil)
        #expect(trial.metric("peakLanding")?.both == nil)
        #expect(trial.metric("jumpHeightIM")?.both != nil)
    }
}
