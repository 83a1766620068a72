/// One second-order filter section: H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²).
public struct Biquad: Sendable, Hashable, Codable {
    /// Weight of the present input.
    public var b0: Double
    /// Weight of the input one sample ago.
    public var b1: Double
    /// Weight of the input two samples ago.
    public var b2: Double
    /// Weight of the output one sample ago, taken off.
    public var a1: Double
    /// Weight of the output two samples ago, taken off.
    public var a2: Double

    /// Makes a section from coefficients that are already divided by the leading denominator coefficient.
    public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        self.b0 = b0
        self.b1 = b1
        self.b2 = b2
        self.a1 = a1
        self.a2 = a2
    }

    /// What a constant input is multiplied with once the section has settled.
    public var gainAtRest: Double { (b0 + b1 + b2) / (1 + a1 + a2) }

    /// The two delays of transposed direct form II after an endless input of 1 (formulas C.2; scipy `lfilter_zi`).
    public var stepState: SIMD2<Double> {
        let gain = gainAtRest
        return SIMD2(gain - b0, b2 - a2 * gain)
    }
}
