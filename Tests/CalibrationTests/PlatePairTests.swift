import Calibration
import SignalCore
import Statistics
import Symmetry
import Testing

@Suite struct PlatePairTests {
    /// A person of 750 N on plates of which the right one shows `mismatch` more.
    ///
    /// Breath and heart move the force by about a newton and three; both must come back, as the body stays where it is.
    private func stands(
        mismatch: Double, seed: UInt64, drift: Double = 0, sway: Double = 1, rate: Double = 100
    ) throws -> [PlatePair.Stand] {
        var random = SplitMix64(seed: seed)
        var list: [PlatePair.Stand] = []
        for (number, part) in PlatePair.routine().enumerated() {
            let start = 15.0 * Double(number)
            let gain = part.plate == .right ? 1 + mismatch : 1
            var breath = Wave(frequency: 0.2 + 0.15 * random.unit(), phase: random.unit())
            var heart = Wave(frequency: 1 + 0.4 * random.unit(), phase: random.unit())
            // Slow sway, alike in neighbouring samples, and the noise of the plate.
            var slow = 0.0
            let samples = (0..<Int(12 * rate)).map { k in
                slow += -slow * 2 / rate + sway * 2 / rate.squareRoot() * random.gaussian()
                let body = 1.0 * breath.next(rate) + 3 * heart.next(rate) + slow
                return gain * (750 * (1 + drift * (start + Double(k) / rate)) + body) + 0.3 * random.gaussian()
            }
            list.append(
                try #require(
                    PlatePair.Stand(plate: part.plate, samples: samples, rate: rate, start: start, zeroUncertainty: 0.2)
                ))
        }
        return list
    }

    /// Parabolas that follow each other like a sine of amplitude 1.
    private struct Wave {
        var frequency: Double
        var phase: Double

        mutating func next(_ rate: Double) -> Double {
            phase += frequency / rate
            phase -= phase.rounded(.down)
            let half = phase < 0.5 ? phase : phase - 0.5
            return (phase < 0.5 ? 1 : -1) * 16 * half * (0.5 - half)
        }
    }

    @Test func aMismatchIsFoundAndRemoved() throws {
        for seed in 0..<50 as Range<UInt64> {
            let pair = try PlatePair(stands(mismatch: 0.015, seed: seed))
            #expect(abs(pair.mismatchPercent - 1.5) < 0.2, "seed \(seed): \(pair.mismatchPercent)")
            #expect(pair.isMismatched && !pair.keepsLimit)
            // Two equal legs on these plates, before and after.
            let left = ForceScale(id: "l", quantity: "V", coefficients: [0, 1000])
            let right = ForceScale(id: "r", quantity: "V", coefficients: [0, 1000])
            func index(_ l: Double, _ r: Double) -> Double { PairIndex.symmetryIndex.formula(left: l, right: r) }
            let before = index(left.gross(0.4), right.gross(0.4 * 1.015))
            let after = index(
                pair.corrected(left, .left).gross(0.4), pair.corrected(right, .right).gross(0.4 * 1.015))
            #expect(abs(before - pair.bias) < 0.1)
            #expect(abs(after) < 0.1, "\(after)")
            #expect(pair.corrected(left, .left).id == "l+pair")
        }
    }

    @Test func itsIntervalHolds() throws {
        var inside = 0
        for seed in 0..<200 as Range<UInt64> {
            let pair = try PlatePair(stands(mismatch: 0.004, seed: 100 + seed))
            if abs(pair.logRatio - 0.003992) <= pair.halfWidth { inside += 1 }
            #expect(pair.unresolvedNow > pair.unresolvedCorrected)
        }
        #expect(inside >= 180, "\(inside) of 200")
    }

    @Test func aCommonDriftIsNoMismatch() throws {
        // A tenth of a percent in the minute.
        let pair = try PlatePair(stands(mismatch: 0, seed: 5, drift: 0.001 / 60, sway: 0.5))
        #expect(abs(pair.mismatchPercent) < 0.05, "\(pair.mismatchPercent)")
        #expect(abs(try #require(pair.drift) - 0.001 / 60) < 1e-5)
    }

    @Test func equalPlatesKeepTheLimit() throws {
        let pair = try PlatePair(stands(mismatch: 0, seed: 8, sway: 0.5))
        #expect(pair.keepsLimit && pair.unresolvedCorrected < 0.25)
    }

    @Test func standsThatDisagreeSaySo() throws {
        // The right plate shows 1 % more the second time: far beyond what each stand promised.
        let stands = [
            PlatePair.Stand(plate: .left, time: 0, force: 700, uncertainty: 0.1),
            PlatePair.Stand(plate: .right, time: 15, force: 700, uncertainty: 0.1),
            PlatePair.Stand(plate: .right, time: 30, force: 707, uncertainty: 0.1),
            PlatePair.Stand(plate: .left, time: 45, force: 700, uncertainty: 0.1),
        ]
        let pair = try PlatePair(stands)
        #expect(pair.degreesOfFreedom == 1)
        #expect(pair.halfWidth > 0.01)
        #expect(!pair.isMismatched)
    }

    @Test func laws() throws {
        let stands = try stands(mismatch: 0.01, seed: 11)
        let pair = try PlatePair(stands)
        // Who is called left does not matter, nor the body's weight.
        let turned = try PlatePair(
            stands.map {
                PlatePair.Stand(plate: $0.plate.other, time: $0.time, force: $0.force, uncertainty: $0.uncertainty)
            })
        #expect(abs(turned.logRatio + pair.logRatio) < 1e-12)
        let heavier = try PlatePair(
            stands.map {
                PlatePair.Stand(plate: $0.plate, time: $0.time, force: 2 * $0.force, uncertainty: 2 * $0.uncertainty)
            })
        #expect(abs(heavier.logRatio - pair.logRatio) < 1e-12)
        #expect(abs(heavier.uncertainty - pair.uncertainty) < 1e-12)
        #expect(abs(pair.factor(.left) * pair.factor(.right) - 1) < 1e-15)
        #expect(throws: CalibrationError.missingSteps("a stand on each plate")) {
            _ = try PlatePair(stands.filter { $0.plate == .left })
        }
        #expect(
            PlatePair.Stand(plate: .left, samples: [Double](repeating: 700, count: 150), rate: 100, start: 0) == nil)
        let swapped = PairUncertainty.swapped(first: 2.5, second: -1.5)
        #expect(swapped.bias == 0.5 && swapped.person == 2)
    }

    @Test func halfAPercentOfMismatchReachesTheInterval() throws {
        // Two plates of 0.25 % standard uncertainty each may differ by 0.35 %: the pair's u must not be 0.1 %.
        let u = PairUncertainty.logRatio(left: 0.0025, right: 0.0025)
        #expect(abs(u - 0.0025 * 2.0.squareRoot()) < 1e-12)
        #expect(PairUncertainty.logRatio(left: 0.0025, right: 0.0025, shared: 0.0025) == 0)
        // PD = (R − L)/R with R larger: the derivative by hand.
        let pd = try #require(
            PairUncertainty.percentageDifference(left: 540, right: 600, leftUncertainty: 2, rightUncertainty: 3))
        let expected = 100 * ((2.0 / 600) * (2.0 / 600) + (540.0 * 3 / 360_000) * (540.0 * 3 / 360_000)).squareRoot()
        #expect(abs(pd - expected) < 1e-12)
    }
}
