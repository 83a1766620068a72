import Statistics
import Testing

@Suite struct StandardNormalTests {
    @Test func knownQuantiles() {
        #expect(abs(StandardNormal.twoSided95 - 1.959963984540054) < 1e-15)
        // Wichura 1988 prints these to check an implementation by: one in each of the three ranges.
        #expect(abs(StandardNormal.quantile(0.25) + 0.6744897501960817) < 1e-15)
        #expect(abs(StandardNormal.quantile(0.001) + 3.090232306167814) < 1e-14)
        #expect(abs(StandardNormal.quantile(1e-20) + 9.262340089798408) < 1e-14)
        #expect(StandardNormal.quantile(0.5) == 0)
        #expect(StandardNormal.quantile(0) == -.infinity)
        #expect(StandardNormal.quantile(1) == .infinity)
        #expect(StandardNormal.quantile(-0.1).isNaN)
        #expect(StandardNormal.quantile(.nan).isNaN)
    }

    @Test func quantileUndoesCumulativeInBothTails() {
        var random = SplitMix64(seed: 21)
        for _ in 0..<2000 {
            let p = random.unit() < 0.5 ? 1e-12 * random.unit() : 0.5 * random.unit()
            guard p > 0 else { continue }
            let z = StandardNormal.quantile(p)
            #expect(abs(StandardNormal.cumulative(z) - p) < 1e-13 * p)
            #expect(abs(StandardNormal.cumulative(-z) - (1 - p)) < 1e-15)
        }
    }
}

@Suite struct FisherFTests {
    @Test func knownQuantiles() {
        #expect(abs(FisherF(numerator: 2, denominator: 2998).quantile(0.95) - 2.998728) < 5e-7)
        // F(2, m) has the closed form (m/2)·((1 − p)^(−2/m) − 1); with m = 4: 2·(1/√(1 − p) − 1).
        for p in [0.01, 0.5, 0.9, 0.975, 0.999] {
            let exact = 2 * (1 / (1 - p).squareRoot() - 1)
            #expect(abs(FisherF(numerator: 2, denominator: 4).quantile(p) - exact) < 1e-11 * max(1, exact))
        }
    }

    @Test func squareOfStudentAndReciprocal() {
        var random = SplitMix64(seed: 22)
        for _ in 0..<200 {
            let df = 1 + 40 * random.unit()
            let other = 1 + 40 * random.unit()
            let p = 0.01 + 0.98 * random.unit()
            let t = StudentT(degreesOfFreedom: df).quantile(0.5 + p / 2)
            #expect(abs(FisherF(numerator: 1, denominator: df).quantile(p) - t * t) < 1e-10 * max(1, t * t))
            let f = FisherF(numerator: other, denominator: df)
            let x = f.quantile(p)
            #expect(abs(f.cumulative(x) - p) < 1e-11)
            let reciprocal = FisherF(numerator: df, denominator: other).quantile(1 - p)
            #expect(abs(x * reciprocal - 1) < 1e-10)
        }
    }

    @Test func edges() {
        let f = FisherF(numerator: 3, denominator: 5)
        #expect(f.quantile(0) == 0)
        #expect(f.quantile(1) == .infinity)
        #expect(f.quantile(2).isNaN)
        #expect(f.cumulative(-1) == 0)
        #expect(f.cumulative(.infinity) == 1)
        #expect(FisherF(numerator: 0, denominator: 5).quantile(0.5).isNaN)
        #expect(FisherF(numerator: .infinity, denominator: 5).quantile(0.5).isNaN)
    }
}

@Suite struct ChiSquareTests {
    @Test func knownQuantiles() {
        #expect(abs(ChiSquare(degreesOfFreedom: 2).quantile(0.95) - 5.991464547107979) < 1e-14)
        // One degree of freedom is the square of a standard normal value.
        for p in [0.01, 0.05, 0.5, 0.95, 0.9999] {
            let z = StandardNormal.quantile(0.5 + p / 2)
            #expect(abs(ChiSquare(degreesOfFreedom: 1).quantile(p) - z * z) < 1e-12 * z * z)
        }
    }

    @Test func quantileUndoesCumulative() {
        var random = SplitMix64(seed: 23)
        for _ in 0..<300 {
            let chi = ChiSquare(degreesOfFreedom: 0.2 + 200 * random.unit())
            let p = 0.001 + 0.998 * random.unit()
            #expect(abs(chi.cumulative(chi.quantile(p)) - p) < 1e-11)
        }
        // The general way meets the closed one.
        let near = ChiSquare(degreesOfFreedom: 2 + 1e-9).quantile(0.3)
        #expect(abs(near - ChiSquare(degreesOfFreedom: 2).quantile(0.3)) < 1e-8)
    }

    @Test func edges() {
        let chi = ChiSquare(degreesOfFreedom: 3)
        #expect(chi.quantile(0) == 0)
        #expect(chi.quantile(1) == .infinity)
        #expect(chi.quantile(-1).isNaN)
        #expect(chi.cumulative(-2) == 0)
        #expect(chi.cumulative(.infinity) == 1)
        #expect(ChiSquare(degreesOfFreedom: 0).quantile(0.5).isNaN)
    }

    @Test func incompleteGammaOfWholeShapes() {
        // Q(3, x) = e^{−x}(1 + x + x²/2), checked through Q(3, x)/Q(1, x).
        for x in [0.1, 1, 3.9, 4.1, 20] {
            let ratio = SpecialFunctions.incompleteGamma(3, x).upper / SpecialFunctions.incompleteGamma(1, x).upper
            #expect(abs(ratio - (1 + x + x * x / 2)) < 1e-12 * (1 + x * x))
        }
        #expect(SpecialFunctions.incompleteGamma(0, 1).lower.isNaN)
        #expect(SpecialFunctions.incompleteGamma(1, -1).upper.isNaN)
    }
}
