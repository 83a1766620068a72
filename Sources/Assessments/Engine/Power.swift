#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Powers with a fraction, kept apart so that one file imports the mathematics library.
enum Power {
    /// `base` > 0 to the power `exponent`.
    static func of(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
