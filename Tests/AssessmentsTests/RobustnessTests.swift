import Assessments
import SignalCore
import Statistics
import Testing

/// Records that nobody would make on purpose: nothing may stop the program or produce a number out of nothing.
@Suite struct RobustnessTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    /// Random loads with steps, silences and holes.
    private func record(_ random: inout SplitMix64) -> ForceRecord {
        let count = random.index(4000)
        var left: [Double] = []
        var right: [Double] = []
        var level = 0.0
        var share = 0.5
        while left.count < count {
            switch random.index(6) {
            case 0: level = 0
            case 1: level = 3000 * random.unit()
            case 2: level = 700
            case 3: share = random.unit()
            case 4: level = -50 * random.unit()
            default: break
            }
            let hole = random.index(12) == 0
            for _ in 0..<(1 + random.index(400)) {
                let noise = 4 * (random.unit() - 0.5)
                left.append(hole ? .nan : level * share + noise)
                right.append(hole ? .nan : level * (1 - share) + noise)
            }
        }
        var flags: [RowFlags] = []
        if random.index(2) == 0 {
            flags = left.map { $0.isNaN ? .missing : random.index(3000) == 0 ? .leftSaturated : [] }
        }
        return ForceRecord(
            rate: [100, 333.3, 1000][random.index(3)], left: left, right: right, flags: flags,
            firstIndex: random.index(50_000))
    }

    @Test(arguments: TestID.allCases) func randomRecords(_ test: TestID) {
        var random = SplitMix64(seed: 2026)
        var values = 0
        for _ in 0..<150 {
            let record = record(&random)
            let result = RecordingAnalysis.analyze(record, info: info, test: test)
            for trial in result.trials {
                #expect(trial.window.lowerBound >= record.firstIndex)
                #expect(trial.window.upperBound < record.firstIndex + record.count)
                #expect(trial.events.allSatisfy { trial.window.contains($0.index) })
                for metric in trial.metrics {
                    let limbs = [metric.both, metric.left, metric.right].compactMap { $0 }
                    #expect(limbs.allSatisfy { $0.isFinite }, "\(metric.id)")
                    #expect(metric.status.carriesValue == !limbs.isEmpty, "\(metric.id) \(metric.status)")
                    values += limbs.count
                    guard let asymmetry = metric.asymmetry else { continue }
                    #expect(asymmetry.value == nil || asymmetry.status.carriesValue)
                    #expect((asymmetry.value == nil) == (asymmetry.larger == nil))
                    if asymmetry.index == "SIs", let value = asymmetry.value { #expect(abs(value) <= 100) }
                }
            }
            for (a, b) in zip(result.trials, result.trials.dropFirst()) {
                #expect(a.window.upperBound < b.window.lowerBound)
            }
            let document = ResultsDocument(software: "s", recordings: [result])
            #expect(!document.json().contains("nan") && !document.json().contains("inf,"))
            #expect(!document.csv().isEmpty && !document.table(all: true).isEmpty)
        }
        #expect(values > 0)
    }

    @Test(arguments: TestID.allCases) func aTrialIsTheSameAloneAndInItsRecording(_ test: TestID) throws {
        var random = SplitMix64(seed: 77)
        for _ in 0..<60 {
            let record = record(&random)
            let result = RecordingAnalysis.analyze(record, info: info, test: test)
            for trial in result.trials {
                let alone = RecordingAnalysis.analyzeTrial(
                    record.slice(trial.window), index: trial.index, kept: trial.kept, test: test,
                    weighing: result.weighing, settings: AnalysisSettings())
                #expect(alone == trial)
            }
        }
    }
}
