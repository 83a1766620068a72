#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whether the electricity supply hums in a signal (formulas C.8).
public struct MainsLine: Sendable, Hashable {
    /// Amplitude of the line in the signal's unit.
    public let amplitude: Double
    /// Amplitude of the line over the root mean square amplitude of the frequencies 3 to 7 Hz to either side.
    public let ratio: Double

    /// True where the line stands out by more than three.
    public var isFlagged: Bool { ratio > 3 }

    /// Measures the line at `frequency` Hz, 50 or 60, over stretches of one second.
    ///
    /// The mean power of the stretches counts, each under a Hann window; what is left over at the end is not used.
    ///
    /// - Parameter rate: samples per second, > 0.
    /// - Returns: nil where the frequency and its neighbours do not fit below half the rate, for less than one second, for a
    ///   stretch with NaN in every second, or without anything but zeros.
    public init?(_ samples: [Double], rate: Double, frequency: Double) {
        let block = Int(rate.rounded())
        guard rate.isFinite, frequency > 7, frequency + 7 < rate / 2, samples.count >= block else { return nil }
        let neighbours = (3...7).flatMap { [frequency - Double($0), frequency + Double($0)] }
        let window = (0..<block).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(block)) }
        var line = 0.0
        var beside = 0.0
        var blocks = 0
        for first in stride(from: 0, through: samples.count - block, by: block) {
            let part = samples[first..<(first + block)]
            let mean = part.reduce(0, +) / Double(block)
            guard mean.isFinite else { continue }
            func power(_ f: Double) -> Double {
                var goertzel = Goertzel(frequency: f, rate: rate)
                for i in 0..<block { goertzel.process((samples[first + i] - mean) * window[i]) }
                return goertzel.power
            }
            line += power(frequency)
            for f in neighbours { beside += power(f) / Double(neighbours.count) }
            blocks += 1
        }
        guard blocks > 0, beside > 0 else { return nil }
        // A Hann window halves an amplitude, and a sine has half of it at its positive frequency.
        amplitude = 4 / Double(block) * (line / Double(blocks)).squareRoot()
        ratio = (line / beside).squareRoot()
    }
}
