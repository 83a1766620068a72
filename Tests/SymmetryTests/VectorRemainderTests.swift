import Foundation
import SignalCore
import Statistics
import Symmetry
import TestSupport
import Testing

/// The worked numbers of section A that no test of their subject reads.
@Suite struct VectorRemainderTests {
    @Test func theMisreadDenominatorIsNotTheIndex() throws {
        // Bishop 2016 prints (D + N/2) where the mean is meant (formulas A.1, traps): the vector holds the misreading.
        for (left, right) in [(540.0, 600.0), (20, 25), (25, 20)] {
            let vector = try Vectors()["A.idx_\(Int(left))_\(Int(right))"]
            let misread = 100 * (right - left) / (right + left / 2)
            #expect(vector["AI_misparenthesised"].matches(misread))
            let index = PairIndex.asymmetryIndex.evaluate(
                left: left, right: right, floor: 1, roles: PairRoles(dominant: .right))
            #expect(vector["AI"].matches(try #require(index.value)))
            #expect(!vector["AI_misparenthesised"].matches(try #require(index.value)))
        }
    }

    @Test func theMeanRatioAndItsQuantile() throws {
        let vector = try Vectors()["A.stats"]
        let interval = try #require(
            PairedLogInterval(left: [540, 552, 531, 545, 548], right: [600, 588, 612, 597, 605]))
        #expect(vector["ratio_geo"].matches(exp(interval.mean)))
        #expect(vector["logratio_mean"].matches(100 * interval.mean))
        #expect(vector["t975_4"].matches(StudentT(degreesOfFreedom: Double(interval.count - 1)).quantile(0.975)))
    }
}
