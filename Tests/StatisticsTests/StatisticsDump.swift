import Statistics
import TestSupport
import Testing

/// Random inputs and our results for numpy and scipy, which `.ci/statistics.py` compares.
@Suite struct StatisticsDump {
    @Test(.enabled(if: Dump.folder != nil, "BILANX_DUMP names no folder")) func write() throws {
        var random = SplitMix64(seed: 31)
        var dump = Dump()
        func gaussians(_ count: Int, _ mean: Double, _ sd: Double) -> [Double] {
            (0..<count).map { _ in mean + sd * random.gaussian() }
        }
        for _ in 0..<300 {
            let p = 0.0005 + 0.999 * random.unit()
            let z = 8 * random.unit() - 4
            let a = 0.5 + 60 * random.unit()
            let b = 0.5 + 300 * random.unit()
            dump.add("normal", [[p, z]], [StandardNormal.quantile(p), StandardNormal.cumulative(z)])
            dump.add(
                "t", [[p, z, a]],
                [StudentT(degreesOfFreedom: a).quantile(p), StudentT(degreesOfFreedom: a).cumulative(z)])
            let f = FisherF(numerator: a, denominator: b)
            dump.add("f", [[p, abs(z), a, b]], [f.quantile(p), f.cumulative(abs(z))])
            let chi = ChiSquare(degreesOfFreedom: b)
            dump.add("chi2", [[p, a, b]], [chi.quantile(p), chi.cumulative(a)])
        }
        for _ in 0..<100 {
            let x = gaussians(3 + random.index(12), 600, 40)
            let y = gaussians(3 + random.index(12), 620, 60)
            let p = random.unit()
            dump.add(
                "descriptive", [x, [p]],
                [
                    Descriptive.mean(x.span), Descriptive.standardDeviation(x.span),
                    Descriptive.coefficientOfVariation(x.span), Descriptive.median(x.span),
                    Descriptive.quantile(x.span, p),
                ])
            let mean = try #require(MeanInterval(x))
            dump.add("meanInterval", [x], [mean.bounds.lowerBound, mean.bounds.upperBound])
            let welch = try #require(WelchInterval(first: x, second: y))
            dump.add("welch", [x, y], [welch.degreesOfFreedom, welch.bounds.lowerBound, welch.bounds.upperBound])

            let n = 3 + random.index(8)
            let k = 2 + random.index(3)
            let people = gaussians(n, 1500, 100)
            let table = people.map { person in gaussians(k, person, 30) }
            let icc = try #require(IntraclassCorrelation(table))
            let three = icc.consistencyBounds()
            let two = icc.agreementBounds()
            dump.add(
                "icc", table,
                [
                    icc.oneWay, icc.agreement, icc.consistency, icc.agreementOfMeans, icc.consistencyOfMeans,
                    three?.lowerBound, three?.upperBound, two?.lowerBound, two?.upperBound,
                ])
            let error = try #require(TypicalError(first: table.map { $0[0] }, second: table.map { $0[1] }))
            dump.add(
                "typicalError", [table.map { $0[0] }, table.map { $0[1] }],
                [error.typicalError, error.logVariation, error.minimalDetectableChange])

            let rows = 8 + random.index(20)
            let columns = [[Double](repeating: 1, count: rows)] + (0..<3).map { _ in gaussians(rows, 1, 2) }
            let observed = gaussians(rows, 5, 1)
            let fit = try LeastSquares(columns: columns, observations: observed)
            dump.add(
                "leastSquares", columns + [observed],
                fit.coefficients + [fit.residualSumOfSquares] + (fit.standardErrors ?? []))
        }
        for _ in 0..<20 {
            let x = gaussians(4 + random.index(5), 600, 20)
            let y = gaussians(4 + random.index(5), 640, 25)
            let bootstrap = try #require(
                Bootstrap(first: x, second: y, paired: false, count: 400) { l, r in
                    let a = l.reduce(0, +) / Double(l.count)
                    let b = r.reduce(0, +) / Double(r.count)
                    return 100 * ((b - a) / max(a, b))
                })
            let percentile = bootstrap.percentile()
            let bca = bootstrap.biasCorrected()
            dump.add(
                "bootstrap", [x, y, [400, 42]],
                [percentile?.lowerBound, percentile?.upperBound, bca?.bounds.lowerBound, bca?.bounds.upperBound])
        }
        try dump.write("statistics.jsonl")
    }
}
