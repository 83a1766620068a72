#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How seldom a pattern goes on as it did before: −ln(A/B) (Richman and Moorman 2000; formulas B.11).
///
/// Depends on the sample rate and on detrending: bring a path to 25 to 50 samples/s first and state it.
public struct SampleEntropy: Sendable, Hashable {
    /// Pairs of templates that agree over `length` + 1 samples.
    public let longPairs: Int
    /// Pairs of templates that agree over `length` samples.
    public let shortPairs: Int
    /// Largest difference that still counts as agreement, in the signal's unit.
    public let tolerance: Double

    /// The entropy; nil where no pair agrees at one of the lengths.
    public var value: Double? {
        longPairs > 0 && shortPairs > 0 ? -log(Double(longPairs) / Double(shortPairs)) : nil
    }

    /// Counts the pairs of `samples`; the time goes with the square of their number.
    ///
    /// - Parameters:
    ///   - length: samples in the shorter template, ≥ 1.
    ///   - tolerance: in the signal's unit; nil takes 0.2 of the standard deviation (n).
    /// - Returns: nil where fewer than two templates fit or a sample is not finite.
    public init?(_ samples: [Double], length: Int = 2, tolerance: Double? = nil) {
        let templates = samples.count - length
        guard length >= 1, templates >= 2, samples.allSatisfy(\.isFinite) else { return nil }
        let mean = samples.reduce(0, +) / Double(samples.count)
        var squares = 0.0
        for x in samples { squares += (x - mean) * (x - mean) }
        let tolerance = tolerance ?? 0.2 * (squares / Double(samples.count)).squareRoot()
        let x = samples.span
        var short = 0
        var long = 0
        for i in 0..<(templates - 1) {
            for j in (i + 1)..<templates {
                var k = 0
                while k < length, abs(x[i + k] - x[j + k]) <= tolerance { k += 1 }
                guard k == length else { continue }
                short += 1
                if abs(x[i + length] - x[j + length]) <= tolerance { long += 1 }
            }
        }
        shortPairs = short
        longPairs = long
        self.tolerance = tolerance
    }
}
