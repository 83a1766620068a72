import Statistics
import TestSupport
import Testing

@Suite struct BootstrapTests {
    private let left: [Double] = [540, 552, 531, 545, 548]
    private let right: [Double] = [600, 588, 612, 597, 605]

    /// Signed percentage difference of the means.
    private func difference(_ l: [Double], _ r: [Double]) -> Double {
        let a = l.reduce(0, +) / Double(l.count)
        let b = r.reduce(0, +) / Double(r.count)
        return 100 * ((b - a) / max(a, b))
    }

    @Test func workedIntervals() throws {
        let vector = try Vectors()["A.stats"]
        let bootstrap = try #require(Bootstrap(first: left, second: right, paired: false, statistic: difference))
        #expect(vector["PD_means"].matches(bootstrap.estimate))
        #expect(vector["boot_mean"].matches(bootstrap.mean))
        let percentile = try #require(bootstrap.percentile())
        #expect(vector["boot_pct"][0].matches(percentile.lowerBound))
        #expect(vector["boot_pct"][1].matches(percentile.upperBound))
        let bca = try #require(bootstrap.biasCorrected())
        #expect(vector["bca"]["z0"].matches(bca.bias))
        #expect(vector["bca"]["a"].matches(bca.acceleration))
        #expect(vector["bca"]["p"][0].matches(bca.lowerLevel))
        #expect(vector["bca"]["p"][1].matches(bca.upperLevel))
        #expect(vector["bca"]["CI"][0].matches(bca.bounds.lowerBound))
        #expect(vector["bca"]["CI"][1].matches(bca.bounds.upperBound))
        #expect(bootstrap.jackknife.count == 10)
    }

    @Test func pairsStayTogether() throws {
        // A constant difference within pairs survives any drawing of pairs, and no drawing of singles.
        let shifted = left.map { $0 + 10 }
        func shift(_ l: [Double], _ r: [Double]) -> Double {
            zip(l, r).reduce(0) { $0 + $1.1 - $1.0 } / Double(l.count)
        }
        let paired = try #require(Bootstrap(first: left, second: shifted, paired: true, statistic: shift))
        #expect(paired.percentile() == 10...10)
        #expect(paired.jackknife.count == 5)
        let bca = try #require(paired.biasCorrected())
        #expect(bca.acceleration == 0)
        #expect(bca.bounds == 10...10)
        let single = try #require(Bootstrap(first: left, second: shifted, paired: false, statistic: shift))
        let bounds = try #require(single.percentile())
        #expect(bounds.upperBound - bounds.lowerBound > 5)
    }

    @Test func edges() {
        #expect(Bootstrap(first: [1], second: [1, 2], paired: false, statistic: difference) == nil)
        #expect(Bootstrap(first: [1, 2, 3], second: [1, 2], paired: true, statistic: difference) == nil)
        #expect(Bootstrap(first: [1, 2], second: [1, 2], paired: true, count: 0, statistic: difference) == nil)
        #expect(Bootstrap(first: [1, 2], second: [1, 2], paired: true) { _, _ in .nan } == nil)
    }
}
