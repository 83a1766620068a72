import Assessments
import SignalCore
import TestSupport
import Testing

/// What must hold for every test of jumps, hops and landings (formulas B.15).
@Suite struct JumpFamilyLawTests {
    private let settings = AnalysisSettings(gravity: 9.81)
    private let info = RecordingInfo(id: nil, source: "f", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    static let tests: [TestID] = [.sj, .dj, .cmjr, .hops, .lah]

    /// Stand, jump, contacts where the test has them, stand, away, drop jump, stand.
    private func record(_ test: TestID) -> ForceRecord {
        var body = JumpBuilder(leftShare: 0.46)
        body.stand(2.5)
        if test == .cmjr {
            body.push(0.3, change: -1.1)
            body.push(0.2, change: 1.1)
        }
        body.push(0.35, change: 2.3)
        body.flight(velocity: 2.3)
        for k in 0..<(test == .hops ? 6 : test == .cmjr ? 1 : 0) {
            body.leftShare = k % 2 == 0 ? 0.53 : 0.46
            body.contact(0.2, from: -2.3, to: 2.3)
            body.flight(velocity: 2.3)
        }
        body.land(2.3)
        body.stand(3)
        body.away(2)
        body.contact(0.21, from: -2.4, to: 2.2)
        body.flight(velocity: 2.2)
        body.land(2.2)
        body.stand(3)
        return body.record
    }

    private func trials(_ test: TestID, _ record: ForceRecord) -> RecordingResult {
        RecordingAnalysis.analyze(record, info: info, test: test, settings: settings)
    }

    @Test(arguments: tests) func swappedSidesNegateEverySignedIndex(_ test: TestID) throws {
        let one = trials(test, record(test))
        let other = trials(test, record(test).swapped)
        #expect(one.trials.count == other.trials.count)
        var signed = 0
        for (x, y) in zip(one.trials, other.trials) {
            #expect(x.events == y.events)
            for (a, b) in zip(x.metrics, y.metrics) {
                if a.asymmetry?.index == "share" {
                    // One part is 100 minus the other, which rounds.
                    let other = try #require(b.right)
                    #expect(abs(try #require(a.left) - other) < 1e-12)
                } else {
                    #expect(a.both == b.both && a.left == b.right && a.right == b.left, "\(a.id)")
                }
                guard let p = a.asymmetry?.value, let q = b.asymmetry?.value else {
                    #expect(a.asymmetry?.status == b.asymmetry?.status)
                    continue
                }
                signed += 1
                #expect(a.asymmetry?.index == "share" ? abs(p - (100 - q)) < 1e-12 : p == -q, "\(a.id)")
            }
        }
        #expect(signed >= 5)
    }

    @Test(arguments: tests) func equalSidesAreExactlyEven(_ test: TestID) throws {
        let half = record(test).total.map { $0 / 2 }
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
        let result = RecordingAnalysis.analyze(record(test), info: info, test: test, settings: withheld)
        let open = trials(test, record(test))
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
        let whole = trials(test, record(test))
        let sum = trials(test, ForceRecord(rate: 1000, total: record(test).total))
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
        var record = record(test)
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

    /// Each test reaches every one of its metrics on its own movement.
    @Test(arguments: tests) func everyMetricIsReachable(_ test: TestID) throws {
        let result = trials(test, record(test))
        let missing = MetricCatalogue.metrics(of: test).filter { definition in
            !definition.ofSet
                && !result.trials.contains { $0.metric(definition.id)?.status.carriesValue ?? false }
        }
        #expect(missing.map(\.id).isEmpty, "\(missing.map(\.id))")
    }
}
