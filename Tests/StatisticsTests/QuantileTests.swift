import Statistics
import Testing

@Suite struct QuantileTests {
    private func quantile(_ x: [Double], _ p: Double) -> Double? { Descriptive.quantile(x.span, p) }
    private func median(_ x: [Double]) -> Double? { Descriptive.median(x.span) }

    @Test func typeSevenByHand() {
        // h = (n − 1)p = 0.9 between the two smallest of four.
        #expect(quantile([40, 10, 30, 20], 0.3) == 10 + 0.9 * 10)
        #expect(quantile([40, 10, 30, 20], 0) == 10)
        #expect(quantile([40, 10, 30, 20], 1) == 40)
        #expect(quantile([7], 0.4) == 7)
        #expect(quantile([], 0.5) == nil)
        #expect(quantile([1, 2], 1.5) == nil)
        #expect(quantile([1, .nan], 0.5)?.isNaN == true)
    }

    @Test func medianIsTheMiddleQuantile() throws {
        #expect(median([3, 1, 2]) == 2)
        #expect(median([4, 1, 2, 3]) == 2.5)
        #expect(median([]) == nil)
        #expect(median([1, .nan, 3])?.isNaN == true)
        var random = SplitMix64(seed: 24)
        for _ in 0..<300 {
            let x = (0...random.index(40)).map { _ in random.gaussian() }
            let difference = try #require(median(x)) - #require(quantile(x, 0.5))
            #expect(abs(difference) < 1e-15)
        }
    }
}
