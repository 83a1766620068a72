import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

@Suite struct RatioTests {
    private let undefined = PairValue(value: nil, status: .undefined)

    @Test func workedRatios() throws {
        let vectors = try Vectors()
        func ratio(_ kind: TaskRatio, _ above: Double, _ below: Double) -> Double {
            kind.evaluate(numerator: above, denominator: below, floor: 5).value ?? .nan
        }
        #expect(vectors["A.HQ"].matches(ratio(.hamstringQuadriceps, 120, 200)))
        #expect(vectors["A.DCR"].matches(ratio(.functionalHamstringQuadriceps, 170, 200)))
        #expect(vectors["A.ADAB"].matches(ratio(.adductionAbduction, 320, 340)))
        let index = BilateralLimbIndex.evaluate(bilateral: 1900, left: 1000, right: 1100, floor: 20)
        #expect(vectors["A.BLI"].matches(try #require(index.value)))
        let deficit = BilateralLimbIndex.deficit(bilateral: 1900, left: 1000, right: 1100, floor: 20)
        #expect(deficit.value == -(try #require(index.value)))
    }

    @Test func ratioEdges() {
        let custom = TaskRatio(id: "plantarDorsi", numerator: "plantar flexion", denominator: "dorsiflexion")
        #expect(custom.evaluate(numerator: 100, denominator: 4, floor: 5) == PairValue(value: nil, status: .belowFloor))
        #expect(custom.evaluate(numerator: 0, denominator: 0, floor: 5) == undefined)
        #expect(custom.evaluate(numerator: 10, denominator: 0, floor: 5) == undefined)
        #expect(custom.evaluate(numerator: -10, denominator: 100, floor: 5) == undefined)
        #expect(custom.evaluate(numerator: .nan, denominator: 100, floor: 5) == undefined)
        #expect(custom.evaluate(numerator: 100, denominator: 5, floor: 5) == PairValue(value: 20, status: .ok))
        #expect(Set(TaskRatio.named.map(\.id)).count == TaskRatio.named.count)
        #expect(TaskRatio.variation(numerator: 3, denominator: 4) == 5)
    }

    @Test func ratiosOfBothLimbs() throws {
        let both = TaskRatio.hamstringQuadriceps.evaluate(
            numerators: (120, 150), denominators: (200, 200), floor: 5)
        #expect(abs(try #require(both.asymmetry.value) - 20) < 1e-12)
        let one = TaskRatio.hamstringQuadriceps.evaluate(numerators: (120, 150), denominators: (200, 3), floor: 5)
        #expect(one.left.value == 0.6)
        #expect(one.right.value == nil)
        #expect(one.asymmetry == PairValue(value: nil, status: .belowFloor))
    }

    @Test func variationOfARatioIsThatOfItsParts() throws {
        var random = SplitMix64(seed: 61)
        let ratios = (0..<20000).map { _ in (100 + 3 * random.gaussian()) / (200 + 8 * random.gaussian()) }
        let found = Descriptive.coefficientOfVariation(ratios.span)
        // 0.5 % is the uncertainty of a spread of 20 000 values; the rule itself is right to first order.
        #expect(abs(try #require(found) - TaskRatio.variation(numerator: 3, denominator: 4)) < 5 * 0.03)
    }

    @Test func bilateralIndexEdges() {
        #expect(BilateralLimbIndex.evaluate(bilateral: 100, left: 0, right: 0, floor: 20) == undefined)
        #expect(BilateralLimbIndex.evaluate(bilateral: -100, left: 50, right: 50, floor: 20) == undefined)
        #expect(BilateralLimbIndex.evaluate(bilateral: .nan, left: 50, right: 50, floor: 20) == undefined)
        #expect(BilateralLimbIndex.evaluate(bilateral: 100, left: -1, right: 50, floor: 20) == undefined)
        #expect(
            BilateralLimbIndex.evaluate(bilateral: 100, left: 3, right: 5, floor: 20)
                == PairValue(value: nil, status: .belowFloor))
        #expect(
            BilateralLimbIndex.evaluate(bilateral: 60, left: 0, right: 50, floor: 20)
                == PairValue(value: 20, status: .unilateral))
        let none = BilateralLimbIndex.deficit(bilateral: 100, left: 50, right: 50, floor: 20)
        #expect(none.value == 0)
        #expect(none.value?.sign == .plus)
    }

    @Test func preoperativeCapacity() {
        #expect(
            PreoperativeCapacity.evaluate(involvedNow: 180, uninvolvedBefore: 240, floor: 5)
                == PairValue(value: 75, status: .ok))
        #expect(
            PreoperativeCapacity.evaluate(involvedNow: 180, uninvolvedBefore: 3, floor: 5)
                == PairValue(value: nil, status: .belowFloor))
        #expect(PreoperativeCapacity.evaluate(involvedNow: 180, uninvolvedBefore: 0, floor: 5) == undefined)
        #expect(PreoperativeCapacity.evaluate(involvedNow: -1, uninvolvedBefore: 100, floor: 5) == undefined)
        // Nothing now is a capacity of nothing, not an undefined one.
        #expect(PreoperativeCapacity.evaluate(involvedNow: 0, uninvolvedBefore: 100, floor: 5).value == 0)
    }

    @Test func directionAgreement() throws {
        // The worked table of kappa, built from signed values: 14 both right, 3 and 2 split, 9 both left.
        let first = [Double](repeating: 5, count: 17) + [Double](repeating: -5, count: 11) + [0.5, 8, .nan]
        let second =
            [Double](repeating: 4, count: 14) + [Double](repeating: -4, count: 3) + [Double](repeating: 4, count: 2)
            + [Double](repeating: -4, count: 9) + [7, -0.2, 3]
        let agreement = try #require(DirectionAgreement(first: first, second: second, noise: 1))
        #expect(agreement.undecided == 3)
        #expect(
            [agreement.bothRight, agreement.firstRight, agreement.secondRight, agreement.bothLeft] == [14, 3, 2, 9])
        let vector = try Vectors()["A.kappa"]
        #expect(vector["kappa"].matches(try #require(agreement.kappa?.kappa)))
        #expect(DirectionAgreement(first: [1], second: []) == nil)
        #expect(DirectionAgreement(first: [0], second: [0])?.kappa == nil)
    }
}
