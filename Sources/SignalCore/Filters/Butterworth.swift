#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A Butterworth filter of even order as data: what a method names, before a sample rate makes coefficients of it.
///
/// Bilinear transform with pre-warped cut-off, as scipy's `butter` (formulas C.1).
public struct Butterworth: Sendable, Hashable, Codable {
    /// Which side of the cut-off passes.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Passes what is slower than the cut-off.
        case lowPass
        /// Passes what is faster than the cut-off.
        case highPass
    }

    /// What the cut-off is the −3 dB point of.
    public enum Convention: String, Sendable, Hashable, Codable, CaseIterable {
        /// Of one pass; run forwards and backwards the gain there is 0.5 (−6 dB).
        case singlePass
        /// Of the forward and the backward pass together, exactly, by correcting the pre-warped frequency.
        case dualPass
        /// Of both passes together, nearly: the cut-off itself is divided by the factor (Winter 2009), before pre-warping.
        ///
        /// At 50 Hz and 1000 samples/s the gain is 0.7109 instead of 0.7071.
        case dualPassUnwarped
    }

    /// Low-pass or high-pass.
    public var kind: Kind
    /// Order of one pass: even, 2 to 16.
    public var order: Int
    /// Named cut-off in Hz, above 0 and below half the rate.
    public var cutoff: Double
    /// What `cutoff` means.
    public var convention: Convention

    /// Makes a description; nothing is checked before `cascade(rate:)`.
    public init(_ kind: Kind = .lowPass, order: Int, cutoff: Double, convention: Convention = .singlePass) {
        self.kind = kind
        self.order = order
        self.cutoff = cutoff
        self.convention = convention
    }

    /// (√2 − 1)^(1/2n): cut-off of two passes over cut-off of one, for `order` n of one pass; 0.80224 for 2 (formulas C.1).
    public static func dualPassFactor(order: Int) -> Double { pow(2.0.squareRoot() - 1, 1 / (2 * Double(order))) }

    /// Frequency in Hz at which one pass has −3 dB.
    public func designFrequency(rate: Double) -> Double { atan(warped(rate)) * rate / .pi }

    /// Frequency in Hz at which the forward and the backward pass together have −3 dB.
    public func dualPassFrequency(rate: Double) -> Double {
        let factor = Self.dualPassFactor(order: order)
        return atan(kind == .lowPass ? warped(rate) * factor : warped(rate) / factor) * rate / .pi
    }

    /// tan(π f/fs) of the frequency that one pass is designed for.
    private func warped(_ rate: Double) -> Double {
        let factor = Self.dualPassFactor(order: order)
        // Two high-passes move the −3 dB point up, two low-passes down.
        let shift = kind == .lowPass ? 1 / factor : factor
        return switch convention {
        case .singlePass: tan(.pi * cutoff / rate)
        case .dualPass: tan(.pi * cutoff / rate) * shift
        case .dualPassUnwarped: tan(.pi * cutoff * shift / rate)
        }
    }

    /// The sections for `rate` samples per second: poles nearest the unit circle last, the whole gain in the first (scipy).
    public func cascade(rate: Double) throws(FilterError) -> BiquadCascade {
        guard order >= 2, order <= 16, order.isMultiple(of: 2) else { throw .order(order) }
        var highest = cutoff
        if convention == .dualPassUnwarped, kind == .lowPass { highest /= Self.dualPassFactor(order: order) }
        guard cutoff > 0, rate > 0, rate.isFinite, highest < rate / 2 else { throw .cutoff(highest, rate: rate) }
        let k = warped(rate)
        var sections: [Biquad] = []
        var gain = 1.0
        // The sharpest section is number 1 in the formula and comes last.
        for number in stride(from: order / 2, through: 1, by: -1) {
            let damping = 2 * sin(.pi * Double(2 * number - 1) / Double(2 * order))
            let norm = 1 / (1 + damping * k + k * k)
            gain *= kind == .lowPass ? k * k * norm : norm
            sections.append(
                Biquad(
                    b0: 1, b1: kind == .lowPass ? 2 : -2, b2: 1, a1: 2 * (k * k - 1) * norm,
                    a2: (1 - damping * k + k * k) * norm))
        }
        sections[0].b0 *= gain
        sections[0].b1 *= gain
        sections[0].b2 *= gain
        return BiquadCascade(sections)
    }
}
