#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One frequency of a signal, by Goertzel's recursion: one multiplication a sample and no table.
public struct Goertzel: Sendable, Hashable {
    private let cosine: Double
    private let sine: Double
    private var s1 = 0.0
    private var s2 = 0.0

    /// Makes a detector of `frequency` Hz at `rate` samples per second.
    public init(frequency: Double, rate: Double) {
        let w = 2 * .pi * frequency / rate
        cosine = cos(w)
        sine = sin(w)
    }

    /// Takes one sample.
    public mutating func process(_ sample: Double) {
        let s = sample + 2 * cosine * s1 - s2
        s2 = s1
        s1 = s
    }

    /// Squared magnitude of Σ x·e^(−iωn) over the samples taken: (N·A/2)² for a sine of amplitude A and whole periods.
    public var power: Double {
        let real = s1 - s2 * cosine
        let imaginary = s2 * sine
        return real * real + imaginary * imaginary
    }
}
