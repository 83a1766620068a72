/// How the clocks of a recording's two devices lie to each other at its end.
public struct ClockAlignment: Sendable, Hashable {
    /// Standard uncertainty in seconds of the time between the sides.
    public var uncertainty: Double
    /// Parts per million by which the right device's clock runs slow against the left one's; nil where unknown.
    public var skew: Double?
    /// Root of the mean square in seconds by which arrivals miss the fit; nil where unknown.
    public var residual: Double?
    /// True where a tap across both plates has told the difference of the devices' delays.
    public var isTapped: Bool

    /// Makes an alignment.
    public init(uncertainty: Double, skew: Double? = nil, residual: Double? = nil, isTapped: Bool = false) {
        self.uncertainty = uncertainty
        self.skew = skew
        self.residual = residual
        self.isTapped = isTapped
    }
}
