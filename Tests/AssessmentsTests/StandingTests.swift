import Assessments
import SignalCore
import Testing

/// Quiet stance and rising from a seat.
@Suite struct StandingTests {
    private let info = RecordingInfo(
        id: nil, source: "x", format: "text", athlete: nil, loss: Loss(evidence: .unknown))

    private func analyze(_ record: ForceRecord, _ test: TestID) -> RecordingResult {
        RecordingAnalysis.analyze(
            record, info: info, test: test, settings: AnalysisSettings(gravity: 9.81))
    }

    @Test func shareOfASwayingStance() throws {
        let trial = try #require(analyze(ReferenceSignals.swaying(seconds: 14), .stance).trials.first)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(trial.event("windowStart") == 1000)
        #expect(trial.event("windowEnd") == 10_999)
        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        // Whole periods: the sway leaves the mean alone and has 1 % of amplitude.
        #expect(abs(try #require(trial.metric("share")?.right) - 55) < 1e-9)
        #expect(abs(try both("shareSD") - (0.5 * 10_000.0 / 9_999).squareRoot()) < 1e-9)
        #expect(abs(try both("shareRange") - 2) < 1e-9)
        #expect(try both("stanceTime") == 10)
        #expect(abs(try both("loadShift") + 1) < 1e-9)
        // Over 55 % for half of the time: five half periods without their ends.
        #expect(abs(try both("timeOutside") - 5) <= 0.01)
        #expect(abs(try #require(trial.metric("meanForce")?.asymmetry?.value) - 10) < 1e-9)
        #expect(trial.metric("forceSD")?.asymmetry?.value.map { abs($0) < 1e-9 } == true)
    }

    @Test func unevenStanceIsAFindingAndNoFault() throws {
        let left = [Double](repeating: 100, count: 13_000)
        let trial = try #require(
            analyze(ForceRecord(rate: 1000, left: left, right: left.map { 6 * $0 }), .stance).trials.first)
        #expect(trial.status == .ok, "\(trial.reasons)")
        #expect(abs(try #require(trial.metric("share")?.left) - 100.0 / 7) < 1e-9)
        #expect(trial.metric("timeOutside")?.both == 10)
    }

    @Test func steppingOnAndOffDoesNotCount() throws {
        let step = (0..<500).map { 350 * Double($0) / 500 }
        let side =
            [Double](repeating: 0, count: 2000) + step + [Double](repeating: 350, count: 6000) + step.reversed()
            + [Double](repeating: 0, count: 2000)
        // The right foot first.
        let right = Array(side.dropFirst(200)) + [Double](repeating: 0, count: 200)
        let result = analyze(ForceRecord(rate: 1000, left: side, right: right), .stance)
        #expect(result.trials.count == 1)
        let trial = try #require(result.trials.first)
        #expect(trial.reasons == ["shortStance"])
        #expect(trial.status == .ok)
        #expect(trial.metric("share")?.right.map { abs($0 - 50) < 1e-9 } == true)
        let empty = analyze(ForceRecord(rate: 1000, left: side.map { _ in 0 }, right: side.map { _ in 0 }), .stance)
        #expect(empty.trials.first?.status == .notDetected)
        #expect(empty.trials.first?.metric("timeOutside")?.both == nil)
    }

    @Test func withheldSymmetryHidesTheCourseOfTheShare() throws {
        let record = ReferenceSignals.swaying(seconds: 14)
        let result = RecordingAnalysis.analyze(
            record, info: info, test: .stance, settings: AnalysisSettings(withheld: .alignmentUnknown))
        let trial = try #require(result.trials.first)
        for id in ["share", "shareSD", "timeOutside", "shareRange", "loadShift"] {
            #expect(trial.metric(id)?.status == .alignmentUnknown, "\(id)")
        }
        #expect(trial.metric("meanForce")?.left != nil)
    }

    @Test func risingFromASeat() throws {
        let result = analyze(ReferenceSignals.constantShare(ReferenceSignals.rises(3)), .sts)
        #expect(abs(try #require(result.weighing?.weight) - 700) < 1e-9)
        #expect(result.trials.count == 3)
        for (k, trial) in result.trials.enumerated() {
            #expect(trial.status == .ok, "\(trial.reasons)")
            let begin = 11_500 * k
            // The dip of 30 N in 0.3 s leaves the band of 2.5 N after 25 ms.
            #expect(trial.event("onset") == begin + 3026)
            #expect(trial.event("seatOff") == begin + 3589)
            #expect(trial.event("peak") == begin + 3700)
            #expect(trial.event("standing") == begin + 4460)
            func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
            #expect(abs(try both("riseTime") - 1.434) < 1e-9)
            #expect(abs(try both("extensionTime") - 0.871) < 1e-9)
            #expect(abs(try both("peakForce") - 900) < 1e-9)
            #expect(abs(try both("peakForcePerBW") - 900.0 / 700) < 1e-9)
            #expect(abs(try both("seatedForce") - 210) < 1e-9)
            #expect(abs(try both("riseRFD") - (900 - 207.4) / 0.674) < 1e-6)
            #expect(abs(try both("riseMeanForce") * 0.871 - (try both("riseImpulse"))) < 0.2)
            #expect(abs(try #require(trial.metric("riseShare")?.right) - 55) < 1e-9)
        }
        #expect(result.summary.first { $0.id == "repCount" }?.both == 3)
    }

    @Test func steppingOnAndStandingAreNoRises() {
        let step = [Double](repeating: 0, count: 3000) + [Double](repeating: 700, count: 6000)
        #expect(analyze(ReferenceSignals.constantShare(step), .sts).trials.map(\.reasons) == [["noRepetition"]])
        let stand = [Double](repeating: 700, count: 6000)
        #expect(analyze(ReferenceSignals.constantShare(stand), .sts).trials.map(\.status) == [.notDetected])
    }

    @Test func whoSitsDownAgainAtOnceHasNoStandingTime() throws {
        // Down again before half a second within 5 % of body weight; stood still at the end, to be weighed.
        let knots: [(Double, Double)] = [
            (0, 210), (3, 210), (3.4, 900), (3.8, 650), (4.1, 800), (4.3, 210), (7.3, 210), (7.7, 900), (8.2, 700),
            (12, 700),
        ]
        let force = (0..<12_000).map { ReferenceSignals.interpolate(knots, Double($0) / 1000) }
        let result = analyze(ReferenceSignals.constantShare(force), .sts)
        #expect(result.trials.map(\.reasons) == [["noStillStand"], []])
        let first = try #require(result.trials.first)
        #expect(first.status == .ok)
        #expect(first.metric("riseTime")?.status == .notDetected)
        #expect(first.metric("peakForce")?.both.map { abs($0 - 900) < 1e-9 } == true)
    }
}
