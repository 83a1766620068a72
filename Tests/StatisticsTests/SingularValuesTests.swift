import Statistics
import Testing

@Suite struct SingularValuesTests {
    @Test func knownMatrices() throws {
        // [[3, 0], [4, 5]] has the singular values 3√5 and √5.
        let known = try #require(SingularValues(columns: [[3, 4], [0, 5]]))
        #expect(abs(known.values[0] - 3 * 5.0.squareRoot()) < 1e-14)
        #expect(abs(known.values[1] - 5.0.squareRoot()) < 1e-14)
        #expect(abs(known.condition - 3) < 1e-14 && known.rank() == 2)
        let dependent = try #require(SingularValues(columns: [[1, 2, 3], [2, 4, 6], [1, 0, 0]]))
        #expect(dependent.rank() == 2 && dependent.condition == .infinity)
        #expect(try #require(SingularValues(columns: [[0, 0]])).rank() == 0)
        #expect(SingularValues(columns: []) == nil)
        #expect(SingularValues(columns: [[1], [2]]) == nil)
        #expect(SingularValues(columns: [[1, .nan]]) == nil)
        #expect(SingularValues(columns: [[1, 2], [1, 2, 3]]) == nil)
    }

    @Test func theyKeepTheSumOfSquaresAndScale() throws {
        var random = SplitMix64(seed: 6)
        for _ in 0..<50 {
            let columns = (0..<6).map { _ in (0..<9).map { _ in random.gaussian() } }
            let values = try #require(SingularValues(columns: columns))
            let squares = columns.joined().reduce(0) { $0 + $1 * $1 }
            #expect(abs(values.values.reduce(0) { $0 + $1 * $1 } - squares) < 1e-10 * squares)
            let scaled = try #require(SingularValues(columns: columns.map { $0.map { 1e6 * $0 } }))
            #expect(abs(scaled.condition / values.condition - 1) < 1e-10)
        }
    }
}
