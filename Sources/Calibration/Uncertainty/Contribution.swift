/// One source of uncertainty in a budget (formulas D.10).
public struct Contribution: Sendable, Hashable, Codable {
    /// How a stated limit or spread becomes a standard uncertainty.
    public enum Distribution: String, Sendable, Hashable, CaseIterable, Codable {
        /// The value is a standard deviation of single readings; divided by √n (type A).
        case readings
        /// The value is a standard uncertainty already.
        case standard
        /// The value is an expanded uncertainty; divided by its coverage factor.
        case expanded
        /// The value is the half-width of equally likely values; divided by √3.
        case rectangular
        /// The value is the half-width of a triangle; divided by √6.
        case triangular
        /// The value is one step of a display; divided by √12.
        case resolution
    }

    /// What it stems from.
    public var name: String
    /// What was stated, in the unit of the input quantity.
    public var value: Double
    /// How it is distributed.
    public var distribution: Distribution
    /// The number n of readings or the coverage factor k, by the distribution; 1 else.
    public var divisor: Double
    /// Newtons per unit of the input quantity.
    public var sensitivity: Double
    /// Degrees of freedom; nil for as good as infinitely many.
    public var degreesOfFreedom: Double?
    /// True where both plates of a pair share the source, so that it cancels in a symmetry index.
    public var isShared: Bool
    /// True where it grows with the force and so belongs to the gain; false for zero and resolution.
    public var isOfGain: Bool

    /// Makes a contribution.
    public init(
        _ name: String, _ value: Double, _ distribution: Distribution, divisor: Double = 1, sensitivity: Double = 1,
        degreesOfFreedom: Double? = nil, isShared: Bool = false, isOfGain: Bool = true
    ) {
        self.name = name
        self.value = value
        self.distribution = distribution
        self.divisor = divisor
        self.sensitivity = sensitivity
        self.degreesOfFreedom = degreesOfFreedom
        self.isShared = isShared
        self.isOfGain = isOfGain
    }

    /// The spread of `count` readings: their mean is better by √n and has n − 1 degrees of freedom.
    public static func readings(_ name: String, deviation: Double, count: Int) -> Contribution {
        Contribution(
            name, deviation, .readings, divisor: Double(count), degreesOfFreedom: Double(max(count - 1, 1)))
    }

    /// Standard uncertainty of the input quantity, in its unit.
    public var standardUncertainty: Double {
        switch distribution {
        case .readings: value / divisor.squareRoot()
        case .standard: value
        case .expanded: value / divisor
        case .rectangular: value / 3.0.squareRoot()
        case .triangular: value / 6.0.squareRoot()
        case .resolution: value / 12.0.squareRoot()
        }
    }

    /// What it contributes to the force, in newtons, ≥ 0.
    public var newtons: Double { abs(sensitivity * standardUncertainty) }
}
