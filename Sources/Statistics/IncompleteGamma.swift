#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension SpecialFunctions {
    /// Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P, each with its own digits.
    ///
    /// For a > 0 and x ≥ 0; NaN outside. Power series below x = a + 1, Lentz's continued fraction above.
    public static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, x >= 0 else { return (.nan, .nan) }
        if x == 0 { return (0, 1) }
        if x == .infinity { return (1, 0) }
        let front = exp(a * log(x) - x - logGamma(a))
        if x < a + 1 {
            var term = 1 / a
            var sum = term
            var k = a
            for _ in 0..<100_000 {
                k += 1
                term *= x / k
                sum += term
                if term < sum * 1e-17 { break }
            }
            let lower = front * sum
            return (lower, 1 - lower)
        }
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for i in 1...100_000 {
            let numerator = -Double(i) * (Double(i) - a)
            b += 2
            d = numerator * d + b
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = b + numerator / c
            if abs(c) < tiny { c = tiny }
            let factor = c * d
            value *= factor
            if abs(factor - 1) < 3e-16 { break }
        }
        let upper = front * value
        return (1 - upper, upper)
    }
}
