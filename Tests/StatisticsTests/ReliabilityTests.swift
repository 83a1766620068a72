import Statistics
import TestSupport
import Testing

@Suite struct ReliabilityTests {
    private let first: [Double] = [1510, 1622, 1388, 1705, 1460, 1555]
    private let second: [Double] = [1530, 1600, 1420, 1690, 1485, 1580]
    /// Shrout and Fleiss 1979, table 2.
    private let ratings: [[Double]] = [
        [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
    ]

    private var sessions: [[Double]] { zip(first, second).map { [$0, $1] } }

    @Test func workedTypicalError() throws {
        let vector = try Vectors()["A.reliab"]
        let error = try #require(TypicalError(first: first, second: second))
        #expect(vector["meandiff"].matches(error.meanChange))
        #expect(vector["sdDiff"].matches(error.differenceDeviation))
        #expect(vector["TE"].matches(error.typicalError))
        #expect(vector["TE_pct_grandmean"].matches(try #require(error.percentOfGrandMean)))
        #expect(vector["CV_log"].matches(try #require(error.logVariation)))
        #expect(vector["MDC95"].matches(error.minimalDetectableChange))
        #expect(error.degreesOfFreedom == 5)
        let means = sessions.map { ($0[0] + $0[1]) / 2 }
        let change = try #require(SmallestWorthwhileChange.squad(means))
        #expect(vector["SWC"].matches(change))
        #expect(vector["SD_all"].matches(change / 0.2))
        #expect(SmallestWorthwhileChange.isUseful(typicalError: error.typicalError, change: change))
    }

    @Test func workedCorrelationsOfTwoSessions() throws {
        let vector = try Vectors()["A.reliab"]
        let icc = try #require(IntraclassCorrelation(sessions))
        try expect(icc, vector["icc"])
        #expect(vector["icc"]["SEM_mse"].matches(StandardErrorOfMeasurement.consistency(icc.anova)))
        #expect(vector["icc"]["SEM_agree"].matches(try #require(StandardErrorOfMeasurement.agreement(icc.anova))))
        let all = first + second
        let deviation = Descriptive.standardDeviation(all.span)
        let sd = try #require(deviation)
        // The worked number took the correlation as printed, with six digits.
        let sem = StandardErrorOfMeasurement.from(deviation: sd, reliability: vector["icc"]["ICC31"].number)
        #expect(vector["SEM_icc31"].matches(try #require(sem)))
        // Of two sessions √MSE is the typical error, and 1.96·√2·SEM their detectable change.
        let error = try #require(TypicalError(first: first, second: second))
        let consistency = StandardErrorOfMeasurement.consistency(icc.anova)
        #expect(abs(consistency - error.typicalError) < 1e-11)
        let change = StandardErrorOfMeasurement.minimalDetectableChange(consistency)
        #expect(abs(change - error.minimalDetectableChange) < 1e-10)
    }

    @Test func shroutAndFleiss() throws {
        let vector = try Vectors()["A.shrout"]
        let icc = try #require(IntraclassCorrelation(ratings))
        try expect(icc, vector)
        #expect(vector["SEM_mse"].matches(StandardErrorOfMeasurement.consistency(icc.anova)))
        #expect(vector["SEM_agree"].matches(try #require(StandardErrorOfMeasurement.agreement(icc.anova))))
    }

    private func expect(_ icc: IntraclassCorrelation, _ vector: Vectors) throws {
        #expect(vector["MSR"].matches(icc.anova.betweenSubjects))
        #expect(vector["MSC"].matches(icc.anova.betweenSessions))
        #expect(vector["MSE"].matches(icc.anova.residual))
        #expect(vector["MSW"].matches(icc.anova.withinSubjects))
        #expect(vector["ICC11"].matches(try #require(icc.oneWay)))
        #expect(vector["ICC21"].matches(try #require(icc.agreement)))
        #expect(vector["ICC31"].matches(try #require(icc.consistency)))
        #expect(vector["ICC2k"].matches(try #require(icc.agreementOfMeans)))
        #expect(vector["ICC3k"].matches(try #require(icc.consistencyOfMeans)))
        let consistency = try #require(icc.consistencyBounds())
        #expect(vector["CI31"][0].matches(consistency.lowerBound))
        #expect(vector["CI31"][1].matches(consistency.upperBound))
        let agreement = try #require(icc.agreementBounds())
        #expect(vector["CI21"][0].matches(agreement.lowerBound))
        #expect(vector["CI21"][1].matches(agreement.upperBound))
    }

    @Test func shiftOfASessionChangesAgreementOnly() throws {
        let plain = try #require(IntraclassCorrelation(sessions))
        let shifted = try #require(IntraclassCorrelation(sessions.map { [$0[0], $0[1] + 200] }))
        #expect(abs(try #require(plain.consistency) - #require(shifted.consistency)) < 1e-12)
        #expect(try #require(shifted.agreement) < #require(plain.agreement) - 0.1)
        let scaled = try #require(IntraclassCorrelation(sessions.map { $0.map { 3 * $0 - 50 } }))
        #expect(abs(try #require(plain.agreement) - #require(scaled.agreement)) < 1e-12)
    }

    @Test func meanSquaresAddUp() throws {
        var random = SplitMix64(seed: 28)
        for _ in 0..<200 {
            let n = 2 + random.index(8)
            let k = 2 + random.index(4)
            let table = (0..<n).map { _ in (0..<k).map { _ in 100 + random.gaussian() } }
            let anova = try #require(TwoWayAnova(table))
            // Within subjects = between sessions + rest, in sums of squares.
            let within = anova.withinSubjects * Double(n * (k - 1))
            let parts = anova.betweenSessions * Double(k - 1) + anova.residual * Double((n - 1) * (k - 1))
            #expect(abs(within - parts) < 1e-10 * within)
            let icc = IntraclassCorrelation(anova)
            let bounds = try #require(icc.consistencyBounds())
            #expect(bounds.contains(try #require(icc.consistency)))
        }
    }

    @Test func correlationEdges() throws {
        #expect(TwoWayAnova([]) == nil)
        #expect(TwoWayAnova([[1, 2]]) == nil)
        #expect(TwoWayAnova([[1], [2]]) == nil)
        #expect(TwoWayAnova([[1, 2], [3]]) == nil)
        #expect(TwoWayAnova([[1, 2], [3, .nan]]) == nil)
        let same = try #require(IntraclassCorrelation([[1, 1], [2, 2], [4, 4]]))
        #expect(same.consistency == 1)
        #expect(same.agreement == 1)
        #expect(same.consistencyBounds() == nil)
        #expect(same.agreementBounds() == nil)
        let flat = try #require(IntraclassCorrelation([[5, 5], [5, 5]]))
        #expect(flat.consistency == nil)
        #expect(flat.oneWay == nil)
        // Sessions that disagree more than people differ: printed as computed.
        let worse = try #require(IntraclassCorrelation([[1, 3], [3, 1], [2, 2.2]]))
        #expect(try #require(worse.consistency) < 0)
    }

    @Test func bandsOfACoefficient() {
        typealias Band = IntraclassCorrelation.Band
        #expect(
            [-0.2, 0.49, 0.5, 0.74, 0.75, 0.9, 0.91].map { Band($0) } == [
                .poor, .poor, .moderate, .moderate, .good, .good, .excellent,
            ])
    }

    @Test func typicalErrorEdges() throws {
        #expect(TypicalError(first: [1], second: [2]) == nil)
        #expect(TypicalError(first: [1, 2], second: [2]) == nil)
        #expect(TypicalError(first: [1, .nan], second: [2, 3]) == nil)
        let signed = try #require(TypicalError(first: [-1, 2], second: [1, -2]))
        #expect(signed.logVariation == nil)
        #expect(signed.percentOfGrandMean == nil)
        // A change of everybody by the same amount is no error.
        #expect(try #require(TypicalError(first: [1, 2, 4], second: [2, 3, 5])).typicalError == 0)
        #expect(StandardErrorOfMeasurement.from(deviation: 1, reliability: 1.1) == nil)
        #expect(StandardErrorOfMeasurement.from(deviation: 2, reliability: 1) == 0)
        #expect(SmallestWorthwhileChange.squad([1]) == nil)
        #expect(abs(SmallestWorthwhileChange.individual(variation: 5) - 1.5) < 1e-15)
        #expect(!SmallestWorthwhileChange.isUseful(typicalError: 2, change: 2))
    }

    @Test func typicalErrorFindsTheNoiseThatWasPutIn() throws {
        var random = SplitMix64(seed: 29)
        let people = (0..<4000).map { _ in 1500 + 100 * random.gaussian() }
        let one = people.map { $0 + 20 * random.gaussian() }
        let two = people.map { $0 + 20 * random.gaussian() }
        // Relative standard error of a standard deviation of 4000 values: 1/√8000, four of them.
        #expect(
            abs(try #require(TypicalError(first: one, second: two)).typicalError - 20) < 20 * 4 / 8000.0.squareRoot())
    }

    @Test func workedKappa() throws {
        let vector = try Vectors()["A.kappa"]
        let agreement = try #require(CohenKappa([[14, 3], [2, 9]]))
        #expect(vector["po"].matches(agreement.observed))
        #expect(vector["pe"].matches(agreement.expected))
        #expect(vector["kappa"].matches(try #require(agreement.kappa)))
        #expect(vector["se"].matches(try #require(agreement.standardError)))
    }

    @Test func kappaEdges() throws {
        #expect(CohenKappa([]) == nil)
        #expect(CohenKappa([[1, 2]]) == nil)
        #expect(CohenKappa([[1, -2], [0, 1]]) == nil)
        #expect(CohenKappa([[0, 0], [0, 0]]) == nil)
        let same = try #require(CohenKappa([[7, 0], [0, 0]]))
        #expect(same.kappa == nil)
        #expect(same.standardError == nil)
        #expect(try #require(CohenKappa([[5, 0, 0], [0, 2, 0], [0, 0, 3]])).kappa == 1)
        #expect(try #require(CohenKappa([[4, 4], [4, 4]])).kappa == 0)
        typealias Band = CohenKappa.Band
        #expect(
            [-0.1, 0, 0.2, 0.21, 0.6, 0.8, 0.81].map { Band($0) } == [
                .poor, .poor, .slight, .fair, .moderate, .substantial, .almostPerfect,
            ])
    }
}
