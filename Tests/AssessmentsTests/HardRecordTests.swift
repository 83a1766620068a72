import Foundation
import SignalCore
import Testing

@testable import Assessments

/// Standing, walking, squatting and rising as poor devices and hasty hands record them.
@Suite struct HardRecordTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord, _ test: TestID) -> RecordingResult {
        RecordingAnalysis.analyze(record, info: info, test: test, settings: AnalysisSettings(gravity: 9.81))
    }

    private func usual(_ test: TestID) -> ForceRecord {
        switch test {
        case .stance: ReferenceSignals.standing(seconds: 40)
        case .gait: ReferenceSignals.walking(strides: 12)
        default: ReferenceSignals.typical(test)
        }
    }

    /// The same at another rate, in steps of 1 N, each side's zero sinking by 5 N in a minute.
    private func poor(_ record: ForceRecord, rate: Double, step: Double = 1, drift: Double = -5) -> ForceRecord {
        func force(_ values: [Double]) -> [Double] {
            Resampling.resampled(values, from: record.rate, to: rate, by: .linear).enumerated().map { i, value in
                let sunk = value + drift / 60 * Double(i) / rate
                return (sunk / step).rounded() * step
            }
        }
        func path(_ path: PressurePath?) -> PressurePath? {
            path.map {
                PressurePath(
                    x: Resampling.resampled($0.x, from: record.rate, to: rate, by: .linear),
                    y: Resampling.resampled($0.y, from: record.rate, to: rate, by: .linear))
            }
        }
        var other = ForceRecord(rate: rate, left: force(record.left), right: force(record.right))
        other.pressure = PressurePaths(
            left: path(record.pressure.left), right: path(record.pressure.right), both: path(record.pressure.both))
        return other
    }

    /// Metrics of the set that must survive, and how far they may be off: of what a sample, a newton and the drift explain.
    private func survivors(_ test: TestID, rate: Double) -> [(id: String, tolerance: Double)] {
        // An event lies within a sample of where it was, on either end of a duration.
        let sample = 2 / rate + 0.001
        return switch test {
        // The velocity of a path through fewer points is a little smaller.
        case .stance: [("share", 0.3), ("meanForce", 3), ("copRMS_AP", 0.05), ("copArea95", 8), ("copVel", 0.4)]
        case .gait: [("stepTime", sample), ("stance", sample), ("doubleSupport", sample), ("f1", 15), ("f2", 8)]
        case .squat: [("repShare", 0.3), ("repTime", 0.15 + sample), ("squatDepth", 0.05), ("peakForce", 4)]
        default: [("riseShare", 0.5), ("peakForce", 15), ("riseMeanForce", 10)]
        }
    }

    @Test(
        arguments: [TestID.stance, .gait, .squat, .sts], [60.0, 100, 333.3, 2000, 10_000]
    ) func poorDevicesGiveTheSameTrials(test: TestID, rate: Double) throws {
        let good = analyze(usual(test), test)
        let bad = analyze(poor(usual(test), rate: rate), test)
        #expect(bad.trials.map(\.limb) == good.trials.map(\.limb))
        #expect(bad.trials.allSatisfy { $0.status == .ok }, "\(bad.trials.map(\.reasons))")
        for (id, tolerance) in survivors(test, rate: rate) {
            let a = try #require(good.summary.first { $0.id == id })
            let b = try #require(bad.summary.first { $0.id == id })
            #expect(a.status == b.status, "\(id)")
            for (x, y) in [(a.both, b.both), (a.left, b.left), (a.right, b.right)] {
                #expect((x == nil) == (y == nil), "\(id)")
                if let x, let y { #expect(abs(x - y) < tolerance, "\(id) \(x) \(y)") }
            }
        }
    }

    @Test(arguments: [TestID.stance, .gait, .squat, .sts]) func whatIsCutOffIsNotInvented(test: TestID) throws {
        let whole = usual(test)
        let full = analyze(whole, test)
        let kept = full.trials.filter { $0.status.carriesValue }.count
        var partial = 0
        for k in 1..<20 {
            let cut = whole.count * k / 20
            for range in [0...(cut - 1), cut...(whole.count - 1)] {
                let result = analyze(whole.slice(range), test)
                #expect(!result.trials.isEmpty)
                let found = result.trials.filter { $0.status.carriesValue }
                #expect(found.count <= kept, "\(range)")
                if found.count < kept { partial += 1 }
                for trial in result.trials {
                    #expect(range.contains(trial.window.lowerBound) && range.contains(trial.window.upperBound))
                    if !trial.status.carriesValue { #expect(!trial.reasons.isEmpty, "\(range)") }
                    for metric in trial.metrics {
                        let values = [metric.both, metric.left, metric.right].compactMap { $0 }
                        #expect(values.allSatisfy { $0.isFinite } && metric.status.carriesValue == !values.isEmpty)
                    }
                }
                // A step that is seen whole has the numbers that it has in the whole record.
                guard test == .gait else { continue }
                for trial in found {
                    let same = full.trials.first { $0.event("contact") == trial.event("contact") }
                    for id in ["stance", "f1", "gaitImpulse"] {
                        #expect(trial.metric(id)?.left == same?.metric(id)?.left, "\(range) \(id)")
                        #expect(trial.metric(id)?.right == same?.metric(id)?.right, "\(range) \(id)")
                    }
                }
            }
        }
        #expect(partial > 0)
    }

    @Test(arguments: [TestID.stance, .gait, .squat, .sts]) func aFewSamplesAreNoTest(test: TestID) {
        for rate in [60.0, 10_000] {
            let record = poor(usual(test), rate: rate)
            for count in [1, 2, 3, 10, 30] {
                let result = analyze(record.slice(0...(count - 1)), test)
                #expect(result.trials.allSatisfy { !$0.status.carriesValue }, "\(rate) \(count)")
                #expect(result.summary.isEmpty)
            }
        }
    }
}
