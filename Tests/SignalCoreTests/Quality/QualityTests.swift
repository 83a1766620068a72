import Foundation
import SignalCore
import Statistics
import Testing

@Suite struct SaturationTests {
    @Test func threeInARowAtTheLimit() {
        let force = [0, 980, 980, 0, 980, 981, 979.99, 985, 990, 1000, 5, -980, -980, -990, 980, 980, .nan, 980]
        #expect(Saturation.runs(force, capacity: 1000) == [7...9, 11...13])
        #expect(Saturation.runs(force, atOrBelow: -2000, atOrAbove: 2000).isEmpty)
        #expect(Saturation.runs([5, 5, 5], atOrBelow: 0, atOrAbove: 5) == [0...2])
        #expect(Saturation.runs([], capacity: 1000).isEmpty)
    }
}

@Suite struct SpikeTests {
    @Test func aLoneOutlierInNoise() {
        for seed in 1...20 {
            var y = Signals.noise(2000, seed: UInt64(seed)).map { 700 + $0 }
            #expect(Spikes.indices(y).isEmpty)
            y[900] += 60
            y[1500] -= 60
            #expect(Spikes.indices(y) == [900, 1500])
        }
    }

    @Test func stepsKinksAndPlateausAreNone() {
        let noise = Signals.noise(2000, seed: 3)
        let step = noise.indices.map { noise[$0] + ($0 < 1000 ? 0 : 800) }
        let kink = noise.indices.map { noise[$0] + abs(Double($0) - 1000) * 30 }
        let plateau = noise.indices.map { noise[$0] + (1000..<1003 ~= $0 ? 500 : 0) }
        #expect(Spikes.indices(step).isEmpty)
        #expect(Spikes.indices(kink).isEmpty)
        #expect(Spikes.indices(plateau).isEmpty)
        #expect(Spikes.indices(Signals.jump()).isEmpty)
    }

    @Test func quietSignalsAndGaps() {
        var y = [Double](repeating: 0, count: 50)
        #expect(Spikes.indices(y).isEmpty)
        y[20] = 0.4
        #expect(Spikes.indices(y).isEmpty)
        y[20] = 5
        #expect(Spikes.indices(y) == [20])
        y[21] = .nan
        #expect(Spikes.indices(y).isEmpty)
        #expect(Spikes.indices([1, 9, 1]).isEmpty)
    }
}

@Suite struct MainsTests {
    @Test(arguments: [50.0, 60])
    func theLineAndItsAmplitude(frequency: Double) throws {
        let noise = Signals.noise(5000, seed: 6)
        let clean = try #require(MainsLine(noise, rate: 1000, frequency: frequency))
        #expect(!clean.isFlagged)
        let humming = noise.indices.map { (i: Int) -> Double in
            let phase = 2 * Double.pi * frequency * Double(i) / 1000 + 0.3
            return noise[i] + 700 + 0.8 * sin(phase)
        }
        let line = try #require(MainsLine(humming, rate: 1000, frequency: frequency))
        #expect(line.isFlagged)
        #expect(abs(line.amplitude - 0.8) < 0.1)
        let other = try #require(MainsLine(humming, rate: 1000, frequency: frequency == 50 ? 60 : 50))
        #expect(!other.isFlagged)
    }

    @Test func cleanSineHasItsExactAmplitude() throws {
        let y = (0..<3000).map { (i: Int) -> Double in
            let phase = 2 * Double.pi * 50 * Double(i) / 1000
            return 2.5 * sin(phase) + 1e-3 * Double(i % 3)
        }
        #expect(abs(try #require(MainsLine(y, rate: 1000, frequency: 50)).amplitude - 2.5) < 1e-3)
    }

    @Test func falseAlarmsInNoiseAreRare() throws {
        var flagged = 0
        for seed in 1...200 {
            let line = try #require(MainsLine(Signals.noise(1000, seed: UInt64(seed)), rate: 500, frequency: 50))
            if line.isFlagged { flagged += 1 }
        }
        #expect(flagged <= 2)
    }

    @Test func whereItCannotBeTold() {
        let y = Signals.noise(500, seed: 1)
        #expect(MainsLine(y, rate: 100, frequency: 50) == nil)
        #expect(MainsLine(y, rate: 1000, frequency: 50) == nil)
        #expect(MainsLine(y.map { _ in 0 }, rate: 250, frequency: 50) == nil)
        #expect(MainsLine(y.map { _ in .nan }, rate: 250, frequency: 50) == nil)
    }

    @Test func goertzelIsTheFourierSum() {
        let y = Signals.noise(300, seed: 2)
        for frequency in [0, 3.3, 50, 120, 250.0] {
            var goertzel = Goertzel(frequency: frequency, rate: 500)
            var real = 0.0
            var imaginary = 0.0
            for (n, v) in y.enumerated() {
                goertzel.process(v)
                real += v * cos(2 * .pi * frequency * Double(n) / 500)
                imaginary += v * sin(2 * .pi * frequency * Double(n) / 500)
            }
            let power = real * real + imaginary * imaginary
            #expect(abs(goertzel.power - power) < 1e-8 * max(power, 1))
        }
    }
}

@Suite struct UnloadedCheckTests {
    @Test func noiseZeroAndDrift() throws {
        let quiet = Signals.noise(2000, seed: 1, sd: 0.4)
        let before = try #require(UnloadedCheck(quiet, rate: 1000))
        #expect(before.isQuiet() && before.isZeroed())
        #expect(before.isQuiet(limit: UnloadedCheck.dynamometerNoise))
        #expect(!(try #require(UnloadedCheck(quiet.map { 3 * $0 }, rate: 1000)).isQuiet()))
        let after = try #require(UnloadedCheck(quiet.map { $0 - 3.2 }, rate: 1000))
        #expect(!after.isZeroed())
        #expect(!after.isStable(since: before, bodyWeight: 700))
        #expect(after.isStable(since: before, bodyWeight: 1700))
        #expect(UnloadedCheck.largestDrift(bodyWeight: 1500) == 3)
        #expect(UnloadedCheck(Array(quiet[1...]), rate: 1000) == nil)
        #expect(UnloadedCheck(quiet.map { _ in .nan }, rate: 1000) == nil)
    }

    @Test func rates() {
        #expect(RateCheck.isNominal(1000.49, nominal: 1000))
        #expect(!RateCheck.isNominal(999.49, nominal: 1000))
        #expect(RateCheck.agree(1000.1, 999.95))
        #expect(!RateCheck.agree(1000.1, 999.85))
        #expect(!RateCheck.isNominal(.nan, nominal: 1000))
        #expect(abs(RateCheck.deviation(1000.25, nominal: 1000) - 250) < 1e-6)
    }
}
