import Assessments
import SignalCore
import Statistics
import TestSupport
import Testing

/// What must hold for every jump, whatever its numbers (formulas B.15).
@Suite struct JumpLawTests {
    let settings = AnalysisSettings(gravity: 9.81)
    let info = RecordingInfo(id: nil, source: "jump", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord, _ settings: AnalysisSettings? = nil) throws -> TrialResult {
        let settings = settings ?? self.settings
        let weighing = try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings))
        return RecordingAnalysis.analyzeTrial(
            record, index: 1, kept: true, test: .cmj, weighing: weighing, settings: settings)
    }

    private func flat(_ newtons: Double, seconds: Double = 5) -> ForceRecord {
        let side = [Double](repeating: newtons / 2, count: Int(seconds * 1000))
        return ForceRecord(rate: 1000, left: side, right: side)
    }

    @Test func swappedSidesNegateEverySignedIndex() throws {
        let one = try analyze(ReferenceSignals.jump())
        let other = try analyze(ReferenceSignals.jump().swapped)
        #expect(one.events == other.events)
        var signed = 0
        for (a, b) in zip(one.metrics, other.metrics) {
            #expect(a.both == b.both, "\(a.id)")
            #expect(a.left == b.right, "\(a.id)")
            #expect(a.right == b.left, "\(a.id)")
            guard let x = a.asymmetry?.value, let y = b.asymmetry?.value else {
                #expect(a.asymmetry?.status == b.asymmetry?.status)
                continue
            }
            signed += 1
            if a.asymmetry?.index == "share" {
                #expect(abs(x - (100 - y)) < 1e-12)
            } else {
                #expect(x == -y, "\(a.id)")
            }
        }
        #expect(signed >= 15)
    }

    /// By factors small enough to leave the events at the fixed 20 N where they are.
    @Test(arguments: [0.9, 1.1]) func scalingBothSidesChangesNoPercentage(_ factor: Double) throws {
        let one = try analyze(ReferenceSignals.jump())
        let other = try analyze(ReferenceSignals.jump().scaled(factor))
        #expect(one.events == other.events)
        var compared = 0
        for (a, b) in zip(one.metrics, other.metrics) {
            // A difference in the metric's unit grows with the forces.
            guard let x = a.asymmetry?.value, a.asymmetry?.index.hasPrefix("diff") == false || a.unit == "s" else {
                continue
            }
            let y = try #require(b.asymmetry?.value, "\(a.id)")
            #expect(abs(x - y) < 1e-10 * max(1, abs(x)), "\(a.id): \(x) \(y)")
            compared += 1
        }
        #expect(compared >= 15)
        // Kinematics know no mass.
        let v = try #require(one.metric("vTO")?.both)
        #expect(abs(v - (try #require(other.metric("vTO")?.both))) < 1e-9)
    }

    @Test func equalSidesAreExactlyEven() throws {
        let record = ReferenceSignals.jump()
        let half = record.total.map { $0 / 2 }
        let trial = try analyze(ForceRecord(rate: 1000, left: half, right: half))
        var count = 0
        for metric in trial.metrics {
            guard let asymmetry = metric.asymmetry, let value = asymmetry.value else { continue }
            #expect(value == (asymmetry.index == "share" ? 50 : 0), "\(metric.id)")
            #expect(value.sign == .plus)
            #expect(asymmetry.larger == LargerSide.none)
            count += 1
        }
        #expect(count >= 15)
    }

    @Test func aTrialCutAloneEqualsTheTrialInItsRecording() throws {
        let jump = ReferenceSignals.jump()
        let record = ForceRecord(
            rate: 1000, left: jump.left + jump.left + jump.left, right: jump.right + jump.right + jump.right)
        let result = RecordingAnalysis.analyze(record, info: info, test: .cmj, settings: settings)
        #expect(result.trials.count == 3)
        let weighing = try #require(result.weighing)
        for trial in result.trials {
            let alone = RecordingAnalysis.analyzeTrial(
                record.slice(trial.window), index: trial.index, kept: true, test: .cmj, weighing: weighing,
                settings: settings)
            #expect(alone == trial)
            #expect(trial.status == .ok, "\(trial.reasons)")
        }
        // The same jump three times over: the same metrics, events 5001 samples apart.
        for k in 1...2 {
            #expect(result.trials[k].event("takeoff") == 2299 + 5001 * k)
            #expect(result.trials[k].event("onset") == 1503 + 5001 * k)
            #expect(result.trials[k].metric("jumpHeightIM")?.both == result.trials[0].metric("jumpHeightIM")?.both)
        }
        for (a, b) in zip(result.trials, result.trials.dropFirst()) {
            #expect(a.window.upperBound < b.window.lowerBound)
        }
    }

    @Test func allZeroIsNotDetected() throws {
        let result = RecordingAnalysis.analyze(flat(0), info: info, test: .cmj, settings: settings)
        #expect(result.weighing == nil)
        #expect(result.bodyMass == nil)
        let trial = try #require(result.trials.first)
        #expect(trial.status == .notDetected)
        for metric in trial.metrics {
            #expect(metric.both == nil && metric.left == nil && metric.right == nil, "\(metric.id)")
            #expect(!metric.status.carriesValue)
            #expect(metric.asymmetry?.value == nil)
        }
        #expect(result.summary.isEmpty)
    }

    @Test func emptyRecordIsTooShort() {
        let empty = ForceRecord(rate: 1000, left: [], right: [])
        for test in TestID.allCases {
            let result = RecordingAnalysis.analyze(empty, info: info, test: test, settings: settings)
            #expect(result.trials.isEmpty)
            let trial = RecordingAnalysis.analyzeTrial(
                empty, index: 1, kept: true, test: test, weighing: nil, settings: settings)
            #expect(trial.status == .tooShort)
        }
    }

    @Test func standingStillIsWeighedButNoJump() throws {
        let result = RecordingAnalysis.analyze(flat(700), info: info, test: .cmj, settings: settings)
        let weighing = try #require(result.weighing)
        #expect(weighing.isGood)
        #expect(abs(weighing.weight - 700) < 1e-9)
        let trial = try #require(result.trials.first)
        #expect(trial.status == .notDetected)
        #expect(trial.events.isEmpty)
        #expect(trial.metric("bw")?.both == weighing.weight)
        #expect(trial.metric("jumpHeightIM")?.both == nil)
        #expect(trial.metric("jumpHeightIM")?.status == .notDetected)
    }

    @Test func shortWeighingSaysSo() throws {
        let weighing = try #require(RecordingAnalysis.weigh(flat(700), window: 0...998, settings: settings))
        #expect(weighing.reasons == ["weighingTooShort"])
        #expect(RecordingAnalysis.weigh(flat(700), window: 0...999, settings: settings)?.reasons == [])
        #expect(RecordingAnalysis.weigh(flat(700), window: 9000...9999, settings: settings) == nil)
    }

    @Test func weighingGate() throws {
        func reasons(_ total: (Int) -> Double, share: Double = 0.5) throws -> [String] {
            let values = (0..<1000).map(total)
            let record = ForceRecord(
                rate: 1000, left: values.map { $0 * share }, right: values.map { $0 * (1 - share) })
            return try #require(RecordingAnalysis.weigh(record, window: 0...999, settings: settings)).reasons
        }
        #expect(try reasons { 700 + 9 * Double($0) / 1000 } == [])
        #expect(try reasons { 700 + 11 * Double($0) / 1000 } == ["drift"])
        #expect(try reasons { 700 + ($0 == 500 ? 51 : 0) } == ["unquietWeighing"])
        #expect(try reasons { 700 + ($0 % 2 == 0 ? 11 : -11) } == ["unquietWeighing"])
        #expect(try reasons({ _ in 700 }, share: 0.19) == ["unevenWeighing"])
        #expect(try reasons { _ in 5 } == ["unloadedWeighing"])
    }

    @Test func gapInWeighing() throws {
        var left = [Double](repeating: 350, count: 1000)
        for i in 100..<110 { left[i] = .nan }
        let right = [Double](repeating: 350, count: 1000)
        let short = ForceRecord(rate: 1000, left: left, right: right)
        #expect(RecordingAnalysis.weigh(short, window: 0...999, settings: settings)?.reasons == [])
        left[110] = .nan
        let long = ForceRecord(rate: 1000, left: left, right: right)
        let weighing = try #require(RecordingAnalysis.weigh(long, window: 0...999, settings: settings))
        #expect(weighing.reasons == ["gapInWeighing"])
        #expect(weighing.weight == 700)
    }

    @Test func onePlateAloneIsUnilateral() throws {
        let record = ReferenceSignals.jump()
        var random = SplitMix64(seed: 3)
        let one = ForceRecord(
            rate: 1000, left: record.total, right: record.total.map { _ in random.unit() - 0.5 })
        let trial = try analyze(one)
        #expect(trial.reasons.contains("unevenWeighing"))
        #expect(trial.status == .lowQuality)
        let peak = try #require(trial.metric("peakForce"))
        #expect(peak.asymmetry?.status == .unilateral)
        #expect(abs(try #require(peak.asymmetry?.value) + 100) < 0.1)
        #expect(abs(try #require(peak.both) - 1750.5) < 1)
        let impulse = try #require(trial.metric("propImpulseGross")?.asymmetry)
        #expect(impulse.status == .unilateral)
        #expect(impulse.larger == .left)
    }

    @Test func secondFlightIsNamedAndTheFirstCounts() throws {
        let jump = ReferenceSignals.jump()
        let record = ForceRecord(rate: 1000, left: jump.left + jump.left, right: jump.right + jump.right)
        let trial = try analyze(record)
        #expect(trial.status == .lowQuality)
        #expect(trial.reasons.contains("severalFlights"))
        #expect(trial.event("takeoff") == 2299)
    }

    @Test func recordEndsInFlight() throws {
        let trial = try analyze(ReferenceSignals.jump().slice(0...2600))
        let whole = try analyze(ReferenceSignals.jump())
        #expect(trial.status == .ok)
        #expect(trial.reasons == ["noLanding"])
        for id in ["jumpHeightIM", "jumpHeightTOVS", "vTO", "propImpulseGross", "peakForce"] {
            #expect(trial.metric(id) == whole.metric(id), "\(id)")
        }
        for id in ["flightTime", "jumpHeightFT", "ftct", "peakLanding", "landImpulse", "tts", "jumpHeightDI"] {
            let metric = try #require(trial.metric(id))
            #expect(metric.both == nil, "\(id)")
            #expect(metric.status == .notDetected)
        }
        #expect(trial.event("landing") == nil)
        let found = RecordingAnalysis.analyze(
            ReferenceSignals.jump().slice(0...2600), info: info, test: .cmj, settings: settings)
        #expect(found.trials.count == 1)
        #expect(found.trials.first?.event("takeoff") == 2299)
    }

    @Test func recordEndsOnLanding() throws {
        let trial = try analyze(ReferenceSignals.jump().slice(0...2900))
        #expect(trial.metric("flightTime")?.both == 0.522)
        let peak = try #require(trial.metric("peakLanding"))
        #expect(peak.status == .tooShort)
        #expect(peak.both == nil)
    }

    @Test func aGapSpoilsOnlyWhatItTouches() throws {
        var record = ReferenceSignals.jump()
        for i in 3000..<3005 {
            record.left[i] = .nan
            record.right[i] = .nan
            record.total[i] = .nan
        }
        let whole = try analyze(ReferenceSignals.jump())
        let late = try analyze(record)
        #expect(late.metric("jumpHeightIM") == whole.metric("jumpHeightIM"))
        let landing = try #require(late.metric("peakLanding"))
        #expect(landing.status == .gap)
        #expect(landing.lost == 5)
        #expect(landing.both == nil)
        #expect(landing.asymmetry?.status == .gap)
        #expect(landing.asymmetry?.value == nil)

        var early = ReferenceSignals.jump()
        early.left[2050] = .nan
        early.total[2050] = .nan
        let spoiled = try analyze(early)
        #expect(spoiled.reasons.contains("gapInEffort"))
        for id in ["vTO", "jumpHeightIM", "rsiMod", "propImpulseGross", "brakeImpulseGross", "peakForce", "peakPower"] {
            let metric = try #require(spoiled.metric(id))
            #expect(metric.status == .gap, "\(id)")
            #expect(metric.lost == 1, "\(id)")
            #expect(metric.both == nil && metric.left == nil)
        }
        #expect(spoiled.metric("flightTime")?.both == 0.522)
        #expect(spoiled.metric("peakLanding")?.both == whole.metric("peakLanding")?.both)
    }

    @Test func aSensorAtItsLimitSpoilsThePeak() throws {
        var record = ReferenceSignals.jump()
        record.flags = [RowFlags](repeating: [], count: record.count)
        record.flags[2100] = .leftSaturated
        let trial = try analyze(record)
        #expect(trial.metric("peakForce")?.status == .saturated)
        #expect(trial.metric("peakForce")?.both == nil)
        #expect(trial.metric("propImpulseGross")?.status == .saturated)
        #expect(trial.metric("peakLanding")?.status == .ok)
    }

    @Test func nothingIsIntegratedAcrossASegment() throws {
        var record = ReferenceSignals.jump()
        record.flags = [RowFlags](repeating: [], count: record.count)
        record.flags[0] = .segmentStart
        #expect(try analyze(record).status == .ok)
        record.flags[1900] = .segmentStart
        let trial = try analyze(record)
        #expect(trial.reasons.contains("gapInEffort"))
        for id in ["vTO", "jumpHeightIM", "propImpulseGross"] { #expect(trial.metric(id)?.status == .gap, "\(id)") }
        #expect(trial.metric("flightTime")?.both == 0.522)
    }

    @Test func withheldSymmetryKeepsTheLimbs() throws {
        var withheld = settings
        withheld.withheld = .sidesUnconfirmed
        let open = try analyze(ReferenceSignals.jump())
        let trial = try analyze(ReferenceSignals.jump(), withheld)
        for (a, b) in zip(open.metrics, trial.metrics) where b.asymmetry != nil {
            #expect(b.asymmetry?.value == nil, "\(b.id)")
            #expect(b.asymmetry?.larger == nil, "\(b.id)")
            #expect(b.asymmetry?.status == .sidesUnconfirmed, "\(b.id)")
            guard b.asymmetry?.index != "share" else {
                #expect(b.left == nil && b.right == nil)
                continue
            }
            #expect(a.left == b.left)
            #expect(a.right == b.right)
        }
    }

    @Test func totalAloneHasNoSides() throws {
        let record = ForceRecord(rate: 1000, total: ReferenceSignals.jump().total)
        let trial = try analyze(record)
        let whole = try analyze(ReferenceSignals.jump())
        for (a, b) in zip(whole.metrics, trial.metrics) {
            #expect(b.left == nil && b.right == nil)
            if b.asymmetry != nil { #expect(b.asymmetry?.status == .totalOnly, "\(b.id)") }
            if b.id != "quietShare" { #expect(a.both == b.both, "\(a.id)") }
        }
    }

    @Test func fractionalRate() throws {
        var record = ReferenceSignals.jump()
        record.rate = 999.8886
        let trial = try analyze(record)
        #expect(trial.status == .ok)
        #expect(abs(try #require(trial.metric("flightTime")?.both) - 522 / 999.8886) < 1e-12)
    }

    @Test func quietRecordDoesNotDrift() {
        let jump = ReferenceSignals.jump()
        let ripple = (0..<10_000).map { jump.total[$0 % 1000] - 735.75 }
        let velocity = Integration.cumulative(ripple.map { $0 / 75 }, rate: 1000)
        let displacement = Integration.cumulative(velocity, rate: 1000)
        #expect(abs(velocity[9999]) < 0.02)
        #expect(abs(displacement[9999]) < 0.1)
    }

    @Test func anEarlyBlipIsNoOnset() throws {
        var record = ReferenceSignals.jump()
        // A fidget of 60 ms that gives and takes back its momentum, 0.35 s before the movement.
        for i in 1090..<1150 {
            let push = i < 1120 ? 12.0 : -12.0
            record.left[i] += push / 2
            record.right[i] += push / 2
            record.total[i] += push
        }
        let trial = try analyze(record)
        #expect(trial.event("onset") == 1503)
        // A slow start that has gained momentum keeps its onset, though the force is back at body weight for a while.
        var slow = ReferenceSignals.jump()
        for i in 1200..<1300 {
            slow.left[i] -= 30
            slow.right[i] -= 30
            slow.total[i] -= 60
        }
        #expect(try analyze(slow).event("onset") == 1200)
    }

    @Test func ringingPlateKeepsTheTakeoff() throws {
        var record = ReferenceSignals.jump()
        for i in 2310..<2330 {
            let swing = 35.0
            record.left[i] += swing / 2
            record.right[i] += swing / 2
            record.total[i] += swing
        }
        let trial = try analyze(record)
        #expect(trial.event("takeoff") == 2299)
        #expect(trial.reasons.contains("plateRinging"))
    }

    /// Steps on, stands, jumps, lands, steps off: one trial, and neither step is a flight.
    @Test func steppingOnAndOffAreNoJumps() throws {
        let jump = ReferenceSignals.jump()
        let on = (0..<400).map { 735.75 * Double($0) / 400 }
        let off = (0..<300).map { 735.75 * (1 - Double($0) / 300) }
        let nothing = [Double](repeating: 0, count: 1500)
        let total = nothing + on + jump.total + off + nothing
        let left = total.indices.map { i in
            let k = i - nothing.count - on.count
            return jump.total.indices.contains(k) ? jump.left[k] : total[i] / 2
        }
        let right = zip(total, left).map { $0 - $1 }
        let record = ForceRecord(rate: 1000, left: left, right: right)
        let result = RecordingAnalysis.analyze(record, info: info, test: .cmj, settings: settings)
        #expect(result.trials.count == 1)
        let trial = try #require(result.trials.first)
        #expect(trial.event("takeoff") == 2299 + 1900)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(abs(try #require(trial.metric("jumpHeightIM")?.both) - 0.333257) < 0.003)
        #expect(try #require(result.weighing).isGood)
        #expect(trial.window.upperBound < total.count - nothing.count)
    }

    @Test func jumpingOffThePlatesHasNoLanding() throws {
        let jump = ReferenceSignals.jump()
        let away = [Double](repeating: 0, count: 4000)
        let record = ForceRecord(
            rate: 1000, left: Array(jump.left[..<2600]) + away + Array(jump.left[3600...]),
            right: Array(jump.right[..<2600]) + away + Array(jump.right[3600...]))
        let result = RecordingAnalysis.analyze(record, info: info, test: .cmj, settings: settings)
        #expect(result.trials.count == 1)
        let trial = try #require(result.trials.first)
        #expect(trial.event("takeoff") == 2299)
        #expect(trial.event("landing") == nil)
        #expect(trial.reasons == ["noLanding"])
    }

    @Test func loadIsWeighedButNotBodyMass() throws {
        var loaded = settings
        loaded.loadKilograms = 20
        let result = RecordingAnalysis.analyze(
            ReferenceSignals.jump(), info: info, test: .cmj, weighing: 0...999, settings: loaded)
        #expect(abs(try #require(result.bodyMass) - 55) < 1e-6)
        #expect(abs(try #require(result.trials.first?.metric("mass")?.both) - 75) < 1e-6)
    }
}
