/// Values between samples (formulas C.6).
public enum Interpolation: String, Sendable, Hashable, Codable, CaseIterable {
    /// Straight lines; the error at frequency f is at most A(π f/fs)²/2: 1.23 % for 50 Hz at 1000 samples/s.
    case linear
    /// Cubics through the samples with central differences as slopes (Catmull and Rom 1974).
    case catmullRom

    /// The value of `samples` at `position`, counted in samples from the first one.
    ///
    /// A whole position gives its sample exactly. Beyond either end the curve goes on as a straight line for its slope only.
    ///
    /// - Returns: NaN outside 0…count − 1, and where a sample that the method uses is NaN.
    public func value(_ samples: Span<Double>, at position: Double) -> Double {
        guard position >= 0, position <= Double(samples.count - 1) else { return .nan }
        let i = Int(position)
        let t = position - Double(i)
        guard t > 0 else { return samples[i] }
        let b = samples[i]
        let c = samples[i + 1]
        if self == .linear { return b + t * (c - b) }
        let a = i > 0 ? samples[i - 1] : 2 * b - c
        let d = i + 2 < samples.count ? samples[i + 2] : 2 * c - b
        let cubic = 3 * (b - c) + d - a
        let square = 2 * a - 5 * b + 4 * c - d
        return b + 0.5 * t * (c - a + t * (square + t * cubic))
    }
}
