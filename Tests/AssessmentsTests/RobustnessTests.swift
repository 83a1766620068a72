import Assessments
import SignalCore
import Statistics
import Testing

/// Records that nobody would make on purpose: nothing may stop the program or produce a number out of nothing.
@Suite struct RobustnessTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    @Test(arguments: TestID.allCases) func randomRecords(_ test: TestID) {
        var random = SplitMix64(seed: 2026)
        var values = 0
        for _ in 0..<150 {
            let record = RandomRecord.next(&random)
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
            // Steps overlap: while one foot stands the other one lands.
            for (a, b) in zip(result.trials, result.trials.dropFirst()) where test != .gait {
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
            let record = RandomRecord.next(&random)
            let result = RecordingAnalysis.analyze(record, info: info, test: test)
            for trial in result.trials {
                let alone = RecordingAnalysis.analyzeTrial(
                    record.slice(trial.window), index: trial.index, kept: trial.kept, test: test,
                    weighing: result.weighing, settings: AnalysisSettings(), limb: trial.limb)
                #expect(alone == trial)
            }
        }
    }
}
