import Assessments
import SignalCore
import TestSupport
import Testing

/// Jumps and hops on one leg.
@Suite struct SingleLegTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "s", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord, _ test: TestID) -> RecordingResult {
        RecordingAnalysis.analyze(record, info: info, test: test, settings: settings)
    }

    /// The worked jump under one foot, with `other` of it under the other one.
    private func jump(_ limb: Side, other: Double = 0) -> ForceRecord {
        let total = ReferenceSignals.jump().total
        let loaded = total.map { $0 * (1 - other) }
        let free = total.map { $0 * other }
        return ForceRecord(rate: 1000, left: limb == .left ? loaded : free, right: limb == .left ? free : loaded)
    }

    @Test(arguments: Side.allCases) func theLoadedLimbHasTheTrial(_ limb: Side) throws {
        let result = analyze(jump(limb), .slcmj)
        let both = try #require(analyze(ReferenceSignals.jump(), .cmj).trials.first)
        let trial = try #require(result.trials.first)
        #expect(result.trials.count == 1)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(trial.limb == limb)
        #expect(trial.events == both.events)
        for id in ["jumpHeightIM", "vTO", "peakForce", "propImpulseGross", "flightTime", "peakLanding"] {
            let metric = try #require(trial.metric(id))
            #expect((limb == .left ? metric.left : metric.right) == both.metric(id)?.both, "\(id)")
            #expect((limb == .left ? metric.right : metric.left) == nil && metric.both == nil, "\(id)")
            #expect(metric.asymmetry?.index == "PD" && metric.asymmetry?.value == nil, "\(id)")
        }
        #expect(trial.metric("bw")?.both != nil)
    }

    @Test func theOtherFootIsNamed() throws {
        #expect(try #require(analyze(jump(.left, other: 0.19), .slcmj).trials.first).reasons == [])
        let trial = try #require(analyze(jump(.left, other: 0.21), .slcmj).trials.first)
        #expect(trial.reasons == ["bothFeet"])
        #expect(trial.status == .lowQuality)
    }

    @Test func aSumAloneHasNoLimb() throws {
        let trial = try #require(
            analyze(ForceRecord(rate: 1000, total: ReferenceSignals.jump().total), .slcmj).trials.first)
        #expect(trial.limb == nil)
        #expect(trial.metric("jumpHeightIM")?.both != nil)
        #expect(trial.metric("jumpHeightIM")?.asymmetry?.status == .totalOnly)
    }

    /// Left hops of 0.20 s and right ones of 0.22 s with the same flight: the index differs by 0.20/0.22.
    @Test func setComparesTheLimbsByPD() throws {
        var body = JumpBuilder(leftShare: 1)
        for (share, contact) in [(1.0, 0.200), (0.0, 0.220)] {
            body.leftShare = share
            body.stand(2)
            body.push(0.3, change: 2.3)
            body.away(0.45)
            for _ in 0..<6 {
                body.block(contact, 2500)
                body.away(0.4)
            }
            body.push(0.4, change: 2)
            body.stand(2)
            body.away(1)
        }
        let result = analyze(body.record, .slhop)
        #expect(result.trials.count == 12)
        for (k, trial) in result.trials.enumerated() { #expect(trial.limb == (k < 6 ? Side.left : Side.right)) }
        let rsi = try #require(result.summary.first { $0.id == "rsi" })
        #expect(rsi.asymmetry?.index == "PD")
        let difference: Double = -100 * (1 - 0.20 / 0.22)
        #expect(abs(try #require(rsi.asymmetry?.value) - difference) < 1e-9)
        #expect(rsi.asymmetry?.larger == .left)
        let best = try #require(result.summary.first { $0.id == "rsi10_5" })
        let height: Double = 9.81 * 0.4 * 0.4 / 8
        #expect(abs(try #require(best.left) - height / 0.20) < 1e-9)
        #expect(abs(try #require(best.right) - height / 0.22) < 1e-9)
        #expect(best.both == nil)
    }
}
