import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

@Suite struct DifferenceRuleTests {
    private let left: [Double] = [540, 552, 531, 545, 548]
    private let right: [Double] = [600, 588, 612, 597, 605]

    private func trials(_ l: [Double], _ r: [Double], _ timing: LimbTrials.Timing = .simultaneous) -> LimbTrials {
        LimbTrials(left: l, right: r, timing: timing)
    }

    @Test func workedNoiseBand() throws {
        // Formulas A.7-4: TE 16.367142 N on both limbs, five trials.
        let error = try #require(KnownError(typicalError: 16.367142))
        let band = NoiseBand(left: error, right: error, counts: (5, 5), rule: .mean)
        #expect(abs(band.halfWidth - 20.289) < 5e-4)
        #expect(!band.explains(57.2))
        #expect(band.explains(-20.28))
        let single = NoiseBand(left: error, right: error, counts: (5, 5), rule: .best)
        #expect(abs(single.halfWidth - band.halfWidth * 5.0.squareRoot()) < 1e-12)
        let wide = NoiseBand(left: error, right: error, counts: (5, 5), rule: .mean, systematic: 6)
        #expect(abs(wide.halfWidth * wide.halfWidth - band.halfWidth * band.halfWidth - 144) < 1e-9)
        // Known from six people: t(0.975, 5) in place of 1.96, from the worse known limb.
        let few = try #require(KnownError(typicalError: 16.367142, degreesOfFreedom: 5))
        let wider = NoiseBand(left: error, right: few, counts: (5, 5), rule: .mean)
        #expect(abs(wider.halfWidth / band.halfWidth - 2.570581835636314 / 1.959963984540054) < 1e-10)
        #expect(KnownError(typicalError: -1) == nil)
        #expect(KnownError(typicalError: 1, degreesOfFreedom: 0) == nil)
        #expect(NoiseBand(logRatio: few, count: 1, rule: .mean, systematic: .nan).explains(1e9))
    }

    @Test func intervalOfBothTimings() throws {
        let stats = try Vectors()["A.stats"]
        let rule = DifferenceRule(index: .percentageDifference, floor: 20)
        let paired = rule.judge(trials(left, right))
        #expect(stats["PD_CI_paired"][0].matches(try #require(paired.interval).lowerBound))
        #expect(stats["PD_CI_paired"][1].matches(try #require(paired.interval).upperBound))
        #expect(paired.verdict == .clear)
        #expect(paired.larger == .right)
        let separate = rule.judge(trials(left, right, .separate))
        #expect(stats["welch"]["PDCI"][0].matches(try #require(separate.interval).lowerBound))
        #expect(stats["welch"]["PDCI"][1].matches(try #require(separate.interval).upperBound))
        #expect(separate.verdict == .clear)
        #expect(separate.band == nil)
    }

    @Test func oneTrialWithoutReliabilityCannotSay() throws {
        for count in 1...2 {
            let judged = DifferenceRule(index: .symmetryIndex, floor: 20)
                .judge(trials(Array(left[..<count]), Array(right[..<count])))
            #expect(judged.verdict == .cannotSay)
            #expect(judged.interval == nil)
            #expect(judged.value.value != nil)
            #expect(judged.larger == .right)
            #expect(judged.reason.contains("needs 3"))
        }
    }

    @Test func knownTypicalErrorDecides() throws {
        let small = try #require(KnownError(typicalError: 0.02))
        let large = try #require(KnownError(typicalError: 0.2))
        let one = trials([540], [600])
        var rule = DifferenceRule(index: .symmetryIndex, floor: 20, reliability: .logRatio(small))
        #expect(rule.judge(one).verdict == .clear)
        #expect(rule.judge(one).band?.scale == .logRatio)
        #expect(rule.judge(one).interval == nil)
        rule.reliability = .logRatio(large)
        #expect(rule.judge(one).verdict == .withinNoise)
        // The band decides even where the interval would say otherwise, and the interval is given beside it.
        let set = rule.judge(trials(left, right))
        #expect(set.verdict == .withinNoise)
        #expect(try #require(set.interval).lowerBound > 0)
        // What the sensors may hide widens the band: d = 0.105 against 2u.
        rule.reliability = .logRatio(small)
        rule.systematic = 0.055
        #expect(rule.judge(one).verdict == .withinNoise)
        // The best trial has a band though it has no interval.
        rule.systematic = 0
        rule.rule = .best
        #expect(rule.judge(trials(left, right)).verdict == .clear)
    }

    @Test func limbErrorsServeSeparateLimbsOnly() throws {
        let error = try #require(KnownError(typicalError: 16))
        let rule = DifferenceRule(
            index: .percentageDifference, floor: 20, reliability: .limbs(left: error, right: error))
        let separate = rule.judge(trials([540], [600], .separate))
        #expect(separate.verdict == .clear)
        #expect(separate.band?.scale == .unit)
        #expect(rule.judge(trials([560], [600], .separate)).verdict == .withinNoise)
        let together = rule.judge(trials([540], [600]))
        #expect(together.verdict == .cannotSay)
        #expect(together.reason.contains("does not apply"))
        #expect(rule.judge(trials(left, right)).band == nil)
        #expect(rule.judge(trials(left, right)).verdict == .clear)
    }

    @Test func noIntervalWhereThereCannotBeOne() {
        let rule = DifferenceRule(index: .symmetryIndex, floor: 20)
        let zero = rule.judge(trials([500, 0, 510, 505], [520, 530, 540, 535]))
        #expect(zero.verdict == .cannotSay)
        #expect(zero.interval == nil)
        #expect(zero.reason.contains("not above zero"))
        let best = DifferenceRule(index: .symmetryIndex, rule: .best, floor: 20).judge(trials(left, right))
        #expect(best.verdict == .cannotSay)
        #expect(best.interval == nil)
        #expect(best.value.value != nil)
        let unloaded = rule.judge(trials([0, 0, 0], [520, 530, 540]))
        #expect(unloaded.verdict == .cannotSay)
        #expect(unloaded.value == PairValue(value: 100, status: .unilateral))
        #expect(unloaded.reason.contains("unloaded"))
        let light = rule.judge(trials([3, 4, 3], [5, 6, 5]))
        #expect(light.verdict == .cannotSay)
        #expect(light.larger == nil)
        #expect(rule.judge(trials([], [])).verdict == .cannotSay)
        #expect(rule.judge(trials([500, 501, .nan], [1, 2, 3])).verdict == .cannotSay)
    }

    @Test func separateLimbsMayHaveDifferentCounts() {
        let rule = DifferenceRule(index: .percentageDifference, floor: 20)
        #expect(rule.judge(trials(left, Array(right[..<3]), .separate)).verdict == .clear)
        let few = rule.judge(trials(left, Array(right[..<2]), .separate))
        #expect(few.verdict == .cannotSay)
        #expect(few.reason.contains("5 left and 2 right trials; an interval needs 3 a limb"))
        #expect(rule.judge(trials(left, Array(right[..<3]))).value == PairValue(value: nil, status: .undefined))
    }

    @Test func signedQuantitiesAreJudgedInTheirUnit() throws {
        let l: [Double] = [-5, 2, 3, -1]
        let r: [Double] = [24, 26, 25, 22]
        let difference = DifferenceRule(index: .difference, floor: 0).judge(trials(l, r))
        #expect(difference.verdict == .clear)
        #expect(try #require(difference.interval).contains(24.5))
        let normalized = DifferenceRule(index: .normalized, floor: 0).judge(trials(l, r))
        #expect(normalized.verdict == .clear)
        let scale = 100 / 31.0
        let (a, b) = (try #require(normalized.interval), try #require(difference.interval))
        #expect(abs(a.lowerBound - scale * b.lowerBound) < 1e-10)
        #expect(abs(a.upperBound - scale * b.upperBound) < 1e-10)
        let unclear = DifferenceRule(index: .difference, floor: 0).judge(trials(l, [4, -6, 5, 1], .separate))
        #expect(unclear.verdict == .withinNoise)
    }

    @Test func systematicUncertaintyWidensEveryWay() throws {
        let u = 0.02
        for timing in LimbTrials.Timing.allCases {
            let set = trials(left, right, timing)
            // In the log ratio by 2u, in the unit by 2u times the larger limb's mean of 600.4 N.
            for (index, widening) in [(PairIndex.gaitAsymmetry, 200 * u), (.difference, 2 * u * 600.4)] {
                let plain = try #require(DifferenceRule(index: index, floor: 20).judge(set).interval)
                let wide = try #require(DifferenceRule(index: index, floor: 20, systematic: u).judge(set).interval)
                let (a, b) = (plain.upperBound - plain.lowerBound, wide.upperBound - wide.lowerBound)
                #expect(abs(b * b / 4 - a * a / 4 - widening * widening) < 1e-8)
                #expect(abs(plain.lowerBound + plain.upperBound - wide.lowerBound - wide.upperBound) < 1e-10)
            }
            // d of 0.1 against 2u of 0.12.
            let large = DifferenceRule(index: .symmetryIndex, floor: 20, systematic: 0.06).judge(set)
            #expect(large.verdict == .withinNoise)
            let unknown = DifferenceRule(index: .symmetryIndex, floor: 20, systematic: .nan).judge(set)
            #expect(unknown.verdict == .withinNoise)
        }
        let error = try #require(KnownError(typicalError: 1))
        let limbs = DifferenceRule(
            index: .percentageDifference, floor: 20, reliability: .limbs(left: error, right: error), systematic: 0.06)
        // 57.2 N against 2 · 0.06 · 600.4 N = 72 N.
        #expect(limbs.judge(trials(left, right, .separate)).verdict == .withinNoise)
    }

    @Test func medianHasAWiderInterval() throws {
        let mean = try #require(DifferenceRule(index: .gaitAsymmetry, floor: 20).judge(trials(left, right)).interval)
        let median = try #require(
            DifferenceRule(index: .gaitAsymmetry, rule: .median, floor: 20).judge(trials(left, right)).interval)
        let ratio = (median.upperBound - median.lowerBound) / (mean.upperBound - mean.lowerBound)
        #expect(abs(ratio - (Double.pi / 2).squareRoot()) < 1e-10)
    }

    @Test func verdictDoesNotDependOnTheIndexOrTheSide() throws {
        var random = SplitMix64(seed: 71)
        let roles = PairRoles(dominant: .right, involved: .left)
        let known = try #require(KnownError(typicalError: 0.03, degreesOfFreedom: 12))
        for _ in 0..<50 {
            let count = 3 + random.index(4)
            let offset = 60 * random.gaussian()
            let l = (0..<count).map { _ in 600 + 25 * random.gaussian() }
            let r = (0..<count).map { _ in 600 + offset + 25 * random.gaussian() }
            for timing in LimbTrials.Timing.allCases {
                for reliability in [nil, DifferenceRule.Reliability.logRatio(known)] {
                    for kind in SetRule.allCases {
                        let set = trials(l, r, timing)
                        func rule(_ index: PairIndex, _ roles: PairRoles) -> DifferenceRule {
                            DifferenceRule(index: index, rule: kind, roles: roles, floor: 20, reliability: reliability)
                        }
                        let reference = rule(.symmetryIndex, roles).judge(set)
                        for index in PairIndex.allCases where index != .difference && index != .normalized {
                            let judged = rule(index, roles).judge(set)
                            #expect(judged.verdict == reference.verdict, "\(index)")
                            if let interval = judged.interval, reliability == nil {
                                #expect(interval.contains(index.symmetric) == (judged.verdict == .withinNoise))
                            }
                        }
                        let mirrored = rule(.symmetryIndex, roles.swapped).judge(set.swapped)
                        #expect(mirrored.verdict == reference.verdict)
                        #expect(mirrored.larger == reference.larger?.other)
                        if let a = reference.interval, let b = mirrored.interval {
                            #expect(abs(a.lowerBound + b.upperBound) < 1e-9)
                        }
                    }
                }
            }
        }
    }

    @Test func equalLimbsAreCalledClearOneTimeInTwenty() throws {
        var random = SplitMix64(seed: 72)
        let rule = DifferenceRule(index: .symmetryIndex, floor: 20)
        for timing in LimbTrials.Timing.allCases {
            var clear = 0
            for _ in 0..<3000 {
                let l = (0..<5).map { _ in 800 + 30 * random.gaussian() }
                let r = (0..<5).map { _ in 800 + 30 * random.gaussian() }
                if rule.judge(trials(l, r, timing)).verdict == .clear { clear += 1 }
            }
            // 5 % of 3000 with a standard deviation of 12: four of them.
            #expect(abs(clear - 150) < 48, "\(timing): \(clear)")
        }
    }

    /// 0.55 s is not a whole number of binary fractions: sums over other samples end in other last bits.
    @Test(arguments: [PairIndex.robinson, .symmetryIndex, .difference]) func rounding(_ index: PairIndex) {
        let left = [0.55, 0.55, 0.55, 0.55, 0.55]
        let right = left.map { $0 + 3 * $0.ulp }
        for timing in [LimbTrials.Timing.simultaneous, .separate] {
            let judged = DifferenceRule(index: index, floor: 0).judge(
                LimbTrials(left: left, right: right, timing: timing))
            #expect(judged.verdict == .withinNoise)
            let apart = DifferenceRule(index: index, floor: 0).judge(
                LimbTrials(left: left, right: left.map { $0 * (1 + 1e-6) }, timing: timing))
            #expect(apart.verdict == .clear)
        }
    }
}
