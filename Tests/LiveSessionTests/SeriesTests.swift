import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

@testable import LiveSession

/// Forces of tests whose trials are found at the end, at 1 kHz: nobody on the plates first, then a stand, then the movement.
private struct Movement {
    static let weight = 75 * 9.80665
    var left: [Double] = []
    var right: [Double] = []

    mutating func add(_ total: [Double], leftShare: Double = 0.45) {
        left += total.map { leftShare * $0 }
        right += total.map { (1 - leftShare) * $0 }
    }

    mutating func add(_ force: Double, _ seconds: Double, leftShare: Double = 0.45) {
        add([Double](repeating: force, count: Int(seconds * 1000)), leftShare: leftShare)
    }

    /// Straight lines between knots of seconds and newtons.
    mutating func line(_ knots: [(time: Double, force: Double)]) {
        for (a, b) in zip(knots, knots.dropFirst()) {
            let count = Int(((b.time - a.time) * 1000).rounded())
            add((0..<count).map { a.force + (b.force - a.force) * Double($0) / Double(count) })
        }
    }

    /// Three seconds without load, then a stand of two.
    static func standing(_ seconds: Double = 2) -> Movement {
        var movement = Movement()
        movement.add(0, 3)
        movement.add(weight, seconds)
        return movement
    }

    static func of(_ test: TestID) -> Movement {
        var movement = standing(3)
        let g = 9.80665
        switch test {
        case .hops:
            // A push to 2.2 m/s, six contacts of 0.2 s that turn it, and a landing that takes it up.
            let v = 2.2
            let flight = 2 * v / g
            movement.add(75 * (g + v / 0.3), 0.3)
            for _ in 0..<6 {
                movement.add(0, flight)
                movement.add(75 * (g + 2 * v / 0.2), 0.2)
            }
            movement.add(0, flight)
            movement.add(75 * (g + v / 0.3), 0.3)
            movement.add(weight, 2)
        case .squat:
            let omega = 2 * Double.pi / 2.5
            for _ in 0..<4 {
                movement.add((0...2500).map { 75 * (g - 0.25 * omega * omega * cos(omega * Double($0) / 1000)) })
                movement.add(weight, 1)
            }
        case .sts:
            for _ in 0..<3 {
                movement.line([(0, weight), (0.4, 0.85 * weight), (0.7, 1.15 * weight), (0.9, 0.3 * weight)])
                movement.add(0.3 * weight, 2)
                movement.line([(0, 0.3 * weight), (0.4, 1.25 * weight), (0.9, 0.85 * weight), (1.3, weight)])
                movement.add(weight, 3)
            }
        case .stance: movement.add(weight, 12)
        default: break
        }
        return movement
    }

    /// Ten strides on a split treadmill, after three seconds without load.
    static var walking: Movement {
        var movement = Movement()
        let count = 3000 + 10 * 1100 + 1000
        movement.left = [Double](repeating: 0, count: count)
        movement.right = movement.left
        for stride in 0..<10 {
            for i in 0..<680 {
                let force = 300 + 450 * sin(.pi * Double(i) / 680)
                movement.left[3300 + 1100 * stride + i] = force
                movement.right[3860 + 1100 * stride + i] = 1.1 * force
            }
        }
        return movement
    }
}

/// A session over the rows of a movement.
private struct Series {
    var session: LiveSession
    var rows = RecordingRows(rate: 1000, reserve: 60_000)
    var effects: [LiveEffect] = []
    /// What the counter showed after each row.
    var course: [Double] = []

    init(_ movement: Movement, test: TestID, block: Int = 12) {
        session = LiveSession(LiveSettings(test: test, rate: 1000, noiseLimit: 1, analysis: AnalysisSettings()))
        var first = 0
        for i in movement.left.indices {
            guard session.zero != nil else {
                _ = session.seekZero(left: movement.left[i], right: movement.right[i], flags: [], effects: &effects)
                continue
            }
            rows.append(
                left: NewtonGrid.snap(movement.left[i]), right: NewtonGrid.snap(movement.right[i]), flags: [])
            if rows.count - first == block {
                session.advance(rows, from: first, effects: &effects)
                first = rows.count
                if let value = session.progress?.value { course.append(value) }
            }
        }
        session.advance(rows, from: first, effects: &effects)
        session.finish(rows, effects: &effects)
    }

    var announced: [ClosedRange<Int>] {
        effects.compactMap { if case .trial(_, let window) = $0 { window } else { nil } }
    }

    /// What analysis of the finished recording finds with the weighing that was taken live.
    func offline(_ test: TestID) -> RecordingResult {
        RecordingAnalysis.analyze(
            rows.record,
            info: RecordingInfo(id: nil, source: "x", format: "bilanx", athlete: nil, loss: Loss(evidence: .counted)),
            test: test, weighing: session.weighing?.window)
    }
}

@Suite struct SeriesTests {
    @Test(arguments: [(TestID.hops, 6, 6.0), (.squat, 4, 4), (.sts, 3, 3), (.gait, 20, 20), (.stance, 1, 14)])
    func everyTrialIsFoundAtTheEnd(test: TestID, count: Int, progress: Double) throws {
        let run = Series(test == .gait ? Movement.walking : Movement.of(test), test: test)
        #expect(run.session.trials.count == count)
        #expect(run.announced == run.session.trials.map(\.window))
        let offline = run.offline(test)
        #expect(offline.trials.map(\.window) == run.announced)
        #expect(offline.trials.allSatisfy { $0.status == .ok }, "\(offline.trials.map(\.reasons))")
        // The trials that were announced give the same numbers as those that analysis finds.
        for (trial, window) in zip(offline.trials, run.session.trials) {
            let live = RecordingAnalysis.analyzeTrial(
                run.rows.record(window.window), index: trial.index, kept: true, test: test,
                weighing: run.session.weighing, settings: AnalysisSettings(), limb: window.limb)
            #expect(live == trial)
        }
        // What the screen counts comes up one by one to what is found; of standing, to all of it after the weighing.
        let shown = try #require(run.session.progress)
        if test == .stance {
            #expect(shown.unit == .seconds && abs(shown.value - progress) < 0.2, "\(shown)")
        } else {
            #expect(shown.value == progress)
        }
        #expect(zip(run.course, run.course.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(Set(run.course).count >= count)
    }

    @Test func theSizeOfBlocksChangesNothing() {
        for test in [TestID.hops, .squat, .sts] {
            let one = Series(Movement.of(test), test: test, block: 1)
            let other = Series(Movement.of(test), test: test, block: 999)
            #expect(one.effects == other.effects)
            #expect(one.session.progress == other.session.progress)
        }
    }

    @Test func whereNothingHappensThereIsNoTrial() {
        for test in [TestID.hops, .squat, .sts] {
            var still = Movement.standing(12)
            still.add(0, 3)
            let run = Series(still, test: test)
            #expect(run.session.trials.isEmpty, "\(test)")
            #expect(run.session.progress?.value == 0, "\(test)")
            // Stepping off looks like a descent; the analysis of a whole recording says that somebody left the plates.
            let said = run.offline(test).trials.map { $0.status == .notDetected || $0.reasons.contains("leftPlates") }
            #expect(said == [true], "\(test)")
        }
    }

    @Test func steppingOffEndsTheSecondsHeld() {
        var movement = Movement.of(.stance)
        movement.add(0, 2)
        let run = Series(movement, test: .stance)
        #expect(run.session.progress == LiveProgress(.seconds, 0))
        #expect(run.course.contains { $0 > 10 })
    }

    @Test func aMissingRowCountsForNothing() {
        var movement = Movement.of(.hops)
        let whole = Series(movement, test: .hops).session.progress
        for i in stride(from: 6500, to: movement.left.count, by: 50) {
            movement.left[i] = .nan
            movement.right[i] = .nan
        }
        #expect(Series(movement, test: .hops).session.progress == whole)
    }

    @Test(arguments: [TestID.hops, .squat, .sts, .stance, .gait]) func countingAllocatesNothing(test: TestID) throws {
        var run = Series(test == .gait ? Movement.walking : Movement.standing(4), test: test)
        try #require(run.session.progress != nil)
        var effects: [LiveEffect] = []
        effects.reserveCapacity(16)
        var rows = RecordingRows(rate: 1000, reserve: 20_000)
        func turn() {
            let first = rows.count
            for i in 0..<12 { rows.append(left: 300 + Double(i), right: 400, flags: []) }
            run.session.advance(rows, from: first, effects: &effects)
        }
        for _ in 0..<10 { turn() }
        guard let count = allocations(during: { for _ in 0..<500 { turn() } }) else { return }
        #expect(count == 0)
    }
}
