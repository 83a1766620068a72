import Assessments
import SignalCore
import Testing

@Suite struct FreeTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord) throws -> TrialResult {
        let result = RecordingAnalysis.analyze(record, info: info, test: .free)
        #expect(result.trials.count == 1)
        return try #require(result.trials.first)
    }

    @Test func wholeRecord() throws {
        // Left rises to 300 N and falls, right stands at 100 N: all areas are known.
        let left = (0...1000).map { 300 - abs(Double($0) - 500) * 0.6 }
        let right = [Double](repeating: 100, count: 1001)
        let trial = try analyze(ForceRecord(rate: 500, left: left, right: right))
        #expect(trial.status == .ok)
        #expect(trial.window == 0...1000)
        let peak = try #require(trial.metric("peakForce"))
        #expect(peak.left == 300 && peak.right == 100 && peak.both == 400)
        #expect(peak.asymmetry?.value == -50)
        let impulse = try #require(trial.metric("impulse"))
        #expect(abs(try #require(impulse.left) - 300) < 1e-9)
        #expect(abs(try #require(impulse.right) - 200) < 1e-9)
        let share = try #require(trial.metric("share"))
        let mean = left.reduce(0, +) / 1001
        #expect(abs(try #require(share.right) - 100 * 100 / (100 + mean)) < 1e-9)
        #expect(share.asymmetry?.larger == .left)
        #expect(share.asymmetry?.value == share.right)
    }

    @Test func onlyMeansBridgeShortGaps() throws {
        let side = [Double](repeating: 200, count: 1000)
        var record = ForceRecord(rate: 1000, left: side, right: side)
        for i in 500..<510 {
            record.left[i] = .nan
            record.right[i] = .nan
            record.total[i] = .nan
        }
        let trial = try analyze(record)
        #expect(trial.metric("peakForce")?.status == .gap)
        #expect(trial.metric("impulse")?.status == .gap)
        #expect(trial.metric("meanForce")?.both == 400)
        #expect(trial.metric("meanForce")?.lost == 10)
        #expect(trial.metric("share")?.left == 50)
        record.total[510] = .nan
        let longer = try analyze(record)
        #expect(longer.metric("meanForce")?.status == .gap)
        #expect(longer.metric("share")?.status == .gap)
        #expect(longer.metric("share")?.lost == 11)
    }

    @Test func belowTheFloorThereIsNoDifference() throws {
        let record = ForceRecord(
            rate: 1000, left: [Double](repeating: 3, count: 1000), right: [Double](repeating: 5, count: 1000))
        let trial = try analyze(record)
        for id in ["peakForce", "meanForce", "impulse", "forceAtTotalPeak"] {
            let metric = try #require(trial.metric(id))
            #expect(metric.status == .ok)
            #expect(metric.asymmetry?.status == .belowFloor, "\(id)")
            #expect(metric.asymmetry?.value == nil)
        }
        #expect(trial.metric("share")?.status == .belowFloor)
        #expect(trial.metric("share")?.right == nil)
    }

    @Test func noiseRaisesTheFloor() throws {
        let record = ForceRecord(
            rate: 1000, left: [Double](repeating: 30, count: 1000), right: [Double](repeating: 25, count: 1000))
        var settings = AnalysisSettings(noise: [.left: 2.9, .right: 1])
        func status() -> MeasureStatus? {
            RecordingAnalysis.analyzeTrial(
                record, index: 1, kept: true, test: .free, weighing: nil, settings: settings
            ).metric("peakForce")?.asymmetry?.status
        }
        #expect(status() == .unilateral)
        settings.noise[.left] = 3.1
        #expect(status() == .belowFloor)
        settings.noise = [:]
        #expect(status() == .ok)
    }
}
