import Assessments
import SignalCore
import TestSupport
import Testing

/// What must hold for every test of jumps, hops and landings (formulas B.15).
@Suite struct JumpFamilyLawTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "f", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    static let tests: [TestID] = [.sj, .dj, .cmjr, .hops, .lah]

    private func trials(_ test: TestID, _ record: ForceRecord) -> RecordingResult {
        RecordingAnalysis.analyze(record, info: info, test: test, settings: settings)
    }

    @Test(arguments: tests) func equalSidesAreExactlyEven(_ test: TestID) throws {
        let half = ReferenceSignals.jumping(test).total.map { $0 / 2 }
        var count = 0
        for trial in trials(test, ForceRecord(rate: 1000, left: half, right: half)).trials {
            for metric in trial.metrics {
                guard let value = metric.asymmetry?.value else { continue }
                #expect(value == (metric.asymmetry?.index == "share" ? 50 : 0), "\(metric.id)")
                count += 1
            }
        }
        #expect(count >= 5)
    }

    @Test(arguments: tests) func withheldSymmetryKeepsTheLimbs(_ test: TestID) throws {
        var withheld = settings
        withheld.withheld = .sidesUnconfirmed
        let result = RecordingAnalysis.analyze(
            ReferenceSignals.jumping(test), info: info, test: test, settings: withheld)
        let open = trials(test, ReferenceSignals.jumping(test))
        var hidden = 0
        for (x, y) in zip(open.trials, result.trials) {
            for (a, b) in zip(x.metrics, y.metrics) where b.asymmetry != nil {
                #expect(b.asymmetry?.value == nil && b.asymmetry?.status == .sidesUnconfirmed)
                if b.asymmetry?.index != "share" { #expect(a.left == b.left && a.right == b.right) }
                hidden += 1
            }
        }
        #expect(hidden >= 5)
    }

    @Test(arguments: tests) func totalAloneHasNoSides(_ test: TestID) throws {
        let whole = trials(test, ReferenceSignals.jumping(test))
        let sum = trials(test, ForceRecord(rate: 1000, total: ReferenceSignals.jumping(test).total))
        #expect(whole.trials.count == sum.trials.count)
        for (x, y) in zip(whole.trials, sum.trials) {
            for (a, b) in zip(x.metrics, y.metrics) where b.id != "quietShare" {
                #expect(b.left == nil && b.right == nil)
                #expect(a.both == b.both, "\(a.id)")
                if b.asymmetry != nil { #expect(b.asymmetry?.status == .totalOnly, "\(b.id)") }
            }
        }
    }

    @Test(arguments: tests) func aGapAtThePeakLeavesItAbsent(_ test: TestID) throws {
        var record = ReferenceSignals.jumping(test)
        let open = trials(test, record)
        let id = test == .lah ? "peakLanding" : "peakForce"
        let trial = try #require(open.trials.first { $0.metric(id)?.both != nil })
        let at = try #require(
            (trial.window).max { record.total[$0].isNaN || record.total[$0] < record.total[$1] })
        let windows = open.trials.map { TrialWindow($0.window) }
        record.left[at] = .nan
        record.right[at] = .nan
        record.total[at] = .nan
        let result = RecordingAnalysis.analyze(
            record, info: info, test: test, weighing: open.weighing?.window, trials: windows, settings: settings)
        let spoiled = try #require(result.trials.first { $0.index == trial.index })
        let touched = spoiled.metrics.filter { $0.status == .gap }
        #expect(!touched.isEmpty)
        for metric in touched {
            #expect(metric.both == nil && metric.left == nil && metric.right == nil && metric.lost >= 1)
        }
    }
}
