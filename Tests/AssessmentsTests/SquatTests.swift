import Assessments
import Foundation
import SignalCore
import Testing

@Suite struct SquatTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord) -> RecordingResult {
        RecordingAnalysis.analyze(record, info: info, test: .squat, settings: settings)
    }

    /// A squat along a cosine, of which every number is known.
    @Test(arguments: [0.0, 0.3, 1, 4]) func depthTimesAndVelocities(_ pause: Double) throws {
        let depth = 0.5
        let time = 2.5
        let result = analyze(
            ReferenceSignals.constantShare(ReferenceSignals.squats(4, depth: depth, time: time, pause: pause)))
        #expect(result.trials.count == 4)
        let omega = 2 * Double.pi / time
        // Where the speed passes 0.05 m/s.
        let edge = asin(0.05 / (depth / 2 * omega)) / omega
        for (k, trial) in result.trials.enumerated() {
            #expect(trial.status == .ok, "\(trial.reasons)")
            func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
            let start = 2 + Double(k) * (time + 0.001 + pause)
            #expect(abs(Double(try #require(trial.event("bottom"))) / 1000 - (start + time / 2)) <= 0.005)
            #expect(abs(try both("descentTime") - (time / 2 - edge)) <= 0.005)
            #expect(abs(try both("ascentTime") - (time / 2 - edge)) <= 0.005)
            let measured = depth / 2 * (1 + cos(omega * edge))
            #expect(abs(try both("squatDepth") + measured) < 0.002)
            #expect(abs(try both("ascentVelocityPeak") - depth / 2 * omega) < 0.002)
            #expect(abs(try both("ascentVelocityMean") - measured / (time / 2 - edge)) < 0.003)
            let top = 75 * (9.81 + depth / 2 * omega * omega)
            #expect(abs(try both("peakForce") - top) < 0.01)
            for id in ["repShare", "repShareDescent", "repShareBottom", "repShareAscent"] {
                #expect(abs(try #require(trial.metric(id)?.right) - 55) < 1e-9, "\(id)")
            }
            for id in ["repForceDescent", "repForceBottom", "repForceAscent", "peakForce"] {
                #expect(abs(try #require(trial.metric(id)?.asymmetry?.value) - 10) < 1e-9, "\(id)")
            }
        }
    }

    @Test func eachPhaseHasItsOwnShare() throws {
        // 40 % left while down, 60 % while up, split at the lowest point.
        let total = ReferenceSignals.squats(1)
        let left = total.indices.map { total[$0] * ($0 < 2000 + 1250 ? 0.4 : 0.6) }
        let record = ForceRecord(rate: 1000, left: left, right: zip(total, left).map { $0 - $1 })
        let trial = try #require(analyze(record).trials.first)
        #expect(abs(try #require(trial.metric("repShareDescent")?.left) - 40) < 0.2)
        #expect(abs(try #require(trial.metric("repShareAscent")?.left) - 60) < 0.2)
        #expect(abs(try #require(trial.metric("repShareBottom")?.left) - 50) < 0.3)
        let range = try #require(trial.metric("repShareRange")?.both)
        #expect(abs(range - 20) < 1e-9)
        let outside = try #require(trial.metric("timeOutside")?.both)
        #expect(abs(outside - (try #require(trial.metric("repTime")?.both))) < 0.0015)
    }

    @Test func theShareDriftsOverRepetitions() throws {
        let one = ReferenceSignals.squats(1, pause: 1)
        var left: [Double] = []
        var right: [Double] = []
        for k in 0..<6 {
            let share = 0.44 + 0.01 * Double(k)
            left += one.map { $0 * share }
            right += one.map { $0 * (1 - share) }
        }
        let result = analyze(ForceRecord(rate: 1000, left: left, right: right))
        #expect(result.trials.count == 6)
        func summary(_ id: String) throws -> MetricSummary { try #require(result.summary.first { $0.id == id }) }
        #expect(abs(try #require(try summary("repShareSlope").left) - 1) < 1e-9)
        #expect(abs(try #require(try summary("repShareSlope").right) + 1) < 1e-9)
        #expect(abs(try #require(try summary("repShareSD").left) - 3.5.squareRoot()) < 1e-9)
        #expect(try summary("repCount").both == 6)
        #expect(try summary("repShare").interval != nil)
    }

    @Test func aZeroErrorWidensTheShare() throws {
        let record = ReferenceSignals.constantShare(ReferenceSignals.squats(3))
        func width(_ zero: Double) throws -> Double {
            var settings = settings
            settings.zeroUncertainty = [.left: zero, .right: zero]
            let result = RecordingAnalysis.analyze(record, info: info, test: .squat, settings: settings)
            let summary = try #require(result.summary.first { $0.id == "repShareAscent" })
            let interval = try #require(summary.interval)
            return interval.upperBound - interval.lowerBound
        }
        // Nothing but what results cannot show.
        #expect(try width(0) < 1e-7)
        // Two standard uncertainties u of the log ratio, of which the share s moves by s(1−s); the mean force of an ascent
        // is body weight to 2 %.
        let weight = 75 * 9.81
        let u = (pow(3 / (0.45 * weight), 2) + pow(3 / (0.55 * weight), 2)).squareRoot()
        let half = 2 * 100 * 0.45 * 0.55 * u
        #expect(abs(try width(3) - 2 * half) < 0.02 * 2 * half)
    }

    @Test func shallowDipsAndStandingAreNoSquats() {
        let dip = analyze(ReferenceSignals.constantShare(ReferenceSignals.squats(2, depth: 0.04, time: 2.5)))
        #expect(dip.trials.count == 1)
        #expect(dip.trials.first?.status == .notDetected)
        #expect(dip.trials.first?.reasons == ["noRepetition"])
    }

    @Test func aJumpIsNoSquat() throws {
        let jump = ReferenceSignals.jump()
        let result = analyze(jump)
        #expect(result.trials.allSatisfy { $0.status != .ok })
    }

    @Test func aTrialWithTwoSquatsSaysSo() throws {
        let record = ReferenceSignals.constantShare(ReferenceSignals.squats(2))
        let whole = RecordingAnalysis.analyze(
            record, info: info, test: .squat, trials: [TrialWindow(0...(record.count - 1))], settings: settings)
        #expect(whole.trials.first?.reasons == ["severalRepetitions"])
    }
}
