import SignalCore
import Statistics
import TestSupport
import Testing

/// The series of the worked numbers (formulas C.7).
private let worked = [0, 1, 0, 8, 1, 0, 2, -5, 0, 1, 3, 0, 0, 6, 1, 0.0]

@Suite struct DecimationTests {
    @Test func vectors() throws {
        let vectors = try Vectors()
        #expect(LargestTriangles.indices(worked.span, count: 6).map(Double.init) == vectors["C.lttb"].numbers)
        let columns = MinMax.columns(worked.span, count: 4)
        for k in 0..<4 {
            let column = try #require(columns[k])
            #expect([Double(column.minimum), Double(column.maximum)] == vectors["C.minmax4"][k].numbers)
        }
        #expect(columns.map { $0?.indices } == [[0, 3], [6, 7], [8, 10], [12, 13]])
    }

    @Test func noPeakIsLost() throws {
        for seed in 1...20 {
            var random = SplitMix64(seed: UInt64(seed))
            let y = Signals.noise(1 + random.index(3000), seed: UInt64(seed))
            let count = 1 + random.index(400)
            let columns = MinMax.columns(y.span, count: count)
            #expect(columns.count == count)
            var from = 0
            for (c, column) in columns.enumerated() {
                let to = (c + 1) * y.count / count
                let part = y[from..<to]
                #expect(column.map { y[$0.minimum] } == part.min())
                #expect(column.map { y[$0.maximum] } == part.max())
                from = to
            }
            #expect(from == y.count)
        }
    }

    @Test func columnsOfMissingSamplesAreEmpty() {
        let y = [.nan, .nan, 3, .nan, 2, 2.0]
        let columns = MinMax.columns(y.span, count: 3)
        #expect(columns[0] == nil)
        #expect(columns[1]?.indices == [2])
        #expect(columns[2]?.indices == [4])
        #expect(MinMax.columns(y.span, count: 0).isEmpty)
        #expect(MinMax.columns([Double]().span, count: 2) == [nil, nil])
    }

    @Test func trianglesKeepTheEndsAndTheOrder() {
        for seed in 1...20 {
            var random = SplitMix64(seed: UInt64(seed))
            let y = Signals.noise(1 + random.index(2000), seed: UInt64(seed))
            let count = random.index(y.count + 3)
            let chosen = LargestTriangles.indices(y.span, count: count)
            #expect(chosen.first == 0)
            #expect(chosen.last == y.count - 1)
            #expect(chosen == Array(Set(chosen)).sorted())
            #expect(chosen.count == min(max(count, min(2, y.count)), y.count))
        }
    }

    @Test func trianglesFindTheOneThatMatters() {
        var y = [Double](repeating: 0, count: 1000)
        y[437] = 50
        #expect(LargestTriangles.indices(y.span, count: 20).contains(437))
        y[100] = .nan
        for i in 500..<700 { y[i] = .nan }
        let chosen = LargestTriangles.indices(y.span, count: 20)
        #expect(chosen.contains(437))
        #expect(!chosen.contains(100))
        #expect(chosen.count == 20)
    }
}
