import Statistics
import Testing

@Suite struct LeastSquaresTests {
    @Test func findsAnExactPolynomialAcrossScales() throws {
        // Columns from 1 to 1e12 in size: without scaling the rank check would refuse them.
        let x = (0..<12).map { 1000 + 50 * Double($0) }
        let columns = [x.map { _ in 1.0 }, x, x.map { $0 * $0 }, x.map { $0 * $0 * $0 / 1e-3 }]
        let truth = [3.5, -0.25, 1e-4, 2e-10]
        let y = x.indices.map { i in zip(truth, columns).reduce(0) { $0 + $1.0 * $1.1[i] } }
        let fit = try LeastSquares(columns: columns, observations: y)
        #expect(zip(fit.residuals, y).allSatisfy { abs($0) < 1e-11 * abs($1) })
        #expect(fit.degreesOfFreedom == 8)
    }

    @Test func straightLineByHand() throws {
        // y = 0, 1, 1 at x = 0, 1, 2: slope ½, intercept 1/6, RSS 1/6; (AᵀA)⁻¹ = [5/6, −½; −½, ½].
        let fit = try LeastSquares(columns: [[1, 1, 1], [0, 1, 2]], observations: [0, 1, 1])
        #expect(abs(fit.coefficients[0] - 1.0 / 6) < 1e-15)
        #expect(abs(fit.coefficients[1] - 0.5) < 1e-15)
        #expect(abs(fit.residualSumOfSquares - 1.0 / 6) < 1e-15)
        #expect(abs(fit.inverseNormal[0][0] - 5.0 / 6) < 1e-15)
        #expect(abs(fit.inverseNormal[0][1] + 0.5) < 1e-15)
        #expect(abs(fit.inverseNormal[1][1] - 0.5) < 1e-15)
        let errors = try #require(fit.standardErrors)
        #expect(abs(errors[1] - (1.0 / 12).squareRoot()) < 1e-15)
    }

    @Test func columnsThatAreTriangularAlready() throws {
        // The reflection of the other sign would be one about a zero vector.
        for sign in [1.0, -1.0] {
            let fit = try LeastSquares(columns: [[sign, 0, 0], [1e-9, sign, 0]], observations: [2, 3, 4])
            #expect(abs(fit.coefficients[1] - 3 * sign) < 1e-12)
            #expect(abs(fit.coefficients[0] - sign * (2 - 3e-9 * sign)) < 1e-12)
            #expect(abs(fit.residualSumOfSquares - 16) < 1e-12)
        }
    }

    @Test func residualsAreOrthogonalToEveryColumn() throws {
        var random = SplitMix64(seed: 25)
        for _ in 0..<100 {
            let rows = 6 + random.index(30)
            let columns = (0..<(1 + random.index(5))).map { _ in (0..<rows).map { _ in random.gaussian() } }
            let y = (0..<rows).map { _ in random.gaussian() }
            let fit = try LeastSquares(columns: columns, observations: y)
            for column in columns {
                let dot = zip(column, fit.residuals).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(dot) < 1e-12)
            }
        }
    }

    @Test func refusesWhatHasNoAnswer() {
        #expect(throws: LeastSquaresError.rankDeficient(column: 2)) {
            _ = try LeastSquares(columns: [[1, 1, 1, 1], [1, 2, 3, 4], [3, 5, 7, 9]], observations: [1, 2, 3, 4])
        }
        #expect(throws: LeastSquaresError.rankDeficient(column: 0)) {
            _ = try LeastSquares(columns: [[0, 0]], observations: [1, 2])
        }
        #expect(throws: LeastSquaresError.tooFewObservations(columns: 2, observations: 1)) {
            _ = try LeastSquares(columns: [[1], [2]], observations: [1])
        }
        #expect(throws: LeastSquaresError.tooFewObservations(columns: 0, observations: 2)) {
            _ = try LeastSquares(columns: [], observations: [1, 2])
        }
        #expect(throws: LeastSquaresError.unequalLengths(column: 0, count: 1, observations: 2)) {
            _ = try LeastSquares(columns: [[1]], observations: [1, 2])
        }
        #expect(throws: LeastSquaresError.notFinite(row: 1)) {
            _ = try LeastSquares(columns: [[1, 1]], observations: [1, .nan])
        }
        let exact = try? LeastSquares(columns: [[1, 1], [0, 1]], observations: [2, 5])
        #expect(exact?.residualDeviation == nil)
        #expect(exact?.standardErrors == nil)
    }
}
