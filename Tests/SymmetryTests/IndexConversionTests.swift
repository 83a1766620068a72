import SignalCore
import Statistics
import Symmetry
import Testing

@Suite struct IndexConversionTests {
    private let mirrored = PairRoles(dominant: .left, involved: .right)

    @Test func convertsLikeThePairItself() throws {
        var random = SplitMix64(seed: 51)
        for _ in 0..<500 {
            let l = 20 + 2000 * random.unit()
            let r = 20 + 2000 * random.unit()
            for roles in [PairRoles(dominant: .right, involved: .left), mirrored] {
                for index in PairIndex.allCases {
                    let direct = index.formula(left: l, right: r, roles: roles)
                    for other in PairIndex.allCases {
                        guard let converted = index.convert(direct, to: other, roles: roles) else {
                            let lost: Set<PairIndex> = [.difference, .weightedUniversal, .bilateralStrengthAsymmetry]
                            #expect(lost.contains(index) || other == .difference || other == .weightedUniversal)
                            continue
                        }
                        let expected = other.formula(left: l, right: r, roles: roles)
                        #expect(abs(converted - expected) < 1e-10 * max(1, abs(expected)), "\(index) to \(other)")
                    }
                }
            }
        }
    }

    @Test func thresholdsOfTheSpecification() throws {
        let ten = try #require(PairIndex.percentageDifference.convert(10, to: .bilateralAsymmetry1))
        #expect(abs(ten - 100 * 0.1 / 1.9) < 1e-12)
        let fifteen = try #require(PairIndex.percentageDifference.convert(-15, to: .robinson))
        #expect(abs(fifteen + 200 * 0.15 / 1.85) < 1e-12)
        #expect(
            abs(
                try #require(PairIndex.limbDeficit.convert(20, to: .limbSymmetry, roles: PairRoles(dominant: .right)))
                    - 80) < 1e-12)
    }

    @Test func logRatiosAdd() throws {
        var random = SplitMix64(seed: 52)
        for _ in 0..<300 {
            let a = 10 + 1000 * random.unit()
            let b = 10 + 1000 * random.unit()
            let c = 10 + 1000 * random.unit()
            func ga(_ l: Double, _ r: Double) -> Double { PairIndex.gaitAsymmetry.formula(left: l, right: r) }
            #expect(abs(ga(a, b) + ga(b, c) - ga(a, c)) < 1e-10)
        }
    }

    @Test func endsOfScalesHaveNoWayBack() {
        for (index, value) in [
            (PairIndex.percentageDifference, 100.0), (.symmetryIndex, 100), (.symmetryIndex, -120), (.robinson, 200),
            (.share, 0), (.share, 101), (.symmetryAngle, 50), (.symmetryAngle, 90), (.universal, 1), (.universal, -1.2),
            (.normalized, -100), (.gaitAsymmetry, .nan), (.bilateralStrengthAsymmetry, 10),
        ] {
            #expect(index.logRatio(of: value) == nil, "\(index) \(value)")
        }
        #expect(PairIndex.limbSymmetry.logRatio(of: 90) == nil)
        #expect(PairIndex.limbSymmetry.logRatio(of: -1, roles: mirrored) == nil)
        #expect(PairIndex.asymmetryIndex.value(ofLogRatio: 0.1) == nil)
        #expect(PairIndex.difference.value(ofLogRatio: 0.1) == nil)
        #expect(PairIndex.limbInverse.value(ofLogRatio: 800, roles: PairRoles(dominant: .right)) == nil)
    }

    @Test func equalSidesAreExactlySymmetric() throws {
        for index in PairIndex.allCases {
            guard let value = index.value(ofLogRatio: 0, roles: mirrored) else { continue }
            #expect(value == index.symmetric, "\(index)")
        }
    }

    @Test func intervalsKeepTheirOrder() throws {
        let roles = PairRoles(dominant: .right, involved: .left)
        for index in PairIndex.allCases {
            guard let bounds = index.bounds(ofLogRatios: -0.1...0.3, roles: roles) else { continue }
            #expect(bounds.contains(index.symmetric), "\(index)")
            #expect(bounds.contains(try #require(index.value(ofLogRatio: 0.12, roles: roles))), "\(index)")
        }
        #expect(PairIndex.bilateralStrengthAsymmetry.bounds(ofLogRatios: -0.1...0.3)?.lowerBound == 0)
        let falling = try #require(PairIndex.limbSymmetry.bounds(ofLogRatios: 0.1...0.3, roles: roles))
        #expect(falling.upperBound < 100)
    }

    @Test func everySituationHasItsIndexAndReason() {
        #expect(IndexSituation.bothLimbsAtOnce.index == .symmetryIndex)
        #expect(IndexSituation.eachLimbAlone.index == .percentageDifference)
        #expect(IndexSituation.nordic.index == .percentageDifference)
        #expect(IndexSituation.rehabilitation.index == .limbSymmetry)
        #expect(IndexSituation.statistics.index == .gaitAsymmetry)
        #expect(IndexSituation.signChanging.index.allowsSigns)
        #expect(IndexSituation.gaitTiming.index == .robinson)
        for situation in IndexSituation.allCases {
            #expect(!situation.reason.isEmpty)
            #expect(!situation.alongside.contains(situation.index))
        }
    }
}
