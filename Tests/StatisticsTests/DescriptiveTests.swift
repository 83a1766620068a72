import Statistics
import TestSupport
import Testing

@Suite struct DescriptiveTests {
    // Spans cannot pass through the expectation macros.
    private func mean(_ x: [Double]) -> Double? { Descriptive.mean(x.span) }
    private func sd(_ x: [Double]) -> Double? { Descriptive.standardDeviation(x.span) }
    private func cv(_ x: [Double]) -> Double? { Descriptive.coefficientOfVariation(x.span) }
    private func slope(_ x: [Double], rate: Double) -> Double? { Descriptive.slope(x.span, rate: rate) }

    @Test func fewValuesHaveNoSpread() {
        #expect(mean([]) == nil)
        #expect(sd([3]) == nil)
        #expect(slope([3], rate: 10) == nil)
        #expect(cv([-1, 1]) == nil)
    }

    @Test func workedTrialSpread() throws {
        let stats = try Vectors()["A.stats"]
        let left: [Double] = [540, 552, 531, 545, 548]
        let right: [Double] = [600, 588, 612, 597, 605]
        #expect(stats["meanL"].matches(try #require(mean(left))))
        #expect(stats["sdL"].matches(try #require(sd(left))))
        #expect(stats["sdR"].matches(try #require(sd(right))))
        #expect(stats["cvL"].matches(try #require(cv(left))))
        #expect(stats["cvR"].matches(try #require(cv(right))))
    }

    @Test func slopeOfALineIsItsSlopeWithAndWithoutHoles() throws {
        var line = (0..<500).map { 700 - 3.25 * Double($0) / 250 }
        #expect(abs(try #require(slope(line, rate: 250)) + 3.25) < 1e-9)
        line[17] = .nan
        line[499] = .nan
        #expect(abs(try #require(slope(line, rate: 250)) + 3.25) < 1e-9)
    }
}

@Suite struct StudentTTests {
    @Test func quantilesOfTables() {
        // Formulas 0.4 gives the first; one and two degrees of freedom have closed forms.
        #expect(abs(StudentT(degreesOfFreedom: 4).quantile(0.975) - 2.776445) < 5e-7)
        #expect(abs(StudentT(degreesOfFreedom: 1).quantile(0.975) - 12.706204736174707) < 1e-9)
        let p = 0.9
        let exact = (2 * p - 1) / (2 * p * (1 - p)).squareRoot()
        #expect(abs(StudentT(degreesOfFreedom: 2).quantile(p) - exact) < 1e-12)
        #expect(abs(StudentT(degreesOfFreedom: 1e7).quantile(0.975) - 1.959963984540054) < 1e-6)
    }

    @Test func quantileUndoesCumulativeAndIsOdd() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<300 {
            let t = StudentT(degreesOfFreedom: 0.5 + 40 * random.unit())
            let p = 0.001 + 0.998 * random.unit()
            let x = t.quantile(p)
            #expect(abs(t.cumulative(x) - p) < 1e-11)
            #expect(abs(t.quantile(1 - p) + x) < 1e-9 * max(1, abs(x)))
        }
    }

    @Test func edges() {
        let t = StudentT(degreesOfFreedom: 3)
        #expect(t.quantile(0.5) == 0)
        #expect(t.quantile(0) == -.infinity)
        #expect(t.quantile(1) == .infinity)
        #expect(t.quantile(1.1).isNaN)
        #expect(StudentT(degreesOfFreedom: 0).quantile(0.9).isNaN)
    }
}

@Suite struct SpecialFunctionTests {
    @Test func logGammaOfFactorials() {
        var factorial = 1.0
        for n in 1...20 {
            factorial *= Double(n)
            let relative = SpecialFunctions.logGamma(Double(n + 1)) - logarithm(factorial)
            #expect(abs(relative) < 1e-12 * max(1, logarithm(factorial)))
        }
        // Γ(1/2)² = π
        #expect(abs(2 * SpecialFunctions.logGamma(0.5) - 1.1447298858494002) < 1e-13)
        #expect(SpecialFunctions.logGamma(0).isNaN)
    }

    @Test func incompleteBetaOfPolynomials() {
        // I_x(2, 3) = 1 − (1−x)⁴ − 4x(1−x)³
        for x in stride(from: 0.0, through: 1.0, by: 0.0625) {
            let y = 1 - x
            let exact = 1 - y * y * y * y - 4 * x * y * y * y
            #expect(abs(SpecialFunctions.incompleteBeta(x, 2, 3) - exact) < 1e-13)
            #expect(abs(SpecialFunctions.incompleteBeta(y, 3, 2) - (1 - exact)) < 1e-13)
        }
        #expect(SpecialFunctions.incompleteBeta(1.5, 1, 1).isNaN)
    }

    private func logarithm(_ x: Double) -> Double {
        // Series of ln by halving, so that the test does not lean on the same library call.
        var sum = 0.0
        var value = x
        while value > 1.5 {
            value /= 2
            sum += 0.6931471805599453
        }
        let z = (value - 1) / (value + 1)
        var term = z
        var k = 1.0
        var series = 0.0
        while abs(term) > 1e-18 {
            series += term / k
            term *= z * z
            k += 2
        }
        return sum + 2 * series
    }
}
