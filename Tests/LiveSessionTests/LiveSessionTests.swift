import Assessments
import SignalCore
import Simulation
import Symmetry
import TestSupport
import Testing

@testable import LiveSession

/// Runs a session over a person sampled at 1 kHz, with sensor offsets, in blocks of any size.
private struct Rehearsal {
    var session: LiveSession
    var rows: RecordingRows
    var effects: [LiveEffect] = []
    /// Second of the person's time at which row 0 was taken.
    var zeroAt = 0.0

    init(_ person: VirtualPerson, test: TestID, block: Int = 12, drop: Set<Int> = []) {
        let rate = 1000.0
        session = LiveSession(
            LiveSettings(test: test, rate: rate, noiseLimit: 1, analysis: AnalysisSettings()))
        rows = RecordingRows(rate: rate)
        var pending: [(Double, Double, RowFlags)] = []
        for i in 0..<Int(person.duration * rate) {
            let t = Double(i) / rate
            let lost = drop.contains(i)
            let left = lost ? .nan : person.force(.left, at: t) + 31
            let right = lost ? .nan : person.force(.right, at: t) - 17
            let flags: RowFlags = lost ? .missing : []
            guard let zero = session.zero else {
                if session.seekZero(left: left, right: right, flags: flags, effects: &effects) {
                    zeroAt = Double(i + 1) / rate
                }
                continue
            }
            pending.append((left - zero.left, right - zero.right, flags))
            if pending.count == block { flush(&pending) }
        }
        flush(&pending)
        session.finish(rows, effects: &effects)
    }

    private mutating func flush(_ pending: inout [(Double, Double, RowFlags)]) {
        let first = rows.count
        for (left, right, flags) in pending {
            rows.append(left: NewtonGrid.snap(left), right: NewtonGrid.snap(right), flags: flags)
        }
        pending.removeAll()
        session.advance(rows, from: first, effects: &effects)
    }

    var phases: [LivePhase] {
        effects.compactMap { if case .phase(let phase) = $0 { phase } else { nil } }
    }
}

private func person(_ activity: PersonSettings.Activity, _ change: (inout PersonSettings) -> Void = { _ in })
    -> VirtualPerson
{
    var settings = PersonSettings(activity)
    change(&settings)
    return VirtualPerson(settings)
}

@Suite struct LiveSessionTests {
    @Test func aJumpGoesThroughEveryPhaseOnce() throws {
        let person = person(.cmj) { $0.asymmetry = 8 }
        let run = Rehearsal(person, test: .cmj)
        #expect(run.phases.prefix(5) == [.stepOn, .weighing, .armed, .capturing, .armed])
        let zero = try #require(run.session.zero)
        #expect(zero.left == 31)
        #expect(zero.right == -17)
        let weighing = try #require(run.session.weighing)
        #expect(abs(weighing.weight - person.truth.weight) < 2)
        #expect(run.session.trials.count == 1)
        let window = run.session.trials[0].window
        let truth = person.truth.trials[0]
        let takeoff = Int(((truth.takeoff ?? 0) - run.zeroAt) * 1000)
        let landing = Int(((truth.landing ?? 0) - run.zeroAt) * 1000)
        #expect(window.contains(takeoff))
        #expect(window.contains(landing + 900))
        #expect(window.lowerBound > weighing.window.upperBound)
    }

    @Test func everyRepetitionIsATrialAndNoneOverlap() {
        let person = person(.cmj) {
            $0.repetitions = 4
            $0.variation = 3
        }
        let run = Rehearsal(person, test: .cmj)
        #expect(run.session.trials.count == 4)
        for (a, b) in zip(run.session.trials, run.session.trials.dropFirst()) {
            #expect(a.window.upperBound < b.window.lowerBound)
        }
    }

    @Test(arguments: [1, 7, 100, 5000]) func theSizeOfBlocksChangesNothing(block: Int) {
        let person = person(.cmj) { $0.repetitions = 2 }
        let whole = Rehearsal(person, test: .cmj, block: 12)
        let other = Rehearsal(person, test: .cmj, block: block)
        #expect(other.effects == whole.effects)
    }

    @Test(arguments: PersonSettings.Activity.allCases) func blocksOfAnySizeGiveTheSameOfEverybody(
        _ activity: PersonSettings.Activity
    ) throws {
        let person = person(activity) {
            $0.asymmetry = 6
            $0.alternating = true
        }
        let test = try #require(TestID(rawValue: activity.rawValue))
        let whole = Rehearsal(person, test: test, block: 12)
        #expect(!whole.effects.isEmpty)
        for block in [1, 37, 1900] { #expect(Rehearsal(person, test: test, block: block).effects == whole.effects) }
    }

    @Test func pullsOnPlatesAreWeighedAndFound() {
        let run = Rehearsal(person(.imtp) { $0.repetitions = 3 }, test: .imtp)
        #expect(run.session.weighing != nil)
        #expect(run.session.trials.count == 3)
    }

    @Test func dynamometersNeedNoWeighing() {
        let person = person(.iso) { $0.repetitions = 2 }
        let run = Rehearsal(person, test: .iso)
        #expect(run.session.weighing == nil)
        #expect(run.phases.first == .armed)
        #expect(run.session.trials.count == 2)
        // Room for a second of baseline before the effort.
        let onset = Int((person.truth.trials[1].onset - run.zeroAt) * 1000)
        #expect(run.session.trials[1].window.lowerBound <= onset - 1500)
    }

    @Test func aFreeTestIsOneTrialFromEndToEnd() {
        let run = Rehearsal(person(.stance), test: .free)
        #expect(run.session.trials == [TrialWindow(0...run.rows.count - 1)])
    }

    @Test func steppingOffIsNoJump() {
        let run = Rehearsal(person(.stance), test: .cmj)
        #expect(run.session.trials.isEmpty)
        #expect(run.effects.contains(.notice("Nobody on the plates.")))
    }

    @Test func somebodyOnThePlateKeepsTheZeroAway() {
        let standing = person(.stance) {
            $0.stepOn = 0
            $0.sway = 5
        }
        let run = Rehearsal(standing, test: .cmj)
        let trouble = run.effects.contains {
            if case .notice(let text) = $0 { text.contains("No zero") } else { false }
        }
        #expect(trouble)
        // Only once the person has left can the sensors be quiet.
        #expect(run.session.zero == nil || run.zeroAt > standing.truth.leaves)
    }

    @Test func aGapWhileZeroingStartsTheTwoSecondsAnew() {
        let person = person(.cmj) { $0.stepOn = 6 }
        let sound = Rehearsal(person, test: .cmj)
        let torn = Rehearsal(person, test: .cmj, drop: [1500])
        #expect(sound.zeroAt == 2)
        #expect(torn.zeroAt == 3.501)
    }

    @Test func aGapInFlightDoesNotHideTheJump() {
        let person = person(.cmj)
        let middle = Int(((person.truth.trials[0].takeoff ?? 0) + 0.2) * 1000)
        let run = Rehearsal(person, test: .cmj, drop: Set(middle..<middle + 12))
        #expect(run.session.trials.count == 1)
    }
}

@Suite struct LivePathTests {
    @Test func armedRowsAllocateNothing() throws {
        var run = Rehearsal(person(.cmj), test: .cmj)
        #expect(run.session.weighing != nil)
        var effects: [LiveEffect] = []
        effects.reserveCapacity(16)
        let weight = try #require(run.session.weighing).weight
        var rows = RecordingRows(rate: 1000, reserve: 20_000)
        func turn() {
            let first = rows.count
            for _ in 0..<12 { rows.append(left: weight / 2, right: weight / 2, flags: []) }
            run.session.advance(rows, from: first, effects: &effects)
        }
        for _ in 0..<10 { turn() }
        guard let count = allocations(during: { for _ in 0..<500 { turn() } }) else { return }
        #expect(count == 0)
    }
}

@Suite struct LiveMeterTests {
    @Test func peaksAreOfTheUnsmoothedForces() {
        var meter = LiveMeter(rate: 1000)
        for i in 0..<1000 { meter.add(left: i == 500 ? 900 : 300, right: i == 700 ? 700 : 310) }
        #expect(meter.leftPeak == 900)
        #expect(meter.rightPeak == 700)
        #expect(meter.left < 310)
        let symmetry = meter.peakSymmetry(floor: 20, withheld: nil)
        #expect(abs((symmetry.value ?? 0) + 12.5) < 1e-12)
        #expect(meter.peakSymmetry(floor: 20, withheld: .sidesUnconfirmed).value == nil)
    }

    @Test func theSmoothingIsTheOnePoleOfTheSpecification() {
        // α = 0.0608986326 at 10 Hz and 1 kHz (formulas C.3).
        var meter = LiveMeter(rate: 1000)
        meter.add(left: 0, right: 0)
        meter.add(left: 100, right: 100)
        #expect(abs(meter.left - 6.08986326) < 1e-7)
    }

    @Test func theShareAppearsAndVanishesWithHysteresis() {
        var meter = LiveMeter(rate: 1000, bodyWeight: 700)
        func settle(_ force: Double) { for _ in 0..<2000 { meter.add(left: force / 2, right: force / 2) } }
        settle(39)
        #expect(meter.share == nil)
        settle(41)
        #expect(meter.share == 50)
        settle(33)
        #expect(meter.share == 50)
        settle(31)
        #expect(meter.share == nil)
    }

    @Test func missingRowsChangeNothing() {
        var meter = LiveMeter(rate: 1000)
        meter.add(left: 100, right: 50)
        let before = meter.left
        meter.add(left: .nan, right: .nan)
        #expect(meter.left == before)
        #expect(meter.leftPeak == 100)
    }
}
