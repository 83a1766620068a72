import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@Suite struct EffortTests {
    @Test func vector() throws {
        let vector = try Vectors()["B.reps"]
        let force = (0..<1000).map { 400 * max(0, sin(.pi * Double($0) / 100)) }
        let thresholds = EffortThresholds(sessionMaximum: try #require(force.max()))
        #expect(thresholds == EffortThresholds(on: 80, off: 40))
        let efforts = EffortDetector.efforts(force, rate: 100, thresholds: thresholds)
        #expect(efforts.count == vector.count)
        for (k, effort) in efforts.enumerated() {
            #expect([effort.start, effort.end, effort.peak].map(Double.init) == vector[k].numbers)
            #expect(effort.peakForce == force[effort.peak])
        }
    }

    @Test func floorHoldsThresholdsUp() {
        #expect(EffortThresholds(sessionMaximum: 100, floor: 15) == EffortThresholds(on: 20, off: 15))
        #expect(EffortThresholds(sessionMaximum: 10, floor: 5) == EffortThresholds(on: 5, off: 5))
        #expect(EffortThresholds(on: 5, off: 9).off == 5)
    }

    private let thresholds = EffortThresholds(on: 20, off: 10)
    private func pulses(_ ranges: [Range<Int>], count: Int, open: Int? = nil) -> [Double] {
        var y = [Double](repeating: 0, count: count)
        for (k, range) in ranges.enumerated() { for i in range { y[i] = 30 + Double(k) } }
        if let open { for i in open..<count { y[i] = 90 } }
        return y
    }

    @Test func closeEffortsAreOneAndShortOnesNone() {
        func found(_ y: [Double]) -> [[Int]] {
            EffortDetector.efforts(y, rate: 100, thresholds: thresholds).map { [$0.start, $0.end, $0.peak] }
        }
        // 29 samples apart: one. 30 apart: two.
        #expect(found(pulses([10..<50, 79..<120], count: 300)) == [[10, 120, 79]])
        #expect(found(pulses([10..<50, 80..<120], count: 300)) == [[10, 50, 10], [80, 120, 80]])
        // 19 samples: none. 20: one.
        #expect(found(pulses([10..<29], count: 300)) == [])
        #expect(found(pulses([10..<30], count: 300)) == [[10, 30, 10]])
        // An effort that ends with the recording has ended; one that is open has not, and takes nothing with it.
        #expect(found(pulses([10..<50], count: 52)) == [[10, 50, 10]])
        #expect(found(pulses([10..<50], count: 90, open: 60)) == [[10, 50, 10]])
        #expect(found(pulses([], count: 90, open: 60)) == [])
        #expect(found([]) == [])
    }

    @Test func betweenTheThresholdsNothingHappens() {
        var y = pulses([10..<100], count: 200)
        for i in 40..<60 { y[i] = 10 }
        y[70] = .nan
        #expect(EffortDetector.efforts(y, rate: 100, thresholds: thresholds).count == 1)
        #expect(EffortDetector.efforts(y.map { min($0, 19.99) }, rate: 100, thresholds: thresholds).isEmpty)
    }

    /// The definition, over whole arrays: runs by hysteresis, then joined, then sieved.
    private func byDefinition(_ y: [Double], on: Double, off: Double, gap: Int, length: Int) -> [Effort] {
        var runs: [(Int, Int)] = []
        var i = 0
        while let start = (i..<max(y.count, i)).first(where: { y[$0] >= on }),
            let end = (start..<y.count).first(where: { y[$0] < off })
        {
            if let last = runs.last, start - last.1 < gap {
                runs[runs.count - 1].1 = end
            } else {
                runs.append((start, end))
            }
            i = end
        }
        return runs.filter { $0.1 - $0.0 >= length }.map { run in
            var peak = run.0
            for k in run.0..<run.1 where y[k] > y[peak] { peak = k }
            return Effort(start: run.0, end: run.1, peak: peak, peakForce: y[peak])
        }
    }

    @Test func streamEqualsDefinitionOnRandomWalks() {
        for seed in 1...50 {
            var random = SplitMix64(seed: UInt64(seed))
            var force = 0.0
            let y = (0..<2000).map { _ -> Double in
                force = max(0, force * 0.97 + 4 * random.gaussian())
                return force
            }
            let expected = byDefinition(y, on: 20, off: 10, gap: 30, length: 20)
            #expect(EffortDetector.efforts(y, rate: 100, thresholds: thresholds) == expected)
        }
    }

    @Test func reportComesOnceTheGapHasPassed() {
        let y = pulses([10..<50], count: 200)
        var detector = EffortDetector(thresholds, rate: 100)
        let at = y.indices.filter { _ in detector.process(y[detector.count]) != nil }
        #expect(at == [80])
        #expect(detector.finish() == nil)
    }

    #if !DEBUG  // a debug build allocates metadata on first use
        @Test func nothingIsAllocated() {
            let y = pulses([10..<50, 100..<150], count: 300)
            var detector = EffortDetector(thresholds, rate: 100)
            var gate = LoadGate(bodyWeight: 700)
            var goertzel = Goertzel(frequency: 50, rate: 1000)
            var found = 0
            func turn() {
                for sample in y {
                    if detector.process(sample) != nil { found += 1 }
                    if gate.process(sample) { found += 1 }
                    goertzel.process(sample)
                }
            }
            turn()
            guard let count = allocations(during: { for _ in 0..<50 { turn() } }) else { return }
            #expect(count == 0)
            #expect(found > 100)
        }
    #endif
}

@Suite struct LoadGateTests {
    @Test func opensAtItsForceAndClosesAtFourFifths() {
        var gate = LoadGate(bodyWeight: 1000)
        #expect(gate.on == 50)
        #expect(
            [49.9, 50, 40, .nan, 39.9, 45, 50].map { gate.process($0) } == [
                false, true, true, true, false, false, true,
            ])
        #expect(LoadGate(bodyWeight: 500).on == 40)
    }
}
