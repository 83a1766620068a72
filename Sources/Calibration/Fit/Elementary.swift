#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few functions of mathematics that the standard library lacks.
enum Rotation {
    /// Cosine and sine of an angle in radians.
    static func of(_ angle: Double) -> (cosine: Double, sine: Double) { (cos(angle), sin(angle)) }
}

/// Natural logarithms, their inverse and the way from a log ratio to SIs.
enum Logarithm {
    static func of(_ value: Double) -> Double { log(value) }
    static func inverse(_ value: Double) -> Double { exp(value) }
    /// SIs in % of a log ratio d: 100·tanh(d/2).
    static func symmetry(_ d: Double) -> Double { 100 * tanh(d / 2) }
}
