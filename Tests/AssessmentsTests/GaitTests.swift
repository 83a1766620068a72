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

    @Test func walkingFromForces() throws {
        let trial = try analyze(ReferenceSignals.walking(strides: 8))
        #expect(trial.status == .ok, "\(trial.reasons)")
        func metric(_ id: String) throws -> MetricResult { try #require(trial.metric(id)) }
        func expect(_ id: String, left: Double?, right: Double?, _ tolerance: Double = 1e-9) throws {
            let found = try metric(id)
            if let left { #expect(abs(try #require(found.left) - left) < tolerance, "\(id) \(found)") }
            if let right { #expect(abs(try #require(found.right) - right) < tolerance, "\(id) \(found)") }
        }
        try expect("stepTime", left: 0.54, right: 0.56)
        try expect("strideTime", left: 1.1, right: 1.1)
        try expect("stance", left: 0.68, right: 0.68)
        try expect("swing", left: 0.42, right: 0.42)
        try expect("doubleSupport", left: 0.14, right: 0.12)
        try expect("f1", left: 0.9 * 800, right: 1.1 * 800)
        try expect("f2", left: 0.9 * 550, right: 1.1 * 550)
        try expect("f3", left: 0.9 * 780, right: 1.1 * 780)
        // From 100 to 800 N in 0.15 s.
        try expect("gaitLoadRate", left: 0.9 * 700 / 0.15, right: 1.1 * 700 / 0.15, 1e-6)
        // The area of the knots, less the millisecond between the last sample and toe-off.
        let area = 0.15 * 450 + 0.19 * 675 + 0.19 * 665 + 0.15 * 440 - 0.1
        try expect("gaitImpulse", left: 0.9 * area, right: 1.1 * area, 0.01)
        #expect(abs(try #require(try metric("stepTime").asymmetry?.value) - 200 * 0.02 / 1.10) < 1e-9)
        #expect(try metric("stepTime").asymmetry?.index == "SIr")
        #expect(abs(try #require(try metric("f1").asymmetry?.value) - 20) < 1e-9)
        // Seven left and eight right steps.
        let mean = (7 * 0.54 + 8 * 0.56) / 15
        #expect(abs(try #require(try metric("cadence").both) - 60 / mean) < 1e-9)
        #expect(try metric("stepCount").both == 15)
        #expect(trial.events.count == 32)
    }

    @Test func fewStepsAndGapsAreNamed() throws {
        let few = try analyze(ReferenceSignals.walking(strides: 3))
        #expect(few.reasons == ["tooFewSteps"])
        #expect(few.status == .lowQuality)
        var record = ReferenceSignals.walking(strides: 10)
        for i in 2700..<2720 { record.left[i] = .nan; record.right[i] = .nan; record.total[i] = .nan }
        let gap = try analyze(record)
        #expect(gap.reasons == ["doubtfulSteps"])
        #expect(gap.metric("stance")?.left.map { abs($0 - 0.68) < 1e-9 } == true)
        #expect(gap.metric("f1")?.left.map { abs($0 - 720) < 1e-9 } == true)
        #expect(try #require(gap.metric("stepCount")?.both) < 19)
        // Standing is no walking, and a total has no feet.
        let stand = [Double](repeating: 350, count: 5000)
        #expect(try analyze(ForceRecord(rate: 1000, left: stand, right: stand)).reasons.contains("noSteps"))
        #expect(try analyze(ForceRecord(rate: 1000, total: stand)).status == .totalOnly)
    }
}
