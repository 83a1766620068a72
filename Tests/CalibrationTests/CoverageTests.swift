import Calibration
import SignalCore
import Simulation
import Statistics
import Testing

/// Two hundred simulated calibrations: what is stated must hold.
@Suite struct CoverageTests {
    private func cell(_ seed: UInt64, bend: Double = 0) -> SimulatedCell {
        // 200 kN/V with a bend of `bend` of full scale at 10 mV.
        var cell = SimulatedCell(coefficients: [200_000, bend * 2000 / 0.01 / 0.01], seed: seed)
        cell.zero = 0.0003
        cell.noise = 2e-6
        return cell
    }

    /// The true polynomial of the raw reading itself, the zero included.
    private func truth(_ cell: SimulatedCell, zero: Double) -> [Double] {
        let (k1, k2) = (cell.coefficients[0], cell.coefficients.count > 1 ? cell.coefficients[1] : 0)
        return [-k1 * zero + k2 * zero * zero, k1 - 2 * k2 * zero, k2]
    }

    private func covered(
        count: Int, degree: Int, bend: Double, change: (inout SimulatedRun) -> Void = { _ in }
    ) throws -> (shares: [Double], narrowest: Double) {
        var inside = [Int](repeating: 0, count: degree + 1)
        var widths: [Double] = []
        for seed in 0..<UInt64(count) {
            var simulation = SimulatedRun(cell: cell(1000 + seed, bend: bend))
            change(&simulation)
            let run = simulation.run(.deadWeight(SimulatedRun.stacks), seed: seed)
            let analysis = try RunAnalysis(run, model: .degree(degree))
            let truth = truth(simulation.cell, zero: simulation.cell.zero)
            for k in 0...degree where analysis.coefficients[k].bounds.contains(truth[k]) { inside[k] += 1 }
            widths.append(analysis.coefficients[1].halfWidth / truth[1])
        }
        return (inside.map { Double($0) / Double(count) }, widths.min() ?? 0)
    }

    @Test func straightCell() throws {
        let result = try covered(count: 200, degree: 1, bend: 0)
        for share in result.shares { #expect(share >= 0.9, "\(result)") }
        // An interval that holds everything because it is a barn door would pass as well: it is narrower than 0.05 %.
        #expect(result.narrowest < 5e-4)
    }

    @Test func bentCell() throws {
        let result = try covered(count: 200, degree: 2, bend: 0.002)
        for share in result.shares { #expect(share >= 0.9, "\(result)") }
    }

    @Test func newMountings() throws {
        // Each series is mounted anew and reads up to some 0.05 % differently: residuals alone would promise too much.
        let result = try covered(count: 200, degree: 1, bend: 0) { $0.mounting = 5e-4 }
        #expect(result.shares[1] >= 0.9, "\(result)")
    }

    @Test func poorWeights() throws {
        let result = try covered(count: 200, degree: 2, bend: 0.002) { $0.massUncertainty = 2e-3 }
        for share in result.shares { #expect(share >= 0.9, "\(result)") }
    }

    @Test func theDegreeIsFound() throws {
        var straight = 0
        for seed in 0..<100 {
            let run = SimulatedRun(cell: cell(5000 + UInt64(seed))).run(
                .deadWeight(SimulatedRun.stacks), seed: UInt64(seed), trueGravity: true)
            if try RunAnalysis(run).degree == 1 { straight += 1 }
            let bent = SimulatedRun(cell: cell(6000 + UInt64(seed), bend: 0.005)).run(
                .deadWeight(SimulatedRun.stacks), seed: UInt64(seed))
            #expect(try RunAnalysis(bent).degree >= 2)
        }
        // Nineteen of twenty by the rule; weights that err within their certificates cost some.
        #expect(straight >= 80, "\(straight)")
    }
}
