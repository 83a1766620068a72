import Assessments
import SignalCore
import Symmetry
import TestSupport
import Testing

@Suite struct GaitTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord) throws -> TrialResult {
        try #require(RecordingAnalysis.analyze(record, info: info, test: .gait).trials.first)
    }

    /// The contacts of the specification's example.
    private let contacts: [GaitContact] = [
        GaitContact(.left, initialContact: 0, toeOff: 0.68), GaitContact(.left, initialContact: 1.10, toeOff: 1.77),
        GaitContact(.left, initialContact: 2.19, toeOff: 2.87), GaitContact(.right, initialContact: 0.56, toeOff: 1.24),
        GaitContact(.right, initialContact: 1.66, toeOff: 2.35),
        GaitContact(.right, initialContact: 2.76, toeOff: 3.44),
    ]

    @Test func workedTimes() throws {
        let vector = try Vectors()["B.gait"]
        let timing = GaitTiming(contacts)
        let worked: [(String, [Double])] = [
            ("stepR", timing.right.step), ("stepL", timing.left.step), ("stance_L", timing.left.stance),
            ("stance_R", timing.right.stance), ("dblRL", timing.right.doubleSupport), ("strideL", timing.left.stride),
        ]
        let counts = [3, 2, 3, 3, 3, 2]
        for ((key, values), count) in zip(worked, counts) {
            #expect(values.count == count, "\(key)")
            for (k, value) in values.enumerated() { #expect(vector[key][k].matches(value), "\(key) \(k)") }
        }
        let left = timing.left.step.reduce(0, +) / Double(timing.left.step.count)
        let right = timing.right.step.reduce(0, +) / Double(timing.right.step.count)
        let index = PairIndex.robinson.evaluate(left: left, right: right, floor: 0)
        #expect(vector["stepSI"].matches(try #require(index.value)))
        #expect(zip(timing.left.swing, [0.42, 0.42]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func orderOfContactsDoesNotMatter() {
        #expect(GaitTiming(contacts.reversed()) == GaitTiming(contacts))
        let mirrored = GaitTiming(
            contacts.map { GaitContact($0.side.other, initialContact: $0.initialContact, toeOff: $0.toeOff) })
        #expect(mirrored.left == GaitTiming(contacts).right)
    }

    @Test func nothingIsMeasuredAcrossWhatIsNoStep() {
        var broken = contacts
        broken[4].isStep = false
        let timing = GaitTiming(broken)
        #expect(timing.right.step.count == 2)
        #expect(timing.right.stance.count == 2)
        #expect(timing.right.stride.isEmpty)
        // The left step after it has nothing to begin at, and the left stride around it nothing inside.
        #expect(timing.left.step.count == 1)
        #expect(timing.left.stride.count == 1)
    }

    @Test func bothFeetAtOnceAreAJump() {
        let timing = GaitTiming(
            contacts + [
                GaitContact(.left, initialContact: 3.9, toeOff: 4.4),
                GaitContact(.right, initialContact: 3.9, toeOff: 4.3),
            ])
        #expect(timing.left.stance.count == 3 && timing.right.stance.count == 3)
        #expect(timing.left.step.count == 2 && timing.right.step.count == 3)
    }

    @Test func contactsOfAForce() {
        // On at 20 N, not under it; 49 ms are noise; a gap of 49 ms ends no contact; both ends of the record are open.
        var force = [Double](repeating: 500, count: 300) + [Double](repeating: 19.9, count: 400)
        force += [Double](repeating: 20, count: 300) + [Double](repeating: 0, count: 49)
        force += [Double](repeating: 600, count: 300) + [Double](repeating: 0, count: 400)
        force += [Double](repeating: 300, count: 49) + [Double](repeating: 0, count: 400)
        force += [Double](repeating: 300, count: 100)
        let found = GaitContact.find(force, side: .left, rate: 1000, from: 10)
        #expect(found.count == 3)
        #expect(found[0] == GaitContact(.left, initialContact: nil, toeOff: 10.3))
        #expect(found[1].initialContact == 10.7 && found[1].toeOff == 11.349)
        #expect(found[2].toeOff == nil)
    }

    /// The set of a metric.
    private func summary(_ result: RecordingResult, _ id: String) throws -> MetricSummary {
        try #require(result.summary.first { $0.id == id }, "\(id)")
    }

    @Test func everyStepIsATrialOfItsFoot() throws {
        let result = RecordingAnalysis.analyze(ReferenceSignals.walking(strides: 8), info: info, test: .gait)
        #expect(result.trials.count == 16)
        #expect(result.trials.map(\.limb) == (0..<16).map { $0.isMultiple(of: 2) ? .left : .right })
        #expect(result.trials.allSatisfy { $0.status == .ok }, "\(result.trials.map(\.reasons))")
        for (k, trial) in result.trials.enumerated() {
            let isLeft = k.isMultiple(of: 2)
            let contact = 300 + 1100 * (k / 2) + (isLeft ? 0 : 560)
            #expect(trial.event("contact") == contact)
            #expect(trial.event("toeOff") == contact + 680)
            // The other foot came down before, but for the first step; the own one comes down again, but for the last two.
            #expect(trial.event("otherContact") == (k == 0 ? nil : contact - (isLeft ? 540 : 560)))
            #expect(trial.event("nextContact") == (k < 14 ? contact + 1100 : nil))
            func value(_ id: String) -> Double? {
                let metric = trial.metric(id)
                #expect((isLeft ? metric?.right : metric?.left) == nil, "\(id)")
                return isLeft ? metric?.left : metric?.right
            }
            func expect(_ id: String, _ expected: Double?, _ tolerance: Double = 1e-9) {
                let found = value(id)
                #expect((found == nil) == (expected == nil), "\(k) \(id)")
                if let found, let expected { #expect(abs(found - expected) < tolerance, "\(k) \(id) \(found)") }
            }
            let factor = isLeft ? 0.9 : 1.1
            expect("stepTime", k == 0 ? nil : isLeft ? 0.54 : 0.56)
            expect("stance", 0.68)
            expect("strideTime", k < 14 ? 1.1 : nil)
            expect("swing", k < 14 ? 0.42 : nil)
            expect("doubleSupport", k == 0 ? nil : isLeft ? 0.14 : 0.12)
            expect("f1", factor * 800)
            expect("f2", factor * 550)
            expect("f3", factor * 780)
            // From 100 to 800 N in 0.15 s.
            expect("gaitLoadRate", factor * 700 / 0.15, 1e-6)
            // The area of the knots, less the millisecond between the last sample and toe-off.
            expect("gaitImpulse", factor * (0.15 * 450 + 0.19 * 675 + 0.19 * 665 + 0.15 * 440 - 0.1), 0.01)
            let cadence = trial.metric("cadence")?.both
            #expect((cadence == nil) == (k == 0))
            if let cadence { #expect(abs(cadence - 60 / (isLeft ? 0.54 : 0.56)) < 1e-9) }
        }
    }

    @Test func theSetComparesTheFeetWithAnInterval() throws {
        // Steps that differ a little from stride to stride, as steps do: by up to 6 ms.
        var left = [Double](repeating: 0, count: 14_000)
        var right = left
        let drift = [0, 4, -3, 6, 1, -5, 2, 3, -2, 0]
        for (k, shift) in drift.enumerated() {
            let l = 300 + 1100 * k + shift
            let r = 300 + 1100 * k + 560 - drift[(k + 3) % 10] / 2
            for i in 0..<680 {
                left[l + i] = 600 + Double(shift)
                right[r + i] = 700 - Double(shift)
            }
        }
        let result = RecordingAnalysis.analyze(
            ForceRecord(rate: 1000, left: left, right: right), info: info, test: .gait)
        #expect(result.trials.count == 20 && result.trials.allSatisfy { $0.status == .ok })
        let step = try summary(result, "stepTime")
        #expect(step.status == .ok)
        func mean(_ side: Side) -> Double {
            let values = result.trials.filter { $0.limb == side }.compactMap { trial -> Double? in
                guard let a = trial.event("contact"), let b = trial.event("otherContact") else { return nil }
                return Double(a - b) / 1000
            }
            return values.reduce(0, +) / Double(values.count)
        }
        #expect(abs(try #require(step.left) - mean(.left)) < 1e-12)
        #expect(abs(try #require(step.right) - mean(.right)) < 1e-12)
        let index = PairIndex.robinson.evaluate(left: mean(.left), right: mean(.right), floor: 0)
        #expect(step.asymmetry?.index == "SIr")
        #expect(abs(try #require(step.asymmetry?.value) - (try #require(index.value))) < 1e-9)
        let interval = try #require(step.interval)
        #expect(interval.contains(try #require(index.value)))
        let force = try summary(result, "f1")
        #expect(force.verdict == .clear && force.asymmetry?.larger == .right)
        #expect(try summary(result, "stepCount").left == 9)
        #expect(try summary(result, "stepCount").right == 10)
        #expect(try #require(try summary(result, "stepTimeSD").left) > 0)
    }

    @Test func fewStepsCarryAWarning() throws {
        let result = RecordingAnalysis.analyze(ReferenceSignals.walking(strides: 4), info: info, test: .gait)
        let step = try summary(result, "stepTime")
        #expect(step.status == .lowQuality && step.asymmetry?.status == .lowQuality)
        #expect(step.interval == nil && step.verdict == .cannotSay)
        #expect(step.reason == "3 left and 4 right trials; an interval needs 5 a limb")
        let enough = RecordingAnalysis.analyze(ReferenceSignals.walking(strides: 6), info: info, test: .gait)
        #expect(try summary(enough, "stepTime").status == .ok)
        #expect(try summary(enough, "stepTime").asymmetry?.value.map { abs($0 - 200 * 0.02 / 1.1) < 1e-9 } == true)
    }

    @Test func aContactThatIsNoStepIsATrialWithItsReason() throws {
        var record = ReferenceSignals.walking(strides: 10)
        // Missing in the left contact from 2500 on and, as the rows of both sides go together, in the right one until 2640.
        for i in 2600..<2620 { record.left[i] = .nan; record.right[i] = .nan; record.total[i] = .nan }
        // Somebody stands on the left plate while the recording begins, and jumps at its end.
        for i in 0..<200 { record.left[i] = 500 }
        for i in 11_700..<11_999 { record.left[i] = 700; record.right[i] = 700 }
        let result = RecordingAnalysis.analyze(record, info: info, test: .gait)
        let rejected = result.trials.filter { $0.status != .ok }
        #expect(
            rejected.map(\.reasons) == [["openStep"], ["gapInStep"], ["gapInStep"], ["bothFeetAtOnce", "noSteps"]])
        #expect(rejected.map(\.limb) == [.left, .right, .left, nil])
        for trial in rejected {
            #expect(trial.status == .notDetected)
            #expect(trial.metrics.allSatisfy { $0.both == nil && $0.left == nil && $0.right == nil })
        }
        // Nothing is measured across them: the step after the torn left one has no other foot to begin at.
        let after = try #require(result.trials.first { $0.event("contact") == 300 + 560 + 2200 })
        #expect(after.metric("stepTime")?.right == nil && after.metric("stance")?.right != nil)
        #expect(try #require(try summary(result, "stance").left) > 0)
    }

    @Test func aStretchThatSomebodyMarksGivesMeans() throws {
        let record = ReferenceSignals.walking(strides: 8)
        let result = RecordingAnalysis.analyze(
            record, info: info, test: .gait, trials: [TrialWindow(0...record.count - 1)])
        let trial = try #require(result.trials.first)
        #expect(trial.status == .ok && trial.limb == nil)
        #expect(abs(try #require(trial.metric("stepTime")?.asymmetry?.value) - 200 * 0.02 / 1.10) < 1e-9)
        #expect(trial.metric("stepTime")?.asymmetry?.index == "SIr")
        #expect(abs(try #require(trial.metric("f1")?.asymmetry?.value) - 20) < 1e-9)
        // Seven left and eight right steps.
        let mean = (7 * 0.54 + 8 * 0.56) / 15
        #expect(abs(try #require(trial.metric("cadence")?.both) - 60 / mean) < 1e-9)
        #expect(trial.events.count == 32)
    }

    @Test func standingIsNoWalkingAndATotalHasNoFeet() throws {
        let stand = [Double](repeating: 350, count: 5000)
        let standing = try analyze(ForceRecord(rate: 1000, left: stand, right: stand))
        #expect(standing.status == .notDetected && standing.reasons.contains("noSteps"))
        let total = try analyze(ForceRecord(rate: 1000, total: stand))
        #expect(total.status == .totalOnly)
        #expect(total.metric("stance")?.status == .totalOnly)
    }
}
