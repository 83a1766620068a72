import Assessments
import SignalCore
import TestSupport
import Testing

/// Squat jumps of known velocity.
@Suite struct SquatJumpTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(
        id: nil, source: "sj", format: "text", athlete: nil, loss: Loss(evidence: .unknown))
    private static let velocity = 2.4

    /// Two seconds of hold, a push of 0.35 s, flight, landing, two seconds of stand.
    private func jump(hold: (inout JumpBuilder) -> Void = { $0.stand(2) }, end: Double = 2) -> JumpBuilder {
        var body = JumpBuilder(leftShare: 0.45)
        hold(&body)
        body.push(0.35, change: Self.velocity)
        body.flight(velocity: Self.velocity)
        body.land(Self.velocity)
        body.stand(end)
        return body
    }

    private func analyze(_ record: ForceRecord) throws -> TrialResult {
        let result = RecordingAnalysis.analyze(record, info: info, test: .sj, settings: settings)
        #expect(result.trials.count == 1)
        return try #require(result.trials.first)
    }

    @Test func knownJump() throws {
        let trial = try analyze(jump().record)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(trial.reasons.isEmpty)
        // Force falls from body weight to 0 between two samples at take-off: half a sample of weight is not resolved.
        let v = try #require(trial.metric("vTO")?.both)
        #expect(abs(v - Self.velocity) < 0.01)
        #expect(abs(try #require(trial.metric("jumpHeightIM")?.both) - v * v / 19.62) < 1e-12)
        #expect(abs(try #require(trial.metric("flightTime")?.both) - 2 * Self.velocity / 9.81) <= 0.001)
        #expect(trial.event("onset").map { (2001...2006).contains($0) } ?? false)
        #expect(trial.event("takeoff") == 2350)
        let peak = try #require(trial.metric("peakForce"))
        let top = 75 * 9.81 + 75 * Self.velocity * .pi / 0.7
        #expect(abs(try #require(peak.both) - top) < 0.01)
        for id in ["peakForce", "propImpulseGross", "propMeanForce", "peakLanding", "landImpulse"] {
            #expect(abs(try #require(trial.metric(id)?.asymmetry?.value) - 10) < 1e-9, "\(id)")
        }
        let net = try #require(trial.metric("propImpulse")?.both)
        #expect(abs(net - 75 * v) < 1)
        // A half sine of force over time T carries the body v·T/2 upwards.
        #expect(abs(try #require(trial.metric("pushDistance")?.both) - Self.velocity * 0.35 / 2) < 0.003)
        #expect(abs(try #require(trial.metric("timeToTakeoff")?.both) - 0.38) < 0.007)
    }

    @Test func aDipBeforeThePushIsACountermovement() throws {
        let record = jump(hold: {
            $0.stand(2)
            $0.push(0.2, change: -0.1)
        }).record
        let trial = try analyze(record)
        #expect(trial.reasons.contains("countermovement"))
        #expect(trial.status == .lowQuality)
    }

    /// The person sways in the squat until the push: only the stand after the landing tells the velocity.
    private func swaying(_ body: inout JumpBuilder) {
        body.stand(2)
        for k in 0..<6 { body.push(0.25, change: k % 2 == 0 ? 0.3 : -0.3) }
    }

    @Test func withoutAStillHoldTheLandingTellsTheVelocity() throws {
        let trial = try analyze(jump(hold: swaying).record)
        #expect(trial.reasons.contains("noStillHold"))
        #expect(trial.status == .lowQuality)
        #expect(abs(try #require(trial.metric("vTO")?.both) - Self.velocity) < 0.02)
        #expect(trial.metric("residualVelocity")?.both == nil)
    }

    @Test func withoutAnyRestThereIsNoVelocity() throws {
        let trial = try analyze(jump(hold: swaying, end: 0.3).record)
        #expect(trial.reasons.contains("noStillHold"))
        #expect(trial.reasons.contains("noQuietLanding"))
        for id in ["vTO", "jumpHeightIM", "peakPower"] {
            let metric = try #require(trial.metric(id))
            #expect(metric.both == nil && metric.status == .notDetected, "\(id)")
        }
        // What needs no velocity stands.
        #expect(trial.metric("flightTime")?.both != nil)
        #expect(trial.metric("peakForce")?.asymmetry?.value != nil)
    }

    @Test func theWayDownIntoTheSquatIsNoOnset() throws {
        let record = jump(hold: {
            $0.stand(2)
            $0.push(0.3, change: -0.8)
            $0.push(0.3, change: 0.8)
            $0.stand(1.2)
        }).record
        let trial = try analyze(record)
        #expect(trial.event("onset").map { (3801...3806).contains($0) } ?? false)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(abs(try #require(trial.metric("vTO")?.both) - Self.velocity) < 0.01)
    }

    @Test func twoJumpsAreTwoTrials() throws {
        var body = JumpBuilder()
        for _ in 0..<2 {
            body.stand(2)
            body.push(0.35, change: 2.4)
            body.flight(velocity: 2.4)
            body.land(2.4)
            body.stand(2)
        }
        let result = RecordingAnalysis.analyze(body.record, info: info, test: .sj, settings: settings)
        #expect(result.trials.count == 2)
        for trial in result.trials {
            #expect(trial.status == .ok, "\(trial.reasons)")
            #expect(abs(try #require(trial.metric("vTO")?.both) - 2.4) < 0.01)
        }
    }
}
