/// What may be done about a velocity that does not come back to 0 (formulas C.5).
///
/// A method records which of these it used. None of them is for rate of force development.
public enum DriftCorrection: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing: the residual velocity is reported as it is.
    case none
    /// A straight line through the residual is taken off the velocity.
    case linearVelocity
    /// Body weight is the mean of a weighing before and one after.
    case weighBothEnds
    /// Force between take-off and landing is set to 0.
    case zeroFlight

    /// Residual velocity in m/s at the second quiet stand below which no correction is called for.
    public static let smallestResidual = 0.05

    /// `velocity` with a line taken off that is 0 at `start` and the whole velocity at `end`, so that it ends at 0 there.
    ///
    /// Samples before `start` stay as they are; those after `end` lose the residual of `end`. `start` < `end`, both inside.
    public static func linear(_ velocity: [Double], from start: Int, to end: Int) -> [Double] {
        guard start >= 0, start < end, end < velocity.count else { return velocity }
        let residual = velocity[end]
        var out = velocity
        for i in start..<velocity.count {
            out[i] -= residual * min(Double(i - start) / Double(end - start), 1)
        }
        return out
    }

    /// `total` with 0 N from the first sample of the flight up to, not including, the landing.
    public static func flightZeroed(_ total: [Double], takeoff: Int, landing: Int) -> [Double] {
        var out = total
        for i in max(takeoff, 0)..<max(takeoff, min(landing, total.count), 0) { out[i] = 0 }
        return out
    }
}
