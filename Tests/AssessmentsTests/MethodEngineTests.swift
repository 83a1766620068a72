import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Assessments

/// Each rule of a method on signals whose answer is found by another way in the test.
@Suite struct MethodEngineTests {
    let record = ReferenceSignals.jump()

    private func trial(_ record: ForceRecord, _ test: TestID = .cmj, _ change: (inout MethodRules) -> Void) throws
        -> TrialResult
    {
        var settings = AnalysisSettings(gravity: 9.81)
        change(&settings.rules)
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        return RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: test, weighing: weighing, settings: settings)
    }

    private func both(_ trial: TrialResult, _ id: String) throws -> Double {
        try #require(trial.metric(id)?.both, "\(id)")
    }

    /// The worked jump with 5 SD of the flight (formulas B.2-2).
    @Test func fiveDeviationsOfTheFlight() throws {
        let vector = try Vectors()["B.cmj"]
        let trial = try trial(record) { $0 = MethodPresets.mcmahon.rules }
        #expect(trial.event("takeoff").map(Double.init) == vector["to5"].number)
        #expect(trial.event("landing").map(Double.init) == vector["ld5"].number)
        #expect(trial.event("onset").map(Double.init) == vector["onset"].number)
        #expect(abs(try both(trial, "flightTime") - 0.521) < 1e-12)
        #expect(trial.metric("flightTime")?.method == "5SD")
        var rules = MethodRules.bilanx
        rules.takeoff = .deviations(5)
        let run = try #require(FlightEdges(rules).runs(record.total, minimumCount: 100).first)
        let threshold = FlightEdges(rules).threshold(rules.takeoff, record.total, run, rate: 1000)
        #expect(vector["thr5"].matches(try #require(threshold)))
    }

    @Test(arguments: [1.0, 5, 10, 25, 30, 50])
    func newtonsOfTakeoffAndLanding(_ newtons: Double) throws {
        let trial = try trial(record) {
            $0.takeoff = .newtons(newtons)
            $0.landing = .newtons(newtons)
        }
        // From the middle of the flight outwards to the last sample that the jumper does not reach.
        let middle = 2560
        let first = try #require((0..<middle).last { record.total[$0] >= 20 }) + 1
        let takeoff =
            newtons > 20
            ? try #require((0..<middle).last { record.total[$0] >= newtons }) + 1
            : try #require((first..<middle).first { record.total[$0] < newtons })
        let back = try #require((middle..<5000).first { record.total[$0] >= 20 })
        let landing =
            newtons > 20
            ? try #require((middle..<5000).first { record.total[$0] >= newtons })
            : try #require((middle..<back).last { record.total[$0] < newtons }) + 1
        #expect(trial.event("takeoff") == takeoff)
        #expect(trial.event("landing") == landing)
        #expect(abs(try both(trial, "flightTime") - Double(landing - takeoff) / 1000) < 1e-12)
    }

    /// A plate whose zero is 24 N off has no flight under 20 N; a higher threshold finds it.
    @Test func aHigherThresholdFindsTheFlightOfAPlateWithAWrongZero() throws {
        let off = ForceRecord(
            rate: 1000, left: record.left.map { $0 + 12 }, right: record.right.map { $0 + 12 })
        #expect(try trial(off) { _ in }.reasons.contains("noFlight"))
        let seen = try trial(off) {
            $0.takeoff = .newtons(30)
            $0.landing = .newtons(30)
        }
        #expect(abs(try both(seen, "flightTime") - 0.521) < 0.0015)
    }

    @Test func shortestFlight() throws {
        #expect(try trial(record) { $0.shortestFlight = 500 }.event("takeoff") == 2299)
        var rules = MethodRules.bilanx
        rules.shortestFlight = 530
        #expect(JumpFlights.all(record.total, rate: 1000, weight: 735.75, gravity: 9.81, rules: rules).isEmpty)
    }

    @Test func onsetThresholds() throws {
        let weight = 735.75
        for (rule, band) in [
            (OnsetRule.Threshold.newtons(20), 20.0), (.percent(2.5), 0.025 * weight), (.deviations(8), 8 * 1.0203135),
        ] {
            let onset = try #require((1000..<2299).first { abs(record.total[$0] - weight) > band })
            let trial = try trial(record) { $0.onset = OnsetRule(rule) }
            #expect(trial.event("onset") == onset, "\(rule)")
            #expect(trial.event("integrationStart") == onset - 30)
        }
    }

    /// A blip of 20 ms a quarter of a second before the jump: three rules, three onsets.
    @Test func blips() throws {
        var left = record.left
        for i in 1230..<1250 { left[i] += 15 }
        let blip = ForceRecord(rate: 1000, left: left, right: record.right)
        #expect(try trial(blip) { _ in }.event("onset") == 1503)
        #expect(try trial(blip) { $0.onset.skipsBlips = false }.event("onset") == 1230)
        let persistent = try trial(blip) { $0.onset = OnsetRule(.deviations(5), persistence: 50, skipsBlips: false) }
        let band = 5 * 1.0203135
        let onset = try #require(
            (1000..<2299).first { i in (i..<(i + 50)).allSatisfy { 735.75 - record.total[$0] > band } })
        #expect(persistent.event("onset") == onset)
        #expect(onset >= 1503)
        #expect(
            try trial(blip) {
                $0.onset.skipsBlips = false
                $0.longestMovement = 1
            }.event("onset") == 1503)
    }

    @Test func startsOfTheIntegration() throws {
        let atWeight = try #require((0...1503).last { record.total[$0] >= 735.75 })
        #expect(try trial(record) { $0.integrationStart = .bodyWeight }.event("integrationStart") == atWeight)
        #expect(
            try trial(record) { $0.integrationStart = .beforeTakeoff(seconds: 1.5) }.event("integrationStart") == 799)
        #expect(
            try trial(record) { $0.integrationStart = .beforeOnset(milliseconds: 0) }.event("integrationStart") == 1503)
    }

    @Test func brakingFromTheSmallestForce() throws {
        let usual = try trial(record) { _ in }
        let trial = try trial(record) { $0.braking = .force }
        let peak = try #require(trial.event("peakNegativeVelocity"))
        #expect(peak == 1852)
        let smallest = try #require((1473...peak).min { record.total[$0] < record.total[$1] })
        #expect(trial.event("brakingStart") == smallest)
        #expect(usual.event("brakingStart") == nil)
        #expect(abs(try both(trial, "brakeTime") - Double(2015 - smallest) / 1000) < 1e-12)
        #expect(abs(try both(trial, "unwTime") - Double(smallest - 1473) / 1000) < 1e-12)
        let gross = Integration.trapezoid(record.left, smallest...2015, rate: 1000)
        #expect(abs(try #require(trial.metric("brakeImpulseGross")?.left) - gross) < 1e-9)
        #expect(trial.metric("propTime") == usual.metric("propTime"))
    }

    @Test func theSampleOfTakeoff() throws {
        let usual = try both(try trial(record) { _ in }, "vTO")
        let trial = try trial(record) { $0.integratesTakeoffSample = false }
        // One sample of the trapezoid between the last loaded and the first unloaded one: nearly g/fs.
        let mean = (record.total[2298] + record.total[2299]) / 2
        let lost = 9.81 * (mean - 735.75) / 735.75 / 1000
        #expect(abs(try both(trial, "vTO") - (usual - lost)) < 1e-9)
        #expect(abs(lost + 0.0095) < 0.0005)
        #expect(trial.event("takeoff") == 2299)
        #expect(abs(try both(trial, "propTime") - 0.284) < 1e-12)
        let net = Integration.trapezoid(record.total, 2015...2298, rate: 1000, minus: 735.75)
        #expect(abs(try both(trial, "propImpulse") - net) < 1e-6)
    }

    @Test func reactiveStrength() throws {
        let vector = try Vectors()["B.cmj"]
        let flight = try trial(record) { $0.rsiHeight = .flight }
        #expect(abs(try both(flight, "rsiMod") - vector["JH_ft"].number / vector["TTT"].number) < 2e-6)
        let onset = try trial(record) { $0.timeToTakeoff = .onset }
        #expect(vector["TTT_onset"].matches(try both(onset, "timeToTakeoff")))
        #expect(abs(try both(onset, "rsiMod") - vector["JH_imp"].number / vector["TTT_onset"].number) < 2e-6)
    }

    /// The worked drift of the specification, and a trial that ends at rest by it.
    @Test func drift() throws {
        let vector = try Vectors()["B.drift"]
        let motion = JumpKinematics(record.total, from: 1473, rate: 1000, weight: 735.75, gravity: 9.81)
        let pinned = try #require(motion.pinned(at: 5000, rate: 1000))
        #expect(vector["vTO_raw"].matches(try #require(motion.v(2299))))
        #expect(vector["vTO_lin"].matches(try #require(pinned.v(2299))))
        #expect(abs(try #require(pinned.v(5000))) < 1e-12)
        #expect(abs(try #require(pinned.s(5000))) < 1e-12)
        let usual = try trial(record) { _ in }
        let trial = try trial(record) { $0 = MethodPresets.kistler.rules }
        let moved = try both(trial, "vTO") - both(usual, "vTO")
        // Half of the way to the quiet stand by then, so less than half of what is left there, and away from it.
        let residual = try both(usual, "residualVelocity")
        #expect(moved * residual < 0)
        #expect(abs(moved) < abs(residual) / 2)
        #expect(trial.metric("residualVelocity")?.both == nil)
    }

    @Test func aPrescribedGravityGoesBeforeTheSite() throws {
        #expect(abs(try both(try trial(record) { $0.gravity = 9.8 }, "mass") - 735.75 / 9.8) < 1e-6)
        #expect(abs(try both(try trial(record) { _ in }, "mass") - 75) < 1e-6)
    }

    /// Two quiet stands before a jump, 4 N apart, the lighter one later and less quiet.
    @Test func weighings() throws {
        var total: [Double] = []
        for i in 0..<4000 {
            let ripple = i % 2 == 0 ? 1.0 : -1.0
            total.append(i < 2000 ? 736 + ripple : 732 + 1.5 * ripple)
        }
        total += record.total[1500...]
        let joined = ForceRecord(rate: 1000, total: total)
        func weighed(_ rule: WeighingRule) throws -> Weighing {
            var settings = AnalysisSettings()
            settings.rules.weighing = rule
            return try #require(RecordingAnalysis.findWeighing(joined, test: .cmj, settings: settings))
        }
        #expect(try weighed(WeighingRule()).weight == 736)
        #expect(try weighed(WeighingRule(.first)).window == 0...999)
        #expect(try weighed(WeighingRule(.lowestMean)).weight == 732)
        let half = try weighed(WeighingRule(.quietest, seconds: 0.5))
        #expect(half.window.count == 500)
        #expect(half.isGood)
        // Take-off is at 4000 + 799.
        #expect(try weighed(WeighingRule(.beforeTakeoff(seconds: 2), seconds: 0.25)).window == 2799...3048)
    }

    /// A method with a weighing of its own does not take the file's; the others do.
    @Test func theFilesWeighing() throws {
        let info = RecordingInfo(id: nil, source: "", format: "", athlete: nil, loss: Loss(evidence: .unknown))
        func window(_ rule: WeighingRule) -> ClosedRange<Int>? {
            var settings = AnalysisSettings()
            settings.rules.weighing = rule
            return RecordingAnalysis.analyze(
                record, info: info, test: .cmj, weighing: 100...1200, settings: settings
            ).weighing?.window
        }
        #expect(window(WeighingRule()) == 100...1200)
        #expect(window(WeighingRule(.first)) == 0...999)
    }

    @Test func aFilterNeverBridgesAGap() throws {
        let design = Butterworth(order: 2, cutoff: 50, convention: .dualPass)
        var left = record.left
        for i in 1000..<1003 { left[i] = .nan }
        for i in 1008..<1010 { left[i] = .nan }
        let gaps = ForceRecord(rate: 1000, left: left, right: record.right)
        let filtered = ForceFilter.lowPass(design).applied(to: gaps).record
        let cascade = try design.cascade(rate: 1000)
        let before = try cascade.zeroPhase(Array(gaps.left[..<1000]))
        let after = try cascade.zeroPhase(Array(gaps.right[1010...]))
        #expect(Array(filtered.left[..<1000]) == before)
        #expect(Array(filtered.right[1010...]) == after)
        // Five rows between two gaps are too few to filter, and count as missing with them.
        #expect(filtered.total[1000..<1010].count { $0.isNaN } == 10)
        #expect(ForceFilter.none.applied(to: record).record == record)
    }

    @Test func aSegmentIsFilteredForItself() throws {
        let design = Butterworth(order: 2, cutoff: 50)
        var flags = [RowFlags](repeating: [], count: record.count)
        flags[3000] = .segmentStart
        let parts = ForceRecord(rate: 1000, left: record.left, right: record.right, flags: flags)
        let filtered = ForceFilter.lowPass(design).applied(to: parts).record
        let cascade = try design.cascade(rate: 1000)
        #expect(Array(filtered.left[..<3000]) == (try cascade.zeroPhase(Array(record.left[..<3000]))))
        #expect(Array(filtered.left[3000...]) == (try cascade.zeroPhase(Array(record.left[3000...]))))
    }

    @Test func aFilterThatDoesNotFitTheRateSaysSo() throws {
        let high = Butterworth(order: 2, cutoff: 600)
        let usual = try trial(record) { _ in }
        let trial = try trial(record) { $0.filter = .lowPass(high) }
        #expect(trial.reasons == ["filterTooHigh"])
        #expect(trial.status == .lowQuality)
        #expect(trial.metric("vTO")?.both == usual.metric("vTO")?.both)
    }

    @Test func isometricOnset() throws {
        let pull = ReferenceSignals.pull()
        let weighing = RecordingAnalysis.weigh(pull, window: 0...999, settings: AnalysisSettings())
        var settings = AnalysisSettings(gravity: 9.81)
        settings.rules.isometricOnset = IsometricOnset(.newtons(20))
        settings.rules.rfdWindow = 50
        let trial = RecordingAnalysis.analyzeTrial(
            pull, index: 1, kept: true, test: .imtp, weighing: weighing, settings: settings)
        let baseline = try #require(trial.metric("baseline")?.both)
        let onset = try #require(
            (1000..<4000).first { i in (i..<(i + 40)).allSatisfy { pull.total[$0] > baseline + 20 } })
        #expect(trial.event("onset") == onset)
        #expect(trial.metric("f100")?.both == pull.total[onset + 100])
        let peak = try #require(trial.event("peak"))
        let steepest = try #require((onset...peak).map { (pull.total[$0 + 50] - pull.total[$0]) / 0.05 }.max())
        #expect(abs(try #require(trial.metric("rfdMax20")?.both) - steepest) < 1e-6)
    }

    /// Stepping off within two seconds of the landing is no second jump, however a method cuts the edges of the flight.
    @Test(arguments: MethodPresets.all.map(\.id)) func steppingOffSoonIsNoJump(_ id: String) throws {
        var body = JumpBuilder()
        body.stand(3)
        body.push(0.3, change: -1.1)
        body.push(0.2, change: 1.1)
        body.push(0.25, change: 2.5)
        body.flight(velocity: 2.5)
        body.land(2.5)
        body.stand(0.4)
        body.away(2)
        var record = body.record
        // The empty plates are not silent, so that thresholds by their noise are not 0.
        for i in 0..<record.count {
            let noise = 0.8 * sin(Double(i) * 1.7)
            record.left[i] += noise
            record.total[i] = record.left[i] + record.right[i]
        }
        var settings = AnalysisSettings(gravity: 9.81)
        settings.rules = try #require(MethodPresets.preset(id)).rules
        let weighing = RecordingAnalysis.findWeighing(record, test: .cmj, settings: settings)
        let trials = RecordingAnalysis.findTrials(record, test: .cmj, weighing: weighing, settings: settings)
        #expect(trials.count == 1)
    }
}
