import Statistics
import Testing

@testable import Assessments

/// What is computed faster is what the plain way gives, bit for bit.
@Suite struct OrderStatisticTests {
    private static func values(_ seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        let count = Int(random.next() % 3000) + 1
        return (0..<count).map { _ in
            switch seed % 5 {
            case 0: 20 + random.unit() * 2000
            case 1: 20 + Double(random.next() % 3)
            case 2: 800 + (random.unit() - 0.5) * 1e-9
            case 3: random.unit() < 0.1 ? .infinity : 20 + random.unit()
            default: Double(bitPattern: random.next() >> 1 % 0x7FF0_0000_0000_0000)
            }
        }
        .filter { $0 > 0 }
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func isWhatSortingGives(_ seed: UInt64) {
        let values = Self.values(seed)
        let sorted = values.sorted()
        for rank in Set([0, sorted.count / 4, sorted.count / 2, sorted.count - 1]) where sorted.indices.contains(rank) {
            #expect(OrderStatistic.select(values, rank: rank)?.bitPattern == sorted[rank].bitPattern)
        }
        #expect(OrderStatistic.select(values, rank: values.count) == nil)
    }

    @Test func ofNothing() { #expect(OrderStatistic.select([], rank: 0) == nil) }

    @Test(arguments: 0..<50 as Range<UInt64>) func fourWindowsAreFourSingleOnes(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let values = (0..<400).map { _ in random.unit() < 0.0005 ? .nan : 700 + random.unit() }
        let starts = SIMD4(0, 20, 150, 300)
        let spreads = QuietStand.spreads(values.span, starts, length: 100)
        for k in 0..<4 {
            let window = values[starts[k]..<(starts[k] + 100)]
            let origin = values[starts[k]]
            var sum = 0.0
            var squares = 0.0
            for value in window {
                sum += value - origin
                squares += (value - origin) * (value - origin)
            }
            let one = spreads.one(k)
            #expect((one == nil) == window.contains(where: \.isNaN))
            guard let one else { continue }
            #expect(one.mean == origin + sum / 100)
            #expect(one.sd == (max(squares - sum * sum / 100, 0) / 99).squareRoot())
        }
    }
}
