import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

@Suite struct PairIndexTests {
    @Test(arguments: [("A.idx_540_600", 540.0, 600.0), ("A.idx_20_25", 20.0, 25.0), ("A.idx_25_20", 25.0, 20.0)])
    func workedPairs(key: String, left: Double, right: Double) throws {
        let vector = try Vectors()[key]
        // The worked pairs declare: dominant right, involved left.
        let roles = PairRoles(dominant: .right, involved: .left)
        let labels: [(String, PairIndex)] = [
            ("LSI1", .limbSymmetry), ("LSI2", .limbDeficit), ("LSI3", .limbMeanReferenced), ("LSI4", .limbInverse),
            ("BSA", .bilateralStrengthAsymmetry), ("PD", .percentageDifference), ("BAI1", .bilateralAsymmetry1),
            ("BAI2", .bilateralAsymmetry2), ("AI", .asymmetryIndex), ("SI_robinson", .robinson), ("SA", .symmetryAngle),
            ("GA_log", .gaitAsymmetry), ("USI", .universal), ("shareR", .share),
        ]
        for (label, index) in labels {
            let value = try #require(index.evaluate(left: left, right: right, floor: 5, roles: roles).value)
            #expect(vector[label].matches(value), "\(label) \(value)")
        }
        let shorter = try #require(PairIndex.symmetryIndex.evaluate(left: left, right: right, floor: 5).value)
        #expect(vector["SI_shorter"].matches(abs(shorter)))
        #expect((shorter < 0) == (left > right))
        #expect(PairIndex.difference.evaluate(left: left, right: right, floor: 5).value == right - left)
    }

    @Test func bareSymmetryAngleOfEverySignPair() throws {
        let edge = try Vectors()["A.SA_edge"]
        for (l, r) in [(0, 500), (500, 0), (1, -1), (-2, 1), (100, 100), (-100, -100), (500, 1)] {
            let value = PairIndex.symmetryAngle.formula(left: Double(l), right: Double(r))
            #expect(edge["\(l),\(r)"].matches(value), "\(l),\(r): \(value)")
        }
    }

    @Test func gateOfTheEdgeTable() {
        func status(_ l: Double, _ r: Double, _ index: PairIndex = .percentageDifference) -> PairValue {
            index.evaluate(left: l, right: r, floor: 20)
        }
        #expect(status(0, 0) == PairValue(value: nil, status: .undefined))
        #expect(status(0, 500) == PairValue(value: 100, status: .unilateral))
        #expect(status(500, 0) == PairValue(value: -100, status: .unilateral))
        #expect(status(0, 500, .bilateralAsymmetry1).value == 100)
        #expect(status(500, 0, .robinson).value == -200)
        #expect(status(0, 500, .symmetryAngle).value == 50)
        #expect(status(0, 500, .gaitAsymmetry) == PairValue(value: nil, status: .unilateral))
        #expect(status(100, 100) == PairValue(value: 0, status: .ok))
        #expect(status(1, -1) == PairValue(value: nil, status: .undefined))
        #expect(status(-2, 1) == PairValue(value: nil, status: .undefined))
        #expect(status(-100, -100) == PairValue(value: nil, status: .undefined))
        #expect(status(3, 5) == PairValue(value: nil, status: .belowFloor))
        #expect(status(.nan, 5) == PairValue(value: nil, status: .undefined))
        // Noise under an unloaded plate is no negative load, and the index stays in its range.
        #expect(status(-3, 500) == PairValue(value: 100, status: .unilateral))
        #expect(status(-30, 500) == PairValue(value: nil, status: .undefined))
        #expect(status(20, 500).status == .ok)
        #expect(status(19.99, 500).status == .unilateral)
        #expect(status(1, 19.99).status == .belowFloor)
    }

    @Test func roleIndicesNeedTheirRoles() {
        for index in PairIndex.allCases where index.neededRole != .none {
            #expect(index.evaluate(left: 500, right: 600, floor: 20) == PairValue(value: nil, status: .undefined))
        }
    }

    @Test func swappingSidesDoesWhatTheIndexSays() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<2000 {
            let l = 20 + 2000 * random.unit()
            let r = 20 + 2000 * random.unit()
            for roles in [PairRoles(), PairRoles(dominant: .left, involved: .right)] {
                for index in PairIndex.allCases {
                    let value = index.evaluate(left: l, right: r, floor: 20, roles: roles)
                    let other = index.evaluate(left: r, right: l, floor: 20, roles: roles.swapped)
                    #expect(value.status == other.status)
                    guard let a = value.value, let b = other.value else { continue }
                    switch index.underSwap(roles: roles) {
                    case .negates: #expect(a == -b, "\(index)")
                    case .keeps: #expect(a == b, "\(index)")
                    case .complements: #expect(abs(a - (100 - b)) < 1e-12)
                    }
                }
            }
        }
    }

    @Test func scalingBothSidesChangesNoPercentage() throws {
        var random = SplitMix64(seed: 12)
        let roles = PairRoles(dominant: .right, involved: .left)
        for _ in 0..<1000 {
            let l = 20 + 2000 * random.unit()
            let r = 20 + 2000 * random.unit()
            let factor = 1 + 9 * random.unit()
            for index in PairIndex.allCases where index != .difference && !index.needsTrials {
                let a = try #require(index.evaluate(left: l, right: r, floor: 20, roles: roles).value)
                let b = try #require(
                    index.evaluate(left: l * factor, right: r * factor, floor: 20 * factor, roles: roles).value)
                #expect(abs(a - b) <= 1e-12 * max(100, abs(a)), "\(index)")
            }
        }
    }

    @Test func equalSidesAreExactlySymmetricWithoutAMinus() throws {
        var random = SplitMix64(seed: 13)
        let roles = PairRoles(dominant: .left, involved: .left)
        for _ in 0..<1000 {
            let force = 20 + 3000 * random.unit()
            for index in PairIndex.allCases where !index.needsTrials {
                let value = try #require(index.evaluate(left: force, right: force, floor: 20, roles: roles).value)
                #expect(value == index.symmetric, "\(index)")
                #expect(value.sign == .plus, "\(index)")
            }
        }
    }

    @Test func indicesOfOnePairAreFunctionsOfOneRatio() throws {
        var random = SplitMix64(seed: 14)
        for _ in 0..<500 {
            let l = 20 + 2000 * random.unit()
            let r = 20 + 2000 * random.unit()
            let d = try #require(PairIndex.gaitAsymmetry.evaluate(left: l, right: r, floor: 0).value) / 100
            for index in [PairIndex.symmetryIndex, .percentageDifference, .robinson, .share] {
                let direct = try #require(index.evaluate(left: l, right: r, floor: 0).value)
                let back = try #require(PairedLogInterval.backTransform(d, to: index))
                #expect(abs(direct - back) < 1e-10)
            }
        }
    }

    @Test func floors() {
        #expect(LoadFloor.plates(noise: nil) == 20)
        #expect(LoadFloor.plates(noise: 3) == 30)
        #expect(LoadFloor.dynamometers(noise: 0.2) == 5)
        #expect(LoadFloor.dynamometers(noise: 0.7) == 7)
    }
}

@Suite struct PairedLogIntervalTests {
    private let left: [Double] = [540, 552, 531, 545, 548]
    private let right: [Double] = [600, 588, 612, 597, 605]

    @Test func workedInterval() throws {
        let stats = try Vectors()["A.stats"]
        let interval = try #require(PairedLogInterval(left: left, right: right))
        #expect(stats["logratio_mean"].matches(100 * interval.mean))
        #expect(stats["logratio_CI"][0].matches(100 * interval.bounds.lowerBound))
        #expect(stats["logratio_CI"][1].matches(100 * interval.bounds.upperBound))
        let pd = try #require(interval.bounds(of: .percentageDifference))
        #expect(stats["PD_CI_paired"][0].matches(pd.lowerBound))
        #expect(stats["PD_CI_paired"][1].matches(pd.upperBound))
    }

    @Test func swappingSidesMirrorsTheInterval() throws {
        let one = try #require(PairedLogInterval(left: left, right: right)?.bounds(of: .symmetryIndex))
        let other = try #require(PairedLogInterval(left: right, right: left)?.bounds(of: .symmetryIndex))
        #expect(abs(one.lowerBound + other.upperBound) < 1e-12)
        #expect(abs(one.upperBound + other.lowerBound) < 1e-12)
    }

    @Test func knownUncertaintyWidensAsTheSumOfSquares() throws {
        let plain = try #require(PairedLogInterval(left: left, right: right))
        let u = PairedLogInterval.systematicUncertainty(
            gainLeft: 0.003, gainRight: 0.004, zeroLeft: nil, zeroRight: 6, left: 543.2, right: 600)
        #expect(abs(u - (0.003 * 0.003 + 0.004 * 0.004 + 0.01 * 0.01).squareRoot()) < 1e-15)
        let wide = try #require(PairedLogInterval(left: left, right: right, systematic: u))
        #expect(abs(wide.halfWidth * wide.halfWidth - plain.halfWidth * plain.halfWidth - 4 * u * u) < 1e-15)
    }

    @Test func noIntervalWithoutPositivePairs() {
        #expect(PairedLogInterval(left: [1], right: [2]) == nil)
        #expect(PairedLogInterval(left: [1, 0], right: [2, 2]) == nil)
        #expect(PairedLogInterval(left: [1, 1], right: [2, -2]) == nil)
        #expect(PairedLogInterval(left: [1, 1], right: [2]) == nil)
    }
}
