#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension SplitMix64 {
    /// A standard normal number by Box and Muller: √(−2 ln(1 − u₁)) · cos(2π u₂) (formulas C.4).
    public mutating func gaussian() -> Double {
        let u1 = unit()
        let u2 = unit()
        return (-2 * log(1 - u1)).squareRoot() * cos(2 * .pi * u2)
    }
}
