import Assessments
import SignalCore
import Statistics
import Symmetry
import Testing

/// Change from trial to trial.
@Suite struct TrendTests {
    @Test func slopeAndItsIntervalAreThoseOfLeastSquares() throws {
        let values: [Double] = [510, 498, 503, 488, 491, 480]
        let trend = try #require(TrendInterval(values))
        // A second route: the general least squares with a constant and a step column.
        let fit = try LeastSquares(
            columns: [[Double](repeating: 1, count: 6), (0..<6).map { Double($0) }], observations: values)
        #expect(abs(trend.slope - fit.coefficients[1]) < 1e-9)
        #expect(abs(trend.standardError - (try #require(fit.standardErrors)[1])) < 1e-9)
        #expect(abs(trend.halfWidth - 2.7764451051977987 * trend.standardError) < 1e-9)
        #expect(trend.bounds.upperBound < 0)
        #expect(TrendInterval([1, 2]) == nil)
        #expect(TrendInterval([1, 2, .nan]) == nil)
        let line = try #require(TrendInterval([1, 3, 5, 7]))
        #expect(line.slope == 2)
        #expect(line.standardError == 0)
    }

    @Test func theSummaryHasItFromThreeTrials() throws {
        let pairs: [(Double, Double)] = [(500, 600), (502, 590), (505, 580), (506, 570)]
        let summary = try #require(MadeTrials.forces(pairs).summary.first { $0.id == "peakForce" })
        let trend = try #require(summary.trend)
        #expect(abs(try #require(trend.right).slope + 10) < 1e-9)
        #expect(abs(try #require(trend.left).slope - 2.1) < 1e-9)
        #expect(abs(try #require(trend.both).slope + 7.9) < 1e-9)
        let indices = pairs.map { 100 * ($0.1 - $0.0) / ($0.0 + $0.1) }
        #expect(abs(try #require(trend.asymmetry).slope - (try #require(TrendInterval(indices))).slope) < 1e-12)
        #expect(MadeTrials.forces(Array(pairs.prefix(2))).summary.allSatisfy { $0.trend == nil })
        let text = ResultsDocument(software: "b", recordings: [MadeTrials.forces(pairs)]).json()
        #expect(text.contains(#""trend": {"slope_both": -7.9, "ci95_both": ["#))
        #expect(text.contains(#""slope_right": -10, "ci95_right": [-10, -10]"#))
        // The weighing is measured once, so it has no trend.
        let weighed = (1...3).map { _ in MadeTrials.trial(["bw": .init(700, 350, 350)], test: .cmj) }
        let set = SetResult.all([1, 2, 3].map { MadeTrials.recording(weighed, test: .cmj, id: "\($0)") })
        #expect(set.first?.summary.first { $0.id == "bw" }?.trend == nil)
    }

    @Test func limbsAloneHaveNoTrendOfTheirDifference() throws {
        let trials = [500.0, 510, 520, 530].enumerated().map { k, value in
            MadeTrials.trial(
                ["peakForce": k % 2 == 0 ? .init(nil, value) : .init(nil, nil, value)], test: .pull,
                limb: k % 2 == 0 ? .left : .right)
        }
        let set = SetResult.all([1, 2].map { MadeTrials.recording(trials, test: .pull, id: "\($0)") })
        let trend = try #require(set.first?.summary.first { $0.id == "peakForce" }?.trend)
        #expect(trend.left?.count == 4)
        #expect(trend.asymmetry == nil)
    }
}
