import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

@Suite struct SetIndexTests {
    private let left: [Double] = [540, 552, 531, 545, 548]
    private let right: [Double] = [600, 588, 612, 597, 605]

    @Test func workedNormalizedIndex() throws {
        let vectors = try Vectors()
        let plain = try #require(NormalizedSymmetry(left: [520, 540, 560], right: [590, 600, 610]))
        #expect(vectors["A.NSI"]["den"].matches(plain.denominator))
        #expect(vectors["A.NSI"]["NSI"].matches(plain.value))
        #expect(plain.trials.count == 3)
        for (i, value) in plain.trials.enumerated() { #expect(vectors["A.NSI"]["trial"][i].matches(value)) }
        let mixed = try #require(NormalizedSymmetry(left: [-5, 2, 3], right: [4, 6, 5]))
        #expect(vectors["A.NSI_mixed"]["den"].matches(mixed.denominator))
        #expect(vectors["A.NSI_mixed"]["NSI"].matches(mixed.value))
        #expect(NormalizedSymmetry(left: [0, 0], right: [0, 0]) == nil)
        #expect(NormalizedSymmetry(left: [], right: [1]) == nil)
        #expect(NormalizedSymmetry(left: [1, .nan], right: [1, 2]) == nil)
    }

    @Test func workedWeightedIndex() throws {
        let vector = try Vectors()["A.wUSI"]
        let weighted = try #require(WeightedUniversal(left: [520, 540, 560], right: [590, 600, 610]))
        #expect(vector["sigma"].matches(weighted.deviation))
        #expect(vector["W"].matches(weighted.weight))
        #expect(vector["USI"].matches(weighted.universal))
        #expect(vector["wUSI"].matches(weighted.value))
        #expect(WeightedUniversal(left: [1], right: [2]) == nil)
        #expect(WeightedUniversal(left: [-1, 1], right: [2, -2]) == nil)
    }

    @Test func workedSummaries() throws {
        let vector = try Vectors()["A.stats"]
        let trials = LimbTrials(left: left, right: right, timing: .separate)
        #expect(vector["PD_means"].matches(try #require(trials.evaluate(.percentageDifference, floor: 20).value)))
        #expect(
            vector["PD_best"].matches(
                try #require(trials.evaluate(.percentageDifference, rule: .best, floor: 20).value)))
        let reps = try zip(left, right).map { l, r in
            try #require(PairIndex.percentageDifference.evaluate(left: l, right: r, floor: 20).value)
        }
        for (i, value) in reps.enumerated() { #expect(vector["PD_reps"][i].matches(value)) }
        #expect(vector["PD_repmean"].matches(reps.reduce(0, +) / 5))
        let deviation = Descriptive.standardDeviation(reps.span)
        #expect(vector["PD_repsd"].matches(try #require(deviation)))
        let screen = try #require(VariationScreen(left: left, right: right))
        #expect(vector["CVbar"].matches(screen.mean))
        #expect(vector["CVmax"].matches(screen.largest))
        #expect(vector["CVrms"].matches(screen.rootMeanSquare))
        #expect(screen.passes(9.53))
        #expect(!screen.passes(-1.49))
        #expect(VariationScreen(left: [1], right: [1, 2]) == nil)
        #expect(VariationScreen(left: [-1, 1], right: [1, 2]) == nil)
        let bootstrap = try #require(trials.bootstrap(.percentageDifference, floor: 20)?.percentile())
        #expect(vector["boot_pct"][0].matches(bootstrap.lowerBound))
        #expect(vector["boot_pct"][1].matches(bootstrap.upperBound))
    }

    @Test func rules() throws {
        #expect(SetRule.mean.value(of: [1, 2, 6]) == 3)
        #expect(SetRule.median.value(of: [1, 2, 6]) == 2)
        #expect(SetRule.best.value(of: [1, 2, 6]) == 6)
        #expect(SetRule.best.value(of: [1, 2, 6], better: .smaller) == 1)
        for rule in SetRule.allCases {
            #expect(rule.value(of: []) == nil)
            #expect(rule.value(of: [1, .nan])?.isNaN == true)
            #expect(rule.standardError(ofTrial: 3, count: 1) == 3)
        }
        #expect(SetRule.best.standardError(ofTrial: 3, count: 9) == 3)
        #expect(SetRule.mean.standardError(ofTrial: 3, count: 9) == 1)
    }

    @Test func standardErrorOfTheMedianIsAnUpperBound() throws {
        var random = SplitMix64(seed: 41)
        for count in [3, 5, 9] {
            let medians = (0..<4000).map { _ in
                let values = (0..<count).map { _ in random.gaussian() }
                return SetRule.median.value(of: values) ?? .nan
            }
            let deviation = Descriptive.standardDeviation(medians.span)
            let spread = try #require(deviation)
            let claimed = SetRule.median.standardError(ofTrial: 1, count: count)
            // The spread of 4000 medians is known to 1.1 %: four of them.
            #expect(spread < claimed * 1.045)
            #expect(spread > claimed * 0.8)
        }
    }

    @Test func statusesOfSets() {
        func status(_ index: PairIndex, _ l: [Double], _ r: [Double], floor: Double = 20) -> PairValue {
            LimbTrials(left: l, right: r, timing: .simultaneous).evaluate(index, floor: floor)
        }
        let undefined = PairValue(value: nil, status: .undefined)
        for index in [PairIndex.normalized, .weightedUniversal, .symmetryIndex] {
            #expect(status(index, [], []) == undefined)
            #expect(status(index, [100, 100], [100]) == undefined)
            #expect(status(index, [0, 0], [0, 0]) == undefined)
            #expect(status(index, [3, 4], [5, 5]) == PairValue(value: nil, status: .belowFloor))
            #expect(status(index, [0, 0], [500, 510]).status == .unilateral)
            #expect(status(index, [.nan, 0], [500, 510]) == undefined)
        }
        #expect(status(.weightedUniversal, [100], [200]) == undefined)
        // A percentage of mixed signs means nothing; these two were made for them.
        #expect(status(.symmetryIndex, [-100, -120], [200, 220]) == undefined)
        #expect(status(.normalized, [-100, -120], [200, 220]).status == .ok)
        #expect(status(.universal, [-100, -120], [200, 220]).status == .ok)
        // Means near zero of values that are not.
        #expect(status(.normalized, [-100, 100], [90, -90]) == PairValue(value: 0, status: .ok))
        #expect(PairIndex.normalized.evaluate(left: 5, right: -10, floor: 20).status == .belowFloor)
        #expect(PairIndex.normalized.evaluate(left: 50, right: -100, floor: 20).value == -100)
        #expect(PairIndex.weightedUniversal.evaluate(left: 50, right: 100, floor: 20) == undefined)
    }

    @Test func laws() throws {
        var random = SplitMix64(seed: 42)
        for _ in 0..<500 {
            let count = 2 + random.index(6)
            let l = (0..<count).map { _ in 200 * random.gaussian() }
            let r = (0..<count).map { _ in 50 + 200 * random.gaussian() }
            let trials = LimbTrials(left: l, right: r, timing: .simultaneous)
            let scale = 1 + 8 * random.unit()
            let scaled = LimbTrials(left: l.map { scale * $0 }, right: r.map { scale * $0 }, timing: .simultaneous)
            for index in [PairIndex.normalized, .weightedUniversal] {
                let value = try #require(trials.evaluate(index, floor: 0).value)
                #expect(value == -(try #require(trials.swapped.evaluate(index, floor: 0).value)))
                #expect(abs(value - (try #require(scaled.evaluate(index, floor: 0).value))) < 1e-11)
            }
            #expect(abs(try #require(trials.evaluate(.normalized, floor: 0).value)) <= 100)
            #expect(LimbTrials(left: l, right: l, timing: .separate).evaluate(.normalized, floor: 0).value == 0)
        }
    }

    @Test func oneTrialOfPositiveLoadsIsThePercentageDifference() throws {
        var random = SplitMix64(seed: 43)
        for _ in 0..<300 {
            let l = 20 + 1000 * random.unit()
            let r = 20 + 1000 * random.unit()
            let one = LimbTrials(left: [l], right: [r], timing: .simultaneous)
            #expect(one.evaluate(.normalized, floor: 20) == one.evaluate(.percentageDifference, floor: 20))
        }
    }
}
