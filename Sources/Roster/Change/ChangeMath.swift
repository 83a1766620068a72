#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Logarithms as changes are read.
enum ChangeMath {
    /// Natural logarithm.
    static func logarithm(_ value: Double) -> Double { log(value) }
    /// Back from it.
    static func exponential(_ place: Double) -> Double { exp(place) }
    /// A difference of logarithms in %.
    static func percent(_ difference: Double) -> Double { 100 * expm1(difference) }
}
