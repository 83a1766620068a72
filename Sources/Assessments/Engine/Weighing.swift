import SignalCore

/// The quiet stand from which body weight is known (formulas B.1).
public struct Weighing: Sendable, Hashable {
    /// First and last sample on the recording's clock.
    public var window: ClosedRange<Int>
    /// Mean of the total in newtons: body weight with whatever the person carries.
    public var weight: Double
    /// Mean of the left side; nil where only the total is known.
    public var left: Double?
    /// Mean of the right side; nil where only the total is known.
    public var right: Double?
    /// Standard deviation of the total, n − 1, in newtons.
    public var sd: Double
    /// Largest minus smallest total in newtons.
    public var peakToPeak: Double
    /// Least-squares slope of the total in N/s.
    public var slope: Double
    /// What the gate found wrong, as reason ids; empty for a good weighing.
    public var reasons: [String]

    /// Makes a weighing.
    public init(
        window: ClosedRange<Int>, weight: Double, left: Double?, right: Double?, sd: Double, peakToPeak: Double,
        slope: Double, reasons: [String]
    ) {
        self.window = window
        self.weight = weight
        self.left = left
        self.right = right
        self.sd = sd
        self.peakToPeak = peakToPeak
        self.slope = slope
        self.reasons = reasons
    }
}

extension Weighing {
    /// The person's own mass in kilograms: what was weighed without the load.
    ///
    /// Nil where the load is not lighter than what was weighed, so that it cannot have been weighed.
    public func bodyMass(_ settings: AnalysisSettings) -> Double? {
        let mass = weight / settings.gravity - settings.loadKilograms
        return mass > 0 ? mass : nil
    }
}
