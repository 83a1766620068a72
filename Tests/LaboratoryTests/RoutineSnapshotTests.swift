import Calibration
import Laboratory
import Statistics
import Testing

@Suite("Checks and comparisons on a screen")
struct RoutineSnapshotTests {
    @Test("A check shows what to do, what the plate reads and what came of it")
    func check() {
        var routine = CheckRoutine(rate: 100, reference: 196, uncertainty: 0.01)
        var random = SplitMix64(seed: 3)
        func add(_ left: Double, _ right: Double, _ seconds: Int) {
            for _ in 0..<100 * seconds {
                routine.add(left: left + 0.1 * random.gaussian(), right: right + 0.1 * random.gaussian())
            }
        }
        var shown = routine.snapshot("c", weight: "20kg", live: [0.1, 0.2])
        #expect(shown.step == 1 && shown.total == 5 && shown.instruction == "Keep off both plates.")
        #expect(shown.target == nil && shown.force == nil)
        add(0, 0, 5)
        shown = routine.snapshot("c", weight: "20kg", live: [3, nil])
        #expect(shown.step == 2 && shown.instruction == "Put the 20kg in the middle of the person's LEFT plate.")
        #expect(
            shown.target == 196 && abs((shown.force ?? 0) - 3) < 0.1
                && shown.waiting == "waiting for the weight to rest")
        add(196, 0, 4)
        add(0, 0, 4)
        add(0, 196, 4)
        add(0, 0, 4)
        shown = routine.snapshot("c", weight: "20kg", live: [0, nil], outcome: ("PASSED.", ["none"]))
        #expect(shown.isFinished && shown.step == nil && shown.done == 5)
        #expect(shown.instruction == "PASSED." && shown.problems == ["none"] && shown.live.last == .some(nil))
        #expect(shown.readings.map(\.text) == ["20kg on the left plate", "20kg on the right plate"])
    }

    @Test("A comparison counts its stands")
    func pair() {
        var routine = PairRoutine(rate: 100, seconds: 32)
        var random = SplitMix64(seed: 4)
        func add(_ left: Double, _ right: Double, _ seconds: Int) {
            for _ in 0..<100 * seconds {
                routine.add(left: left + 0.1 * random.gaussian(), right: right + 0.1 * random.gaussian())
            }
        }
        #expect(routine.snapshot("p", live: []).step == 1)
        add(0, 0, 5)
        let first = routine.snapshot("p", live: [1, 2])
        #expect(first.step == 2 && first.total == 8 && abs((first.force ?? 0) - 1) < 0.1)
        #expect(first.instruction == "Stand 1 of 4: both feet on the LEFT plate, and stand still.")
        for side in [0, 1, 1, 0] {
            add(side == 0 ? 700 : 0, side == 1 ? 700 : 0, 9)
            add(0, 0, 1)
        }
        let last = routine.snapshot("p", live: [1, 2])
        #expect(last.isFinished && last.readings.count == 4 && last.done == 8)
        #expect(last.readings[1].text == "stand on the right plate")
    }
}
