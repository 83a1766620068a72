import Calibration
import Laboratory
import SignalCore
import Simulation
import Statistics
import Testing

@Suite("Routines of check and pair")
struct RoutineTests {
    private static let rate = 250.0

    /// Feeds a source with noise of 0.2 N and an offset to a routine.
    private static func feed(_ source: any ForceSource, seconds: Double, _ add: (Double, Double) -> Void) {
        var random = SplitMix64(seed: 7)
        for i in 0..<Int(seconds * rate) {
            let t = Double(i) / rate
            let noise = (0.7 * (random.unit() - 0.5), 0.7 * (random.unit() - 0.5))
            add(source.force(.left, at: t) + 40 + noise.0, source.force(.right, at: t) - 15 + noise.1)
        }
    }

    @Test("A weight on each plate passes; plates that differ by 3 % fail", arguments: [0.0, 3])
    func check(mismatch: Double) throws {
        let hand = PlacingHand(kilograms: 40)
        var routine = CheckRoutine(rate: Self.rate, reference: hand.force, uncertainty: 0.01)
        Self.feed(MismatchedPlates(hand, percent: mismatch), seconds: hand.duration) {
            routine.add(left: $0, right: $1)
        }
        #expect(routine.step == .done)
        let check = SessionCheck(time: "2026-11-22T10:00:00+00:00", operatorName: "a", plates: routine.plates)
        #expect(check.outcome == (mismatch == 0 ? .passed : .failed))
        #expect(abs(try #require(check.mismatchPercent) - mismatch) < 0.05)
    }

    @Test("Where no weight comes the check is not complete, and the zero is not that of somebody who stands there")
    func noWeight() {
        var routine = CheckRoutine(rate: Self.rate, reference: 196, uncertainty: 0, patience: 10)
        Self.feed(NoLoad(), seconds: 40) { routine.add(left: $0, right: $1) }
        #expect(routine.step == .done)
        let check = SessionCheck(time: "2026-11-22T10:00:00+00:00", operatorName: "a", plates: routine.plates)
        #expect(check.outcome == .incomplete)
    }

    @Test("The pair routine finds a mismatch within 0.2 %", arguments: [-4, 0, 0.5, 1.5])
    func pair(mismatch: Double) throws {
        let person = SteppingPerson()
        var routine = PairRoutine(rate: Self.rate)
        Self.feed(MismatchedPlates(person, percent: mismatch), seconds: person.duration) {
            routine.add(left: $0, right: $1)
        }
        #expect(routine.step == .done)
        #expect(routine.stands.map(\.plate) == [.left, .right, .right, .left])
        let pair = try PlatePair(routine.stands)
        #expect(abs(pair.mismatchPercent - mismatch) < 0.2)
        #expect(abs(pair.mismatchPercent - mismatch) < 100 * 2 * pair.halfWidth + 1e-9)
    }

    @Test("Somebody with a foot on each plate makes no stand")
    func bothFeet() {
        struct Both: ForceSource {
            func force(_ side: Side, at seconds: Double) -> Double { seconds > 5 ? 350 : 0 }
            var duration: Double { 60 }
        }
        var routine = PairRoutine(rate: Self.rate, patience: 10)
        Self.feed(Both(), seconds: 60) { routine.add(left: $0, right: $1) }
        #expect(routine.step == .gaveUp)
        #expect(routine.stands.isEmpty)
    }
}
