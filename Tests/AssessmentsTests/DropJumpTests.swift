import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

/// The half-sine drop jump of the specification as a recording (formulas B.5).
@Suite struct DropJumpTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(
        id: nil, source: "dj", format: "text", athlete: nil, loss: Loss(evidence: .unknown))
    private static let touchdown = -2.426108

    private func jump(rate: Double = 1000, end: Double = 2, times: Int = 1) -> JumpBuilder {
        var body = JumpBuilder(rate: rate, leftShare: 0.48)
        for _ in 0..<times {
            body.away(1.5)
            body.contact(0.2, from: Self.touchdown, to: 2.2)
            body.flight(velocity: 2.2)
            body.land(2.2)
            body.stand(end)
        }
        return body
    }

    private func analyze(_ record: ForceRecord, _ settings: AnalysisSettings? = nil) throws -> TrialResult {
        let result = RecordingAnalysis.analyze(record, info: info, test: .dj, settings: settings ?? self.settings)
        #expect(result.trials.count == 1)
        return try #require(result.trials.first)
    }

    /// Sampled at 10 kHz, so that the ends of contact and flight are known to 0.1 ms.
    @Test func halfSine() throws {
        let vector = try Vectors()["B.dj"]
        let trial = try analyze(jump(rate: 10_000).record)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(trial.reasons.isEmpty)
        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        // What 20 N cut from both ends of the contact belongs to the flights before and after it.
        let cut = jump().cut(0.2, top: vector["A"].number)
        let contact = vector["CT"].number - 2 * cut
        let flight = vector["FT"].number + cut
        let touchdown = vector["vtd"].number - 9.81 * cut
        #expect(abs(try both("contactTime") - contact) < 2e-4)
        #expect(abs(try both("flightTime") - flight) < 2e-4)
        #expect(abs(try both("jumpHeightFT") - 9.81 * flight * flight / 8) < 3e-4)
        #expect(abs(try both("jumpHeightIM") - vector["JH"].number) < 1e-3)
        #expect(abs(try both("rsi") - 9.81 * flight * flight / 8 / contact) < 3e-3)
        #expect(abs(try both("rsr") - flight / contact) < 4e-3)
        #expect(abs(try both("vTD") - touchdown) < 2e-3)
        #expect(abs(try both("effDropHeight") - touchdown * touchdown / 19.62) < 5e-4)
        let peak = try #require(trial.metric("peakForce"))
        #expect(abs(try #require(peak.both) - vector["A"].number) < 0.01)
        #expect(abs(try #require(peak.asymmetry?.value) - 4) < 1e-9)
        #expect(abs(try #require(trial.metric("brakeImpulseGross")?.asymmetry?.value) - 4) < 1e-9)
        #expect(abs(try #require(trial.metric("propImpulseGross")?.asymmetry?.value) - 4) < 1e-9)
        // Up to one sample of the contact's 42 m/s² lies beyond the instant of rest.
        let rest = 75 * 42 * 1e-4
        #expect(abs(try both("brakeImpulse") + 75 * (try both("vTD"))) < rest)
        #expect(abs(try both("propImpulse") - 75 * (try both("vTO"))) < rest)
    }

    /// Displacement of a half-sine contact in closed form.
    @Test func springByClosedForm() throws {
        let trial = try analyze(jump(rate: 10_000).record)
        let top = (75 * (2.2 - Self.touchdown) + 75 * 9.81 * 0.2) * .pi / 0.4
        let w = Double.pi / 0.2
        let cut = jump().cut(0.2, top: top)
        let path = (0...2000).map { i in
            let t = cut + (0.2 - 2 * cut) * Double(i) / 2000
            return Self.touchdown * t - 9.81 * t * t / 2 + top / 75 / w * (t - sin(w * t) / w)
        }
        let lowest = try #require(path.min()) - path[0]
        #expect(abs(try #require(trial.metric("contactDepth")?.both) - lowest) < 5e-4)
        #expect(abs(try #require(trial.metric("legStiffness")?.both) / (top / -lowest) - 1) < 5e-3)
        #expect(try #require(trial.metric("springCorrelation")?.both) < -0.8)
    }

    @Test func noSpringWhereForceComesEarly() throws {
        var body = JumpBuilder()
        body.away(1)
        // A hard impact, then a long slow push: force and displacement do not go together.
        body.block(0.03, 6200)
        body.block(0.35, 1000)
        body.away(0.4)
        body.push(0.4, change: 2)
        body.stand(2)
        let trial = try analyze(body.record)
        #expect(try #require(trial.metric("springCorrelation")?.both) > -0.8)
        #expect(trial.metric("legStiffness")?.status == .undefined)
        #expect(trial.metric("legStiffness")?.both == nil)
    }

    @Test func withoutAStandTheFlightTellsTheVelocity() throws {
        let weighed = jump(times: 2).record
        let weighing = try #require(RecordingAnalysis.findWeighing(weighed, test: .dj, settings: settings))
        let trial = RecordingAnalysis.analyzeTrial(
            jump(end: 0.2).record, index: 1, kept: true, test: .dj, weighing: weighing, settings: settings)
        #expect(trial.reasons.contains("noQuietLanding"))
        #expect(abs(try #require(trial.metric("vTD")?.both) - Self.touchdown) < 0.02)
        #expect(trial.metric("jumpHeightTOVS")?.both == nil)
    }

    @Test func heightOfTheBoxIsCompared() throws {
        var told = settings
        told.boxHeight = 0.30
        #expect(try analyze(jump().record, told).reasons.isEmpty)
        told.boxHeight = 0.36
        let trial = try analyze(jump().record, told)
        #expect(trial.reasons == ["dropHeightOff"])
        #expect(trial.status == .lowQuality)
    }

    @Test func everyDropIsATrialAndAFlightOutOfTheLandingIsNot() throws {
        let result = RecordingAnalysis.analyze(jump(times: 3).record, info: info, test: .dj, settings: settings)
        #expect(result.trials.count == 3)
        for trial in result.trials { #expect(trial.status == .ok, "\(trial.reasons)") }
        var body = JumpBuilder()
        body.away(1.5)
        body.contact(0.2, from: -2.4, to: 2.2)
        body.flight(velocity: 2.2)
        body.contact(0.3, from: -2.2, to: 1.5)
        body.flight(velocity: 1.5)
        body.push(0.3, change: 1.5)
        body.stand(2)
        let trial = try analyze(body.record)
        #expect(trial.reasons.contains("severalFlights"))
        #expect(abs(try #require(trial.metric("contactTime")?.both) - 0.2) < 0.002)
    }

    @Test func standingAndJumpingIsNoDropJump() throws {
        let trial = try analyze(ReferenceSignals.jump())
        #expect(trial.status == .notDetected)
        #expect(trial.reasons.contains("noContact"))
        #expect(trial.metric("contactTime")?.both == nil)
    }
}
