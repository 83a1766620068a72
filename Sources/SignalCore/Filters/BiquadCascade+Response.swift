#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension BiquadCascade {
    /// Gain of one pass at `frequency` Hz for `rate` samples per second; two passes have its square.
    public func gain(at frequency: Double, rate: Double) -> Double {
        let w = 2 * .pi * frequency / rate
        let (c1, s1, c2, s2) = (cos(w), sin(w), cos(2 * w), sin(2 * w))
        var square = 1.0
        for s in sections {
            let top = (s.b0 + s.b1 * c1 + s.b2 * c2, s.b1 * s1 + s.b2 * s2)
            let bottom = (1 + s.a1 * c1 + s.a2 * c2, s.a1 * s1 + s.a2 * s2)
            square *= (top.0 * top.0 + top.1 * top.1) / (bottom.0 * bottom.0 + bottom.1 * bottom.1)
        }
        return square.squareRoot()
    }
}
