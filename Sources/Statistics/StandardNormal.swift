#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The normal distribution with mean 0 and standard deviation 1.
public enum StandardNormal {
    /// Probability Φ(z) of a value ≤ `z`; small probabilities keep their digits.
    public static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

    /// The value below which a share `probability` lies, to about 1e-16 relative: Wichura's algorithm AS 241, PPND16.
    ///
    /// ±∞ at 0 and 1; NaN outside 0…1.
    public static func quantile(_ probability: Double) -> Double {
        guard probability >= 0, probability <= 1 else { return .nan }
        if probability == 0 { return -.infinity }
        if probability == 1 { return .infinity }
        let q = probability - 0.5
        if abs(q) <= 0.425 { return q * Self.central.ratio(0.180625 - q * q) }
        let r = (-log(min(probability, 1 - probability))).squareRoot()
        let z = r <= 5 ? Self.middle.ratio(r - 1.6) : Self.far.ratio(r - 5)
        return q < 0 ? -z : z
    }

    /// Φ⁻¹(0.975), the half-width of a 95 % interval in standard errors.
    public static let twoSided95 = quantile(0.975)

    private struct Rational: Sendable {
        let numerator: [Double]
        let denominator: [Double]

        func ratio(_ x: Double) -> Double { Self.horner(numerator, x) / Self.horner(denominator, x) }

        static func horner(_ coefficients: [Double], _ x: Double) -> Double {
            coefficients.reversed().reduce(0) { $0 * x + $1 }
        }
    }

    // Wichura 1988, Applied Statistics 37:477: |p − ½| ≤ 0.425, then r = √(−ln p) up to 5, then beyond.
    private static let central = Rational(
        numerator: [
            3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
            45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
        ],
        denominator: [
            1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
            39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
        ])
    private static let middle = Rational(
        numerator: [
            1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
            1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
        ],
        denominator: [
            1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590,
            0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
        ])
    private static let far = Rational(
        numerator: [
            6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
            0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
        ],
        denominator: [
            1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4,
            1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
        ])
}
