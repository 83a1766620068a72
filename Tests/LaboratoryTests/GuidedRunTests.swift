import Calibration
import Laboratory
import SignalCore
import Statistics
import Testing

@Suite("Guided run")
struct GuidedRunTests {
    private let span = CalibrationPlan.zeroAndSpan(["W1", "W2"], dwell: 3)

    @Test("Zero, weight and zero are read by themselves, with the sensor's own values")
    func knownAnswers() throws {
        var bench = GuidedBench(GuidedBench.run(span))
        bench.put(0, 8)
        #expect(bench.guide.run.readings.count == 1)
        #expect(bench.guide.snapshot.instruction == "Step 2 of 3: put on W1 + W2 (294 N).")
        let force = bench.wanted
        #expect(abs(force - 30 * 9.8126) < 0.1)
        bench.put(force, 8)
        bench.put(0, 8)
        #expect(bench.guide.step == nil)
        #expect(bench.events.last == .finished)
        let readings = bench.guide.run.readings
        #expect(readings.map(\.step) == [0, 1, 2])
        for (reading, newtons) in zip(readings, [0, force, 0]) {
            let right = GuidedBench.zero + GuidedBench.gain * newtons
            // 200 samples of 0.4 N: five standard errors.
            #expect(abs(reading.means[0] - right) < 5 * GuidedBench.gain * 0.4 / 200.0.squareRoot())
            #expect(abs(reading.deviations[0] / GuidedBench.gain - 0.4) < 0.1)
            #expect((190...210).contains(reading.count))
            #expect(reading.samples.count >= reading.count)
            // Whole blocks of a tenth of a second.
            #expect(reading.end - reading.start <= 2.1)
        }
        // The load rests for its dwell before the window ends.
        #expect(readings[1].end - 8 >= 3)
    }

    @Test("It waits for a load that has not changed, and says so")
    func waitsForChange() {
        var bench = GuidedBench(GuidedBench.run(span))
        bench.put(0, 60)
        #expect(bench.guide.run.readings.count == 1)
        #expect(bench.guide.snapshot.waiting.contains("waiting for the load to change"))
    }

    @Test("The wrong weight is told in newtons, and taken only by hand")
    func wrongWeight() {
        var bench = GuidedBench(GuidedBench.run(span), nominal: 1 / GuidedBench.gain)
        bench.put(0, 8)
        bench.put(200, 20)
        #expect(bench.guide.run.readings.count == 1)
        let words = bench.guide.snapshot.waiting
        #expect(words.hasPrefix("the reading says about "), "\(words)")
        #expect(words.hasSuffix("this step needs 294 N"), "\(words)")
        bench.perform(.next)
        #expect(bench.guide.run.readings.count == 2)
        #expect(bench.guide.run.notes.first?.contains("by hand") == true)
    }

    @Test("A sensor that shows load as negative is told")
    func negative() {
        var bench = GuidedBench(GuidedBench.run(span), nominal: -1 / GuidedBench.gain)
        bench.put(0, 8)
        bench.put(294, 8)
        #expect(bench.guide.snapshot.waiting.contains("negative"), "\(bench.guide.snapshot.waiting)")
    }

    @Test("The same weight after a turn has to come off and on again")
    func turned() {
        let plan = CalibrationPlan.deadWeight([["W1"]], rotations: [0, 120], preloads: 2, descending: false, dwell: 2)
        var bench = GuidedBench(GuidedBench.run(plan))
        bench.put(0, 2)
        bench.put(98.1, 8)
        #expect(bench.guide.step == 1)
        bench.put(98.1, 20)
        #expect(bench.guide.step == 1)
        #expect(bench.guide.waiting == .departure)
        bench.put(0, 1)
        bench.put(98.1, 8)
        #expect(bench.guide.step == 2)
    }

    @Test("A turn without a load waits for a word")
    func confirmedTurn() {
        let plan = CalibrationPlan(
            name: "t", steps: [CalibrationStep(.zero, dwell: 2), CalibrationStep(.zero, rotation: 120, dwell: 2)])
        var bench = GuidedBench(GuidedBench.run(plan), isUnattended: false)
        bench.put(0, 20)
        #expect(bench.guide.waiting == .confirmation)
        bench.perform(.next)
        bench.put(0, 6)
        #expect(bench.guide.step == nil)
    }

    @Test("Missing samples stay missing, and none becomes zero")
    func missing() {
        var bench = GuidedBench(GuidedBench.run(span))
        bench.put(0, 2)
        bench.events += bench.guide.take([.nan], at: bench.time)
        bench.time += 0.01
        #expect(bench.guide.snapshot.live == [nil])
        #expect(bench.guide.snapshot.force == nil)
        bench.put(0, 8)
        let samples = bench.guide.run.readings.flatMap(\.samples)
        #expect(!samples.isEmpty)
        #expect(samples.allSatisfy { ($0.values[0] ?? 1) != 0 })
    }

    @Test("Most samples of a long wait are left out, those of the stable part never")
    func thinned() throws {
        let plan = CalibrationPlan(name: "t", steps: [CalibrationStep(.zero, dwell: 120)])
        var bench = GuidedBench(GuidedBench.run(plan))
        bench.put(0, 130)
        let reading = try #require(bench.guide.run.readings.first)
        let stable = reading.samples.filter { $0.time >= reading.start && $0.time <= reading.end }
        #expect(stable.count == reading.count)
        #expect((400...1400).contains(reading.samples.count - stable.count))
        #expect(zip(reading.samples, reading.samples.dropFirst()).allSatisfy { $0.time < $1.time })
        #expect((reading.samples.first?.time ?? 99) < 3)
    }

    @Test("What cannot be done is refused with what to do instead")
    func refusals() {
        var bench = GuidedBench(GuidedBench.run(span))
        for command: GuidedRun.Command in [
            .redo(step: 9, because: "x"), .redo(step: 1, because: "x"), .void(because: "x"), .resume, .note(""), .next,
        ] {
            let before = bench.refusals.count
            bench.perform(command)
            #expect(bench.refusals.count == before + 1, "\(command)")
        }
        bench.put(0, 8)
        bench.perform(.void(because: ""))
        #expect(bench.refusals.last?.contains("Say why") == true)
        bench.perform(.stop)
        bench.perform(.next)
        #expect(bench.refusals.last?.contains("--resume run") == true)
    }

    @Test("A step that is read again keeps its first reading as void")
    func again() {
        var bench = GuidedBench(GuidedBench.run(span))
        bench.put(0, 8)
        bench.put(bench.wanted, 8)
        bench.perform(.redo(step: 1, because: "door open"))
        #expect(bench.guide.step == 0)
        bench.work()
        #expect(bench.guide.step == nil)
        let readings = bench.guide.run.readings
        #expect(readings.count == 4)
        #expect(readings[0].void == "door open")
        #expect(bench.guide.run.reading(0) == readings[2])
    }

    @Test("Whatever is asked for in whatever order, it can be finished and no reading is lost", arguments: 0..<40)
    func anyOrder(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let plan = CalibrationPlan.deadWeight([["W1"], ["W1", "W2"]], rotations: [0, 120], preloads: 1, dwell: 1)
        var bench = GuidedBench(GuidedBench.run(plan), isUnattended: seed % 2 == 0)
        bench.rate = 50
        // What lies on it at first is its zero, whatever it is.
        bench.put(0, 2)
        for _ in 0..<60 {
            switch random.next() % 12 {
            case 0: bench.perform(.next)
            case 1: bench.perform(.redo(step: Int(random.next() % 16), because: "seed"))
            case 2: bench.perform(.void(because: "seed"))
            case 3: bench.perform(.pause)
            case 4: bench.perform(.resume)
            case 5: bench.perform(.note("n"))
            case 6: bench.put(300 * random.unit(), 3)
            default: bench.put(bench.wanted, 4)
            }
            let kept = bench.entries.count {
                if case .reading = $0 { return true }
                return false
            }
            #expect(kept == bench.guide.run.readings.count)
        }
        // A slip may have been taken by hand as zero or load: what counts so far is declared void, as a person would.
        if bench.guide.isPaused { bench.perform(.resume) }
        while bench.guide.run.readings.contains(where: { $0.void == nil }) { bench.perform(.void(because: "again")) }
        for _ in 0..<100 where bench.guide.step != nil {
            if bench.guide.waiting == .confirmation { bench.perform(.next) }
            if bench.guide.waiting == .departure { bench.put(0, 1) }
            bench.put(bench.wanted, 6)
        }
        #expect(bench.guide.step == nil, "\(bench.guide.snapshot)")
        // The record alone gives the same run.
        var copy = GuidedBench.run(plan)
        for entry in bench.entries { entry.apply(to: &copy) }
        #expect(copy == bench.guide.run)
    }
}
