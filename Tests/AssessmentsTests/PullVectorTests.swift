import Assessments
import SignalCore
import Symmetry
import TestSupport
import Testing

/// The worked pull of the specification.
@Suite struct PullVectorTests {
    let settings = AnalysisSettings(gravity: 9.81)

    private func result(_ record: ForceRecord, _ test: TestID = .imtp) throws -> TrialResult {
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        return RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: test, weighing: weighing, settings: settings)
    }

    @Test func worked() throws {
        let vector = try Vectors()["B.imtp"]
        let record = ReferenceSignals.pull()
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        #expect(vector["mean"].matches(weighing.weight))
        #expect(vector["sd"].matches(weighing.sd))
        #expect(vector["thr"].matches(weighing.weight + 5 * weighing.sd))
        let trial = try result(record)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(trial.event("onset").map(Double.init) == vector["onset"].number)
        #expect(trial.event("peak").map(Double.init) == vector["ipk"].number)
        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        #expect(vector["mean"].matches(try both("baseline")))
        #expect(vector["peak"].matches(try both("peakForce")))
        #expect(vector["peak_net"].matches(try both("peakForceNet")))
        #expect(vector["TTP"].matches(try both("timeToPeak")))
        #expect(vector["maxRFD20"].matches(try both("rfdMax20")))
        for ms in [50, 100, 150, 200, 250] {
            let at = vector["t\(ms)"]
            #expect(at["F"].matches(try both("f\(ms)")))
            #expect(at["Fnet"].matches(try both("f\(ms)") - (try both("baseline"))))
            #expect(at["RFD"].matches(try both("rfd0_\(ms)")))
            #expect(at["Inet"].matches(try both("impNet\(ms)")))
        }
        let onset = try #require(trial.event("onset"))
        #expect(vector["maxRFD20_at"].number == Double(onset))
        let rise = (record.total[onset + 20] - record.total[onset]) / 0.02
        #expect(vector["maxRFD20"].matches(rise))
    }

    @Test func sidesAddUpAndEqualSidesAreEven() throws {
        let trial = try result(ReferenceSignals.pull())
        for metric in trial.metrics where metric.status.carriesValue {
            guard let left = metric.left, let right = metric.right, let both = metric.both else { continue }
            #expect(metric.asymmetry?.value == 0, "\(metric.id)")
            #expect(metric.asymmetry?.larger == LargerSide.none, "\(metric.id)")
            if metric.id != "timeToPeak" { #expect(abs(left + right - both) < 1e-6, "\(metric.id)") }
        }
    }

    @Test func netOfOwnBaselineIgnoresAnOffset() throws {
        let record = ReferenceSignals.pull(leftShare: 0.45)
        let shifted = ForceRecord(rate: 1000, left: record.left.map { $0 + 5 }, right: record.right)
        let one = try result(record)
        let other = try result(shifted)
        for id in ["peakForceNet", "impNet100", "impNet250", "rfd0_100"] {
            let a = try #require(one.metric(id)?.asymmetry?.value)
            let b = try #require(other.metric(id)?.asymmetry?.value)
            #expect(abs(a - b) < 1e-9, "\(id)")
        }
        let a = try #require(one.metric("peakForce")?.asymmetry?.value)
        let b = try #require(other.metric("peakForce")?.asymmetry?.value)
        #expect(b < a - 0.05)
    }

    @Test func dynamometersNeedNoWeighing() throws {
        let record = ReferenceSignals.pull(leftShare: 0.6)
        // A dynamometer reads next to nothing before the effort.
        let light = ForceRecord(
            rate: 1000, left: record.left.map { $0 - 490 }, right: record.right.map { $0 - 325 })
        let trial = RecordingAnalysis.analyzeTrial(
            light, index: 1, kept: true, test: .iso, weighing: nil, settings: settings)
        #expect(trial.status == .ok, "\(trial.reasons)")
        let net = try #require(trial.metric("peakForceNet"))
        #expect(net.asymmetry?.index == "SIs")
        #expect(net.asymmetry?.larger == .left)
        #expect(abs(try #require(net.asymmetry?.value) + 20) < 0.2)
        // Nobody is weighed, so force by mass needs the mass from somebody.
        #expect(trial.metric("peakForcePerKg")?.status == .undefined)
        var told = settings
        told.bodyMassKilograms = 80
        let known = RecordingAnalysis.analyzeTrial(
            light, index: 1, kept: true, test: .iso, weighing: nil, settings: told)
        let peak = try #require(known.metric("peakForce")?.left)
        #expect(try #require(known.metric("peakForcePerKg")?.left) == peak / 80)
        #expect(trial.metric("bw") == nil)
    }

    @Test func everyPullOfARecordingIsATrial() throws {
        let one = ReferenceSignals.pull(leftShare: 0.48)
        let record = ForceRecord(
            rate: 1000, left: one.left + one.left + one.left, right: one.right + one.right + one.right)
        let info = RecordingInfo(id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))
        let result = RecordingAnalysis.analyze(record, info: info, test: .imtp, settings: settings)
        #expect(result.trials.count == 3)
        #expect(result.trials.map { $0.event("onset") } == [1501, 7501, 13501])
        for trial in result.trials { #expect(trial.status == .ok, "\(trial.reasons)") }
        let summary = try #require(result.summary.first { $0.id == "peakForce" })
        #expect(summary.count == 3)
        #expect(summary.verdict == .clear)
        #expect(summary.asymmetry?.larger == .right)
    }
}
