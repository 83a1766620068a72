/// Turns a device's own quantity into newtons: the same live and offline.
///
/// `newtons = Σ coefficients[k] · quantity^k − zero`, then rounded to the grid of 0.0001 N.
public struct ForceScale: Sendable, Hashable, Codable {
    /// Names this scale in files; `span:…` where it stems from a nominal span, a calibration's id otherwise.
    public var id: String
    /// Unit of the quantity that goes in: `V`, `V/V`, `count`, `N`.
    public var quantity: String
    /// Newtons per quantity^k, from k = 0.
    public var coefficients: [Double]
    /// Host offset in newtons: the mean of the unloaded sensor, 0 before the first zero.
    public var zero: Double
    /// Standard uncertainty of the gain, relative (0.001 = 0.1 %); nil where nobody has determined it.
    public var relativeUncertainty: Double?
    /// Largest force in newtons that the sensor is made for; nil where unknown.
    public var capacity: Double?
    /// Number and SHA-256 of the register's entry from which it stems, such as `3:9f86…`; nil for any other scale.
    public var registerEntry: String?

    /// A polynomial scale.
    public init(
        id: String, quantity: String, coefficients: [Double], zero: Double = 0, relativeUncertainty: Double? = nil,
        capacity: Double? = nil, registerEntry: String? = nil
    ) {
        self.id = id
        self.quantity = quantity
        self.coefficients = coefficients
        self.zero = zero
        self.relativeUncertainty = relativeUncertainty
        self.capacity = capacity
        self.registerEntry = registerEntry
    }

    /// The linear scale of a nominal span such as 2000 N at 10 mV.
    ///
    /// Its uncertainty is unknown: a data sheet is no calibration.
    ///
    /// - Parameters:
    ///   - newtons: force at full scale, ≠ 0; negative turns the sign round.
    ///   - quantity: the device's value at that force, ≠ 0, in `unit`.
    public init(spanNewtons newtons: Double, at quantity: Double, unit: String) {
        self.init(
            id: "span:\(newtons)N@\(quantity)\(unit)", quantity: unit, coefficients: [0, newtons / quantity],
            capacity: abs(newtons))
    }

    /// Newtons before the zero is taken off, not rounded.
    @inlinable public func gross(_ quantity: Double) -> Double {
        var sum = 0.0
        var k = coefficients.count - 1
        while k >= 0 {
            sum = sum * quantity + coefficients[k]
            k -= 1
        }
        return sum
    }

    /// Newtons on the grid of 0.0001 N.
    @inlinable public func newtons(_ quantity: Double) -> Double { NewtonGrid.snap(gross(quantity) - zero) }
}
