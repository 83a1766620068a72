import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@Suite struct ClockTests {
    private let worked: [SIMD2<Double>] = zip(
        stride(from: 0.0, through: 5000, by: 1000), [10.0005, 11.0012, 12.0003, 13.0021, 14.0009, 15.0011]
    ).map { SIMD2($0, $1) }

    @Test func leastSquaresVector() throws {
        let vector = try Vectors()["C.clock"]
        let line = try #require(ClockLine.leastSquares(worked))
        #expect(vector["slope"].matches(line.secondsPerSample))
        #expect(vector["offset"].matches(line.offset))
        #expect(vector["fs"].matches(line.rate))
        // The difference to 1 of a number of 16 digits: ten of them are left.
        #expect(abs(line.deviation(fromRate: 1000) - vector["ppm"].number) < 1e-6)
    }

    @Test func hullVector() throws {
        let vector = try Vectors()["C.hull"]
        let hull = ClockLine.lowerHull(worked)
        #expect(hull == (0..<vector.count).map { SIMD2(vector[$0][0].number, vector[$0][1].number) })
        let line = try #require(ClockLine.earliestArrivals(worked))
        #expect(abs(line.secondsPerSample - 0.0010002666667) < 5e-14)
        #expect(abs(line.rate - 999.733404) < 5e-7)
    }

    @Test func hullLiesUnderEveryPoint() {
        for seed in 1...20 {
            var random = SplitMix64(seed: UInt64(seed))
            let points = (0..<200).map { SIMD2(Double($0), Double($0) * 0.01 + random.unit()) }
            let hull = ClockLine.lowerHull(points)
            #expect(hull.first == points.first)
            #expect(hull.last == points.last)
            for (a, b) in zip(hull, hull.dropFirst()) {
                for p in points where p.x >= a.x && p.x <= b.x {
                    #expect(p.y >= a.y + (b.y - a.y) * (p.x - a.x) / (b.x - a.x) - 1e-12)
                }
            }
            let slopes = zip(hull, hull.dropFirst()).map { ($1.y - $0.y) / ($1.x - $0.x) }
            #expect(slopes == slopes.sorted())
        }
    }

    @Test func laterEdgeOfEquals() throws {
        let points = [SIMD2(0.0, 0.0), SIMD2(10.0, 1.0), SIMD2(20.0, 3.0)]
        #expect(try #require(ClockLine.earliestArrivals(points)).secondsPerSample == 0.2)
    }

    @Test func noLineWithoutTwoInstants() {
        for fit in [ClockLine.leastSquares, ClockLine.earliestArrivals] {
            #expect(fit([]) == nil)
            #expect(fit([SIMD2(3, 4)]) == nil)
            #expect(fit([SIMD2(3, 4), SIMD2(3, 5)]) == nil)
            #expect(fit([SIMD2(3, 4), SIMD2(9, 4)]) == nil)
        }
        #expect(ClockLine.lowerHull([SIMD2(1, 5), SIMD2(1, 3), SIMD2(1, 4)]) == [SIMD2(1, 3)])
    }

    @Test func hostClocksFromLongAgoLoseNothing() throws {
        let far = worked.map { SIMD2($0.x + 1e9, $0.y + 1e6) }
        let near = try #require(ClockLine.leastSquares(worked))
        let line = try #require(ClockLine.leastSquares(far))
        #expect(abs(line.secondsPerSample / near.secondsPerSample - 1) < 1e-7)
    }
}

@Suite struct ClockTrackerTests {
    /// Packets of 25 samples that arrive late by an exponential delay.
    private func arrivals(seconds: Double, period: Double, delay: Double, seed: UInt64) -> [(Int, Double)] {
        var random = SplitMix64(seed: seed)
        var last = 0.0
        return (1...Int(seconds / period / 25)).map { k in
            let late = -delay * log(1 - random.unit())
            last = max(last, 50 + Double(25 * k) * period + late)
            return (25 * k, last)
        }
    }

    @Test func trueRateWithinTwentyMillionths() throws {
        for seed in 1...10 {
            var tracker = ClockTracker()
            #expect(tracker.fit() == .tooShort)
            for (sample, time) in arrivals(seconds: 70, period: 0.00100012, delay: 0.0005, seed: UInt64(seed)) {
                tracker.add(sample: sample, at: time)
            }
            guard case .line(let line, let jitter) = tracker.fit() else {
                Issue.record("no line")
                continue
            }
            #expect(abs(line.deviation(fromRate: 1000) - 120) < 20)
            // 95 % of exponential delays are under 3 times their mean.
            #expect(abs(jitter - 0.0015) < 0.0004)
        }
    }

    @Test func unsureUntilTenSecondsAndWithLateArrivals() {
        var tracker = ClockTracker()
        for (sample, time) in arrivals(seconds: 9.9, period: 0.001, delay: 0.0001, seed: 1) {
            tracker.add(sample: sample, at: time)
        }
        #expect(tracker.fit() == .tooShort)
        tracker.reset()
        for (sample, time) in arrivals(seconds: 30, period: 0.001, delay: 0.01, seed: 2) {
            tracker.add(sample: sample, at: time)
        }
        guard case .jittery(let jitter) = tracker.fit() else {
            Issue.record("a scatter of 30 ms passed")
            return
        }
        #expect(jitter > 0.005)
    }

    @Test func theWindowForgets() throws {
        // 500 ppm for 60 s, then true: after another 61 s nothing of the first minute is left.
        var tracker = ClockTracker()
        for k in 1...600 { tracker.add(sample: 100 * k, at: 0.10005 * Double(k)) }
        for k in 1...610 { tracker.add(sample: 60_000 + 100 * k, at: 60.03 + 0.1 * Double(k)) }
        guard case .line(let line, let jitter) = tracker.fit() else {
            Issue.record("no line")
            return
        }
        #expect(abs(line.deviation(fromRate: 1000)) < 1e-3)
        #expect(jitter < 1e-9)
    }

    @Test func pointsThatGoBackAreRefused() {
        var tracker = ClockTracker()
        let taken = [(10, 1.0), (10, 2), (20, 0.5), (20, 1)].map { tracker.add(sample: $0.0, at: $0.1) }
        #expect(taken == [true, false, false, true])
    }
}
