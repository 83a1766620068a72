import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

@Suite struct ResidualAnalysisTests {
    /// The noisy signal of the worked numbers (formulas C.4).
    private func worked() -> [Double] {
        var random = SplitMix64(seed: 7)
        return (0..<2000).map { i in
            let t = Double(i) / 1000
            return 100 * sin(2 * .pi * 2 * t) + 20 * sin(2 * .pi * 8 * t) + random.gaussian()
        }
    }

    @Test func vector() throws {
        let vector = try Vectors()["C.resid"]
        let analysis = try ResidualAnalysis(worked(), rate: 1000)
        #expect(vector["slope"].matches(analysis.slope))
        #expect(vector["intercept"].matches(analysis.intercept))
        #expect(vector["fc"].matches(try #require(analysis.optimum)))
        for (key, cutoff) in [("R10", 10.0), ("R50", 50), ("R100", 100)] {
            let k = try #require(analysis.cutoffs.firstIndex(of: cutoff))
            #expect(vector[key].matches(analysis.residuals[k]))
        }
    }

    @Test func badGridsAreRefused() {
        let y = worked()
        #expect(throws: FilterError.grid(count: 0)) { try ResidualAnalysis(y, rate: 1000, cutoffs: []) }
        #expect(throws: FilterError.grid(count: 3)) { try ResidualAnalysis(y, rate: 1000, cutoffs: [10, 5, 20]) }
        #expect(throws: FilterError.grid(count: 2)) {
            try ResidualAnalysis(y, rate: 1000, cutoffs: [10, 50, 80, 100], tail: 80...100)
        }
        #expect(throws: FilterError.self) { try ResidualAnalysis(y, rate: 100) }
    }
}
