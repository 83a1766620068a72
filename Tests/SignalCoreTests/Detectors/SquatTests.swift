import Foundation
import SignalCore
import Statistics
import Testing

@Suite struct SquatTests {
    /// Second derivative of the quintic from 0 to 1, at rest at both ends.
    private func quintic(_ u: Double) -> Double { u > 0 && u < 1 ? 60 * u - 180 * u * u + 120 * u * u * u : 0 }

    /// Second derivative of sin⁴(πu/2): begins softly, turns at once.
    private func bounce(_ u: Double) -> Double {
        guard u > 0, u < 1 else { return 0 }
        let (s, c) = (sin(.pi * u / 2), cos(.pi * u / 2))
        return (.pi * .pi / 4) * (12 * s * s * c * c - 4 * s * s * s * s)
    }

    /// Total force of squats whose position is known: each `(start, descent, pause, ascent, depth)` in s and m.
    private func force(
        _ squats: [(Double, Double, Double, Double, Double)], seconds: Double, weight: Double = 750,
        rate: Double = 1000,
        noise: Double = 0, seed: UInt64 = 1
    ) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<Int(seconds * rate)).map { i in
            let t = Double(i) / rate
            var acceleration = 0.0
            for (start, descent, pause, ascent, depth) in squats {
                let bottom = start + descent
                if pause > 0 {
                    acceleration -= depth * quintic((t - start) / descent) / (descent * descent)
                    acceleration += depth * quintic((t - bottom - pause) / ascent) / (ascent * ascent)
                } else {
                    acceleration -= depth * bounce((t - start) / descent) / (descent * descent)
                    acceleration -= depth * bounce((bottom + ascent - t) / ascent) / (ascent * ascent)
                }
            }
            return weight * (1 + acceleration / 9.80665) + noise * random.gaussian()
        }
    }

    @Test(arguments: [60.0, 250, 1000])
    func findsEachSquatAtItsBottom(rate: Double) {
        let squats: [(Double, Double, Double, Double, Double)] = [
            (1.5, 1, 0, 0.8, 0.45), (4, 1.5, 0, 1, 0.5), (7, 0.8, 0, 0.6, 0.4), (9, 2.5, 0, 1.5, 0.55),
        ]
        let y = force(squats, seconds: 15, rate: rate, noise: 3)
        let found = SquatRepetitions.find(y, systemWeight: 750, rate: rate, from: Int(rate))
        #expect(found.count == 4)
        for (squat, rep) in zip(squats, found) {
            #expect(abs(Double(rep.bottom) / rate - (squat.0 + squat.1)) < 0.06)
            #expect(abs(rep.depth + squat.4) < 0.05 * squat.4 + 0.01)
            #expect(Double(rep.start) / rate > squat.0 - 0.05)
            #expect(Double(rep.start) / rate < squat.0 + 0.35 * squat.1)
            #expect(Double(rep.end) / rate > squat.0 + squat.1 + 0.6 * squat.3)
            #expect(Double(rep.end) / rate < squat.0 + squat.1 + squat.3 + 0.05)
        }
    }

    @Test(arguments: [-0.002, 0, 0.002])
    func aWrongWeighingIsBorne(error: Double) {
        let squats = (0..<8).map { (2 + 3 * Double($0), 1.2, 0.0, 0.9, 0.5) }
        let y = force(squats, seconds: 28, noise: 3)
        let found = SquatRepetitions.find(y, systemWeight: 750 * (1 + error), rate: 1000, from: 1000)
        #expect(found.count == 8)
        for (squat, rep) in zip(squats, found) {
            #expect(abs(Double(rep.bottom) / 1000 - (squat.0 + squat.1)) < 0.06)
        }
    }

    @Test func aPauseIsStillOneSquat() {
        let paused = force([(1.5, 1, 1.5, 0.8, 0.5)], seconds: 6)
        let one = SquatRepetitions.find(paused, systemWeight: 750, rate: 1000, from: 500)
        #expect(one.count == 1)
        if let rep = one.first {
            #expect(rep.bottom >= 2450 && rep.bottom <= 4050)
            #expect(abs(rep.depth + 0.5) < 0.01)
        }
    }

    @Test func aSecondDipBelongsToTheSameSquat() {
        // Down 0.3 m, down 0.2 m more, up 0.5 m: `(start, duration, displacement)`, back to back.
        let moves = [(1.5, 0.8, -0.3), (2.3, 0.7, -0.2), (3.0, 0.9, 0.5)]
        let y = (0..<6000).map { (i: Int) -> Double in
            var acceleration = 0.0
            for (start, time, way) in moves {
                acceleration += way * quintic((Double(i) / 1000 - start) / time) / (time * time)
            }
            return 750 * (1 + acceleration / 9.80665)
        }
        let found = SquatRepetitions.find(y, systemWeight: 750, rate: 1000, from: 500)
        #expect(found.count == 1)
        if let rep = found.first {
            #expect(abs(rep.bottom - 3000) < 100)
            #expect(abs(rep.depth + 0.5) < 0.01)
        }
    }

    @Test func backToBackWithoutStanding() {
        let squats = (0..<5).map { (2 + 1.8 * Double($0), 1.0, 0.0, 0.8, 0.45) }
        let found = SquatRepetitions.find(
            force(squats, seconds: 13, noise: 2), systemWeight: 750, rate: 1000, from: 1000)
        #expect(found.count == 5)
        for (squat, rep) in zip(squats, found) {
            #expect(abs(Double(rep.bottom) / 1000 - (squat.0 + squat.1)) < 0.06)
        }
    }

    @Test func standingSwayingAndSteppingOffAreNoSquats() {
        let still = force([], seconds: 20, noise: 5)
        #expect(SquatRepetitions.find(still, systemWeight: 750, rate: 1000).isEmpty)
        let shallow = force([(2, 1, 0, 1, 0.04)], seconds: 6)
        #expect(SquatRepetitions.find(shallow, systemWeight: 750, rate: 1000).isEmpty)
        var off = force([(2, 1, 0, 0.8, 0.5)], seconds: 10)
        for i in 6000..<10_000 { off[i] = 2 }
        #expect(SquatRepetitions.find(off, systemWeight: 750, rate: 1000).count == 1)
        let cut = Array(force([(2, 1, 0, 0.8, 0.5)], seconds: 3))
        #expect(SquatRepetitions.find(cut, systemWeight: 750, rate: 1000).isEmpty)
        #expect(SquatRepetitions.find([], systemWeight: 750, rate: 1000).isEmpty)
        #expect(SquatRepetitions.find(still, systemWeight: 0, rate: 1000).isEmpty)
        #expect(SquatRepetitions.find(still, systemWeight: 750, rate: 1000, from: 90_000).isEmpty)
    }

    @Test func whatStandsBeforeChangesNoSquat() {
        let y = force([(2, 1, 0, 0.8, 0.5), (5, 1.2, 0, 1, 0.5)], seconds: 8)
        let longer = Array(y[..<1000]) + y
        let a = SquatRepetitions.find(y, systemWeight: 750, rate: 1000, from: 800)
        let b = SquatRepetitions.find(longer, systemWeight: 750, rate: 1000, from: 1800)
        #expect(a.count == 2)
        #expect(
            b.map { [$0.start - 1000, $0.bottom - 1000, $0.end - 1000] } == a.map { [$0.start, $0.bottom, $0.end] })
    }
}
