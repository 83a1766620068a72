import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Assessments

/// The centre of pressure of a stance, through the engine (formulas B.11).
@Suite struct SwayMetricTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func trial(_ record: ForceRecord, _ settings: SwaySettings = SwaySettings()) throws -> TrialResult {
        var all = AnalysisSettings()
        all.sway = settings
        return try #require(RecordingAnalysis.analyze(record, info: info, test: .stance, settings: all).trials.first)
    }

    private func both(_ trial: TrialResult, _ id: String) throws -> Double {
        try #require(trial.metric(id)?.both, "\(id)")
    }

    /// Nothing taken off and nothing filtered, as the worked numbers are.
    private var plain: SwaySettings {
        var settings = SwaySettings()
        settings.settling = 0
        settings.leaving = 0
        settings.cutoff = nil
        return settings
    }

    /// The path of the worked numbers under somebody of 700 N.
    private func worked() -> ForceRecord {
        let t = (0..<3000).map { Double($0) / 100 }
        let x = t.map { 5 * cos(2 * .pi * 0.3 * $0) + 2 * cos(2 * .pi * 1.1 * $0) }
        let y = zip(t, x).map { t, raw in 8 * sin(2 * .pi * 0.25 * t) + 1.5 * sin(2 * .pi * 0.9 * t + 0.4) + 0.3 * raw }
        var record = ForceRecord(rate: 100, total: t.map { _ in 700 })
        record.pressure.both = PressurePath(x: x, y: y)
        return record
    }

    @Test func workedNumbers() throws {
        let vector = try Vectors()["B.cop"]
        let trial = try trial(worked(), plain)
        for (key, id) in [
            ("path", "copPath"), ("T", "copTime"), ("vel", "copVel"), ("rmsML", "copRMS_ML"), ("rmsAP", "copRMS_AP"),
            ("rangeML", "copRange_ML"), ("rangeAP", "copRange_AP"), ("areaPE", "copArea95"),
            ("areaChi2", "copArea95Chi2"), ("angle", "copAngle"), ("swayAreaRate", "copSwayRate"),
        ] {
            let value = try both(trial, id)
            #expect(vector[key].matches(value), "\(id) \(value)")
            #expect(trial.metric(id)?.status == .ok, "\(id)")
        }
        #expect(trial.metric("copPath")?.method == "path/after0s-unfiltered")
        // Of one plate there are no limbs to compare.
        #expect(trial.metric("copPath")?.asymmetry?.status == .totalOnly)
        #expect(trial.metric("copPath")?.left == nil)
    }

    @Test func whatIsNotKnownIsNotZero() throws {
        let trial = try trial(ReferenceSignals.swaying(seconds: 45))
        #expect(trial.status == .ok && trial.reasons.isEmpty)
        for definition in MetricCatalogue.sway {
            let metric = try #require(trial.metric(definition.id))
            #expect(metric.status == .notDetected && metric.both == nil && metric.left == nil, "\(definition.id)")
        }
    }

    @Test func theFirstFiveSecondsAndTheLastOneDoNotCount() throws {
        let record = ReferenceSignals.standing(seconds: 40)
        let trial = try trial(record)
        #expect(trial.reasons.isEmpty)
        #expect(trial.event("swayStart") == 5000 && trial.event("swayEnd") == 38_999)
        #expect(abs(try both(trial, "copTime") - 33.999) < 1e-9)
        // The share keeps its ten seconds.
        #expect(trial.event("windowStart") == 1000 && trial.event("windowEnd") == 10_999)
        var other = record
        for i in 0..<5000 { other.pressure.left?.x[i] += 40 }
        for i in 39_000..<40_000 { other.pressure.right?.y[i] -= 90 }
        #expect(try self.trial(other) == trial)
    }

    @Test func ofTheFilterOnlyWhatLiesOverTenHertzIsLost() throws {
        var slow = ReferenceSignals.standing(seconds: 40)
        var fast = slow
        for i in 0..<fast.count {
            let noise = sin(2 * .pi * 80 * Double(i) / 1000)
            fast.pressure.left?.x[i] += noise
            fast.pressure.right?.x[i] += noise
        }
        let one = try both(trial(slow), "copPath")
        let two = try both(trial(fast), "copPath")
        #expect(abs(two / one - 1) < 0.01, "\(one) \(two)")
        let raw = try both(trial(fast, plain), "copPath")
        #expect(raw > 10 * one)
        // Half the power at the cut-off itself: 10 Hz of 1 mm comes out as 0.7071 mm.
        slow.pressure = PressurePaths(
            both: PressurePath(
                x: (0..<slow.count).map { sin(2 * .pi * 10 * Double($0) / 1000) }, y: slow.total.map { _ in 0 }))
        #expect(abs(try both(trial(slow), "copRMS_ML") - 0.5) < 1e-3)
    }

    @Test func bothPlatesAreWeightedByTheirForces() throws {
        // Still feet 200 mm apart; the weight moves from 45 % to 55 % right and back with a sine of 0.5 Hz.
        let share = (0..<40_000).map { 0.5 + 0.05 * sin(.pi * Double($0) / 1000) }
        var record = ForceRecord(rate: 1000, left: share.map { 700 * (1 - $0) }, right: share.map { 700 * $0 })
        let zero = share.map { _ in 0.0 }
        record.pressure = PressurePaths(
            left: PressurePath(x: zero.map { _ in -100 }, y: zero),
            right: PressurePath(x: zero.map { _ in 100 }, y: zero))
        let trial = try trial(record, plain)
        // 200 mm times 5 %, either way.
        #expect(abs(try both(trial, "copRange_ML") - 20) < 1e-9)
        #expect(abs(try both(trial, "copRMS_ML") - 10 / 2.0.squareRoot()) < 1e-9)
        // Twenty periods of 40 mm, less the step after the last sample.
        #expect(abs(try both(trial, "copPath") - 800) < 0.1)
        #expect(try #require(trial.metric("copPath")?.left) == 0)
        #expect(try both(trial, "copHullArea") == 0)
    }

    @Test func platesAreComparedInTheirUnit() throws {
        let trial = try trial(ReferenceSignals.standing(seconds: 40))
        let metric = try #require(trial.metric("copPath"))
        let left = try #require(metric.left)
        let right = try #require(metric.right)
        #expect(metric.asymmetry?.index == "diff" && metric.asymmetry?.unit == "mm")
        #expect(metric.asymmetry?.value == right - left)
        #expect(metric.asymmetry?.larger == (right > left ? .right : .left))
    }

    @Test func tooLittleIsSaid() throws {
        func statuses(_ seconds: Int, rate: Double = 1000) throws -> (MeasureStatus?, [String], MeasureStatus?) {
            let trial = try trial(ReferenceSignals.standing(seconds: seconds, rate: rate))
            return (trial.metric("copVel")?.status, trial.reasons, trial.metric("share")?.status)
        }
        #expect(try statuses(36) == (.ok, [], .ok))
        #expect(try statuses(35) == (.lowQuality, ["shortSway"], .ok))
        #expect(try statuses(13) == (.lowQuality, ["shortSway"], .ok))
        #expect(try statuses(10).0 == .tooShort)
        #expect(try statuses(40, rate: 50).0 == .ok)
        #expect(try statuses(40, rate: 49) == (.notDetected, ["slowSway"], .ok))
    }

    @Test func aWarnedMetricIsWarnedInTheSummaryToo() throws {
        let result = RecordingAnalysis.analyze(ReferenceSignals.standing(seconds: 20), info: info, test: .stance)
        #expect(result.summary.first { $0.id == "copVel" }?.status == .lowQuality)
        #expect(result.summary.first { $0.id == "share" }?.status == .ok)
    }

    @Test func gapsOfTenMillisecondsAreBridged() throws {
        func torn(_ count: Int) throws -> MetricResult {
            var record = ReferenceSignals.standing(seconds: 40)
            for i in 20_000..<20_000 + count {
                record.pressure.left?.x[i] = .nan
                record.pressure.left?.y[i] = .nan
            }
            return try #require(try trial(record).metric("copPath"))
        }
        let whole = try #require(try trial(ReferenceSignals.standing(seconds: 40)).metric("copPath"))
        let ten = try torn(10)
        #expect(ten.status == .ok && ten.lost == 10)
        #expect(abs(try #require(ten.both) - (try #require(whole.both))) < 0.1)
        // Over ten of the left plate neither it nor both together have a path; the right one has.
        let eleven = try torn(11)
        #expect(eleven.both == nil && eleven.left == nil && eleven.right == whole.right)
        #expect(eleven.asymmetry?.value == nil)
    }

    @Test func rombergRatioIsClosedByOpen() throws {
        var closed = ReferenceSignals.standing(seconds: 40)
        let open = closed
        for i in 0..<closed.count {
            closed.pressure.left?.y[i] *= 2
            closed.pressure.right?.y[i] *= 2
        }
        let ratios = RombergRatio.ratios(closed: try trial(closed), open: try trial(open))
        #expect(ratios.count == RombergRatio.ids.count && ratios.count == 12)
        let found = Dictionary(uniqueKeysWithValues: ratios.map { ($0.id, $0) })
        #expect(abs(try #require(found["copRMS_AP"]?.value) - 2) < 1e-9)
        #expect(abs(try #require(found["copRMS_ML"]?.value) - 1) < 1e-9)
        #expect(abs(try #require(found["copArea95"]?.value) - 2) < 1e-9)
        #expect(found["copSampEn_AP"]?.value.map { abs($0 - 1) < 1e-9 } == true)
        let absent = RombergRatio.ratios(
            closed: try trial(closed), open: try trial(ReferenceSignals.swaying(seconds: 45)))
        #expect(absent.allSatisfy { $0.value == nil && $0.status == .notDetected })
        #expect(RombergRatio("copPath", closed: 3, open: 0).status == .undefined)
        #expect(RombergRatio("copPath", closed: 3, open: 2).value == 1.5)
    }
}
