#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The special functions behind the distributions (formulas C.9).
public enum SpecialFunctions {
    /// Natural logarithm of Γ(x) for x > 0 to about 1e-14 relative, by the Lanczos series with g = 7 and nine terms.
    ///
    /// Not the C library's `lgamma`, which writes a global variable and so is not safe on several threads.
    public static func logGamma(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        // Γ(x)·Γ(1 − x) = π / sin πx keeps the series where it is exact.
        if x < 0.5 { return log(.pi / sin(.pi * x)) - logGamma(1 - x) }
        let z = x - 1
        var sum = lanczos[0]
        for k in 1..<lanczos.count { sum += lanczos[k] / (z + Double(k)) }
        let t = z + 7.5
        return 0.5 * log(2 * .pi) + (z + 0.5) * log(t) - t + log(sum)
    }

    private static let lanczos: [Double] = [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ]

    /// Regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1; NaN outside.
    ///
    /// Lentz's continued fraction, on the side of x = (a + 1)/(a + b + 2) where it converges fast.
    public static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard a > 0, b > 0, x >= 0, x <= 1 else { return .nan }
        if x == 0 || x == 1 { return x }
        let front = exp(
            a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b))
        if x <= (a + 1) / (a + b + 2) { return front * betaFraction(x, a, b) / a }
        return 1 - front * betaFraction(1 - x, b, a) / b
    }

    private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func away(_ v: Double) -> Double { abs(v) < tiny ? tiny : v }
        var c = 1.0
        var d = 1 / away(1 - (a + b) * x / (a + 1))
        var value = d
        for m in 1...10_000 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / away(1 + even * d)
            c = away(1 + even / c)
            value *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / away(1 + odd * d)
            c = away(1 + odd / c)
            let factor = d * c
            value *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return value
    }
}
