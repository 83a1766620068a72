import Assessments
import Foundation
import SignalCore
import Symmetry
import TestSupport
import Testing

/// Squeeze, grip, pull and holds: two limbs at once and one after the other.
@Suite struct DynamometryTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(
        _ record: ForceRecord, _ test: TestID, _ settings: AnalysisSettings = AnalysisSettings()
    ) -> RecordingResult {
        RecordingAnalysis.analyze(record, info: info, test: test, settings: settings)
    }

    @Test func workedRepetitions() throws {
        let force = (0..<1000).map { i in
            let cycle = Double(i % 200) / 100
            return cycle < 1 ? 400 * sin(.pi * cycle) : 0
        }
        let found = EffortRepetitions(force, rate: 100, floor: 5).repetitions
        let vector = try Vectors()["B.reps"]
        #expect(found.count == 5)
        for (k, repetition) in found.enumerated() {
            #expect(vector[k][0].number == Double(repetition.start))
            #expect(vector[k][1].number == Double(repetition.end))
            #expect(vector[k][2].number == Double(repetition.peak))
        }
    }

    @Test func workedFatigue() throws {
        let vector = try Vectors()["B.fatigue"]
        #expect(vector["FI_ends"].matches(try #require(FatigueIndex.ends(peak: 500, end: 410))))
        #expect(
            vector["FI_auc"].matches(try #require(FatigueIndex.area(impulse: 13_200, peak: 500, duration: 30))))
        #expect(FatigueIndex.ends(peak: 0, end: 0) == nil)
        #expect(FatigueIndex.area(impulse: 1, peak: 500, duration: 0) == nil)
        #expect(FatigueIndex.decline([500, 500, 500, 410, 410, 410]) == 18)
        #expect(FatigueIndex.decline([500, 500, 500, 410, 410]) == nil)
    }

    /// The worked example of limbs that are tested one after the other.
    @Test func handsOneAfterTheOther() throws {
        let vector = try Vectors()["A.stats"]
        let result = analyze(
            ReferenceSignals.alternating(left: [540, 552, 531, 545, 548], right: [600, 588, 612, 597, 605]), .grip)
        #expect(result.trials.count == 10)
        #expect(result.trials.map(\.limb) == (0..<10).map { $0.isMultiple(of: 2) ? .left : .right })
        for trial in result.trials {
            #expect(trial.status == .ok, "\(trial.reasons)")
            let peak = try #require(trial.metric("peakForce"))
            #expect(peak.both == nil)
            #expect((peak.left == nil) == (trial.limb == .right))
            #expect(peak.asymmetry?.index == "PD")
            #expect(peak.asymmetry?.value == nil)
            #expect(peak.asymmetry?.status == .unilateral)
        }
        let peak = try #require(result.summary.first { $0.id == "peakForce" })
        #expect(peak.count == 10)
        #expect(peak.left == 543.2)
        #expect(peak.asymmetry?.index == "PD")
        #expect(vector["PD_means"].matches(try #require(peak.asymmetry?.value)))
        #expect(vector["welch"]["PDCI"][0].matches(try #require(peak.interval?.lowerBound)))
        #expect(vector["welch"]["PDCI"][1].matches(try #require(peak.interval?.upperBound)))
        #expect(peak.verdict == .clear)
        let best = try #require(result.summary.first { $0.id == "gripMax" })
        #expect(best.left == 552)
        #expect(best.right == 612)
        #expect(best.interval == nil)
        #expect(best.verdict == .cannotSay)
        #expect(vector["PD_best"].matches(try #require(best.asymmetry?.value)))
    }

    @Test func fewTrialsOfALimbGiveNoVerdict() throws {
        let result = analyze(ReferenceSignals.alternating(left: [540, 552, 531, 545], right: [600, 588]), .pull)
        let peak = try #require(result.summary.first { $0.id == "peakForce" })
        #expect(peak.verdict == .cannotSay)
        #expect(peak.interval == nil)
        #expect(peak.asymmetry?.value != nil)
        #expect(peak.reason?.contains("4 left and 2 right") == true)
        let one = analyze(ReferenceSignals.alternating(left: [540, 552, 531], right: []), .pull)
        let left = try #require(one.summary.first { $0.id == "peakForce" })
        #expect(left.left != nil && left.right == nil)
        #expect(left.asymmetry?.value == nil)
    }

    @Test func withheldSymmetryHoldsForSeparateLimbsToo() throws {
        let record = ReferenceSignals.alternating(left: [540, 552, 531], right: [600, 588, 612])
        let result = analyze(record, .grip, AnalysisSettings(withheld: .sidesUnconfirmed))
        for id in ["peakForce", "gripMax"] {
            let summary = try #require(result.summary.first { $0.id == id })
            #expect(summary.asymmetry?.value == nil)
            #expect(summary.asymmetry?.status == .sidesUnconfirmed)
            #expect(summary.interval == nil)
        }
    }

    @Test func effortsOfBothLimbsAreNotMixedWithThoseOfOne() throws {
        let both = ReferenceSignals.together([700, 710, 690])
        let alone = ReferenceSignals.alternating(left: [400], right: [])
        let record = ForceRecord(rate: 1000, left: both.left + alone.left, right: both.right + alone.right)
        let result = analyze(record, .squeeze)
        #expect(result.trials.map(\.limb) == [nil, nil, nil, .left])
        let peak = try #require(result.summary.first { $0.id == "peakForce" })
        #expect(peak.count == 3)
        #expect(peak.asymmetry?.index == "SIs")
        #expect(abs(try #require(peak.asymmetry?.value) + 10) < 1e-9)
        #expect(peak.verdict == .clear)
    }

    @Test func aWeakLimbBesideAStrongOneIsStillFound() {
        let result = analyze(ReferenceSignals.alternating(left: [500, 510], right: [150, 160]), .grip)
        #expect(result.trials.map(\.limb) == [.left, .right, .left, .right])
    }

    @Test func shortRestsKeepTheirTrials() {
        let force = (0..<4).flatMap { _ in ReferenceSignals.effort(peak: 300, rest: 0.6, hold: 1, after: 0.6) }
        let result = analyze(ReferenceSignals.constantShare(force), .squeeze)
        #expect(result.trials.count == 4)
        for trial in result.trials {
            #expect(trial.status == .lowQuality)
            #expect(trial.reasons == ["baselineTooShort"])
            #expect(trial.metric("peakForce")?.both.map { abs($0 - 300) < 1e-9 } == true)
        }
    }

    @Test func plateauAndFatigueOfAHold() throws {
        // Rises in 0.3 s to 500 N, falls in a straight line to 410 N over 20 s, and is let go.
        var force = [Double](repeating: 0, count: 2000)
        force += (0..<300).map { 500 * Double($0) / 300 }
        force += (0...20_000).map { 500 - 90 * Double($0) / 20_000 }
        force += (1...100).map { 410 * (1 - Double($0) / 100) } + [Double](repeating: 0, count: 1500)
        let record = ForceRecord(rate: 1000, left: force, right: force.map { 0.5 * $0 })
        let trial = try #require(analyze(record, .squeeze, AnalysisSettings(leverArm: 0.3)).trials.first)
        #expect(trial.status == .ok, "\(trial.reasons)")
        let plateau = try #require(trial.metric("plateauForce"))
        // The strongest half second begins just before the top of the rise.
        let strongest = try #require(plateau.left)
        #expect(strongest > 498.8 && strongest < 498.9)
        #expect(abs(try #require(plateau.right) - strongest / 2) < 1e-9)
        let ends = try #require(trial.metric("fatigueIndexEnds"))
        // The last half second ends where the release has taken 10 %: 13 ms of a falling ramp are in it.
        let loss = try #require(ends.left)
        #expect(loss > 100 * (strongest - 411.1) / strongest - 0.01 && loss < 17.9)
        #expect(abs(try #require(ends.right) - loss) < 1e-9)
        #expect(abs(try #require(ends.asymmetry?.value)) < 1e-9)
        #expect(ends.asymmetry?.unit == "%")
        let area = try #require(trial.metric("fatigueIndexArea")?.left)
        #expect(abs(area - 100 * (1 - 455 / strongest)) < 0.1)
        let torque = try #require(trial.metric("peakTorque")?.left)
        #expect(abs(torque - 500 * 0.3) < 1e-9)
        let short = try #require(
            analyze(ReferenceSignals.constantShare(ReferenceSignals.effort(peak: 400, hold: 0.8)), .squeeze).trials
                .first)
        #expect(short.metric("fatigueIndexEnds")?.status == .tooShort)
        #expect(short.metric("fatigueIndexEnds")?.both == nil)
        #expect(short.metric("peakTorque")?.status == .undefined)
    }

    @Test func isometricSquatIsWeighedOnPlates() throws {
        let settings = AnalysisSettings(gravity: 9.81)
        let record = ReferenceSignals.pull(leftShare: 0.48)
        let squat = analyze(record, .isosquat, settings)
        let pull = analyze(record, .imtp, settings)
        #expect(squat.weighing == pull.weighing && squat.weighing != nil)
        let trial = try #require(squat.trials.first)
        #expect(trial.status == .ok)
        for metric in try #require(pull.trials.first).metrics { #expect(trial.metric(metric.id) == metric) }
        #expect(trial.metric("plateauForce")?.asymmetry?.value.map { abs($0 - 4) < 1e-9 } == true)
    }
}
