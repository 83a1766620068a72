import Statistics
import TestSupport
import Testing

@Suite struct IntervalTests {
    private let left: [Double] = [540, 552, 531, 545, 548]
    private let right: [Double] = [600, 588, 612, 597, 605]

    @Test func workedWelchOfLogs() throws {
        let vector = try Vectors()["A.stats"]["welch"]
        let welch = try #require(WelchInterval(logarithmsOf: left, right))
        #expect(vector["diff"].matches(100 * welch.difference))
        #expect(vector["se"].matches(100 * welch.standardError))
        #expect(vector["df"].matches(welch.degreesOfFreedom))
        #expect(vector["CI"][0].matches(100 * welch.bounds.lowerBound))
        #expect(vector["CI"][1].matches(100 * welch.bounds.upperBound))
    }

    @Test func welchMirrorsAndShifts() throws {
        let one = try #require(WelchInterval(first: left, second: right))
        let other = try #require(WelchInterval(first: right, second: left))
        #expect(one.bounds.lowerBound == -other.bounds.upperBound)
        #expect(abs(one.difference - 57.2) < 1e-12)
        let shifted = try #require(WelchInterval(first: left.map { $0 + 100 }, second: right.map { $0 + 100 }))
        #expect(abs(shifted.standardError - one.standardError) < 1e-12)
        #expect(abs(shifted.degreesOfFreedom - one.degreesOfFreedom) < 1e-9)
    }

    @Test func welchEdges() throws {
        #expect(WelchInterval(first: [1], second: [1, 2]) == nil)
        #expect(WelchInterval(first: [1, .infinity], second: [1, 2]) == nil)
        #expect(WelchInterval(logarithmsOf: [1, 0], [1, 2]) == nil)
        let still = try #require(WelchInterval(first: [2, 2, 2], second: [5, 5]))
        #expect(still.degreesOfFreedom == 3)
        #expect(still.bounds == 3...3)
    }

    @Test func meanIntervalByHand() throws {
        // 1, 2, 3: SE = 1/√3, and with two degrees of freedom t(p) = (2p − 1)/√(2p(1 − p)).
        let interval = try #require(MeanInterval([1, 2, 3]))
        #expect(abs(interval.halfWidth - 0.95 / 0.04875.squareRoot() / 3.0.squareRoot()) < 1e-11)
        #expect(interval.mean == 2)
        #expect(MeanInterval([1]) == nil)
        #expect(MeanInterval([1, .nan]) == nil)
        #expect(MeanInterval([1e308, 1.7e308]) == nil)
    }

    @Test func meanIntervalHoldsTheTruthAsOftenAsItSays() throws {
        var random = SplitMix64(seed: 26)
        var held = 0
        for _ in 0..<4000 {
            let values = (0..<4).map { _ in 10 + 3 * random.gaussian() }
            if try #require(MeanInterval(values)).bounds.contains(10) { held += 1 }
        }
        // 95 % of 4000 with a standard deviation of 13.8: four of them either way.
        #expect(abs(held - 3800) < 56)
    }

    @Test func individualThreshold() throws {
        let baseline = [4.0, 6, 5, 7]
        let threshold = try #require(IndividualThreshold(baseline: baseline))
        // t(0.975, 3)·SD·√1.25 with SD = √(5/3)
        #expect(abs(threshold.halfWidth - 3.182446305284263 * (5.0 / 3 * 1.25).squareRoot()) < 1e-11)
        #expect(threshold.mean == 5.5)
        #expect(!threshold.flags(10.0))
        #expect(threshold.flags(10.2))
        #expect(threshold.flags(0.8))
        #expect(threshold.flags(.nan))
        #expect(IndividualThreshold(baseline: [1, 2, 3]) == nil)
        #expect(IndividualThreshold(baseline: [1, 2, 3, .nan]) == nil)
    }

    @Test func individualThresholdFlagsOneInTwenty() throws {
        var random = SplitMix64(seed: 27)
        var flagged = 0
        for _ in 0..<4000 {
            let sessions = (0..<6).map { _ in -3 + 2 * random.gaussian() }
            if try #require(IndividualThreshold(baseline: Array(sessions[..<5]))).flags(sessions[5]) { flagged += 1 }
        }
        #expect(abs(flagged - 200) < 56)
    }

    @Test func changes() {
        let z = 1.959963984540054
        let one = ChangeTest(value: 12, baseline: 5, sessions: 1, typicalError: 2)
        #expect(one.change == 7)
        #expect(abs((one.limit ?? 0) - z * 2.0.squareRoot() * 2) < 1e-12)
        #expect(one.verdict == .real)
        #expect(ChangeTest(value: 10, baseline: 5, sessions: 1, typicalError: 2).verdict == .withinNoise)
        #expect(ChangeTest(value: 10, baseline: 5, sessions: 4, typicalError: 2).verdict == .real)
        #expect(ChangeTest(value: -10, baseline: -5, sessions: 4, typicalError: 2).verdict == .real)
        #expect(ChangeTest(value: 10, baseline: 5, sessions: 4, typicalError: nil).verdict == .needsMore)
        #expect(ChangeTest(value: 10, baseline: 5, sessions: 0, typicalError: 2).verdict == .needsMore)
        #expect(ChangeTest(value: .nan, baseline: 5, sessions: 2, typicalError: 2).verdict == .needsMore)
        // A typical error known from few people has a wider quantile: t(0.975, 5) = 2.570581835636314.
        let few = ChangeTest(value: 11, baseline: 5, sessions: 1, typicalError: 2, degreesOfFreedom: 5)
        #expect(abs((few.limit ?? 0) - 2.570581835636314 * 8.0.squareRoot()) < 1e-10)
        #expect(few.verdict == .withinNoise)
        #expect(ChangeTest(change: 3, limit: 2.9).verdict == .real)
        #expect(ChangeTest(change: -3, limit: 3).verdict == .withinNoise)
        #expect(ChangeTest.coverage(degreesOfFreedom: 0) == .infinity)
    }
}
