import SignalCore
import Statistics

/// The course of one quantity over many checks, with limits of three standard deviations (Shewhart; formulas D.11).
public struct ControlChart: Sendable, Hashable {
    /// Values in their order.
    public let values: [Double]
    /// Values that made the limits: the first ones.
    public let baseline: Int
    /// The middle.
    public let centre: Double
    /// Standard deviation from neighbours' distances, which a slow drift does not widen.
    public let deviation: Double

    /// Values that limits need (project convention).
    public static let fewest = 5

    /// A chart of values in their order.
    ///
    /// - Parameter baseline: the number of first values that make the limits; nil for all.
    /// - Returns: nil for fewer than ``fewest`` values or one that is not finite.
    public init?(_ values: [Double], baseline: Int? = nil) {
        let count = min(baseline ?? values.count, values.count)
        guard count >= Self.fewest, values.allSatisfy(\.isFinite),
            let mean = SeriesCharacteristics.mean(Array(values[..<count]))
        else { return nil }
        var moved = 0.0
        for k in 1..<count { moved += abs(values[k] - values[k - 1]) }
        self.values = values
        self.baseline = count
        centre = mean
        // The mean distance of two normal numbers is 2/√π standard deviations.
        deviation = moved / Double(count - 1) * Double.pi.squareRoot() / 2
    }

    /// The course of one plate's relative error in % over checks in their order; checks without its weight are left out.
    ///
    /// nil as for values.
    public init?(_ checks: [SessionCheck], side: Side, baseline: Int? = nil) {
        let errors = checks.compactMap { check -> Double? in
            guard let plate = check.plates.first(where: { $0.side == side }), let error = plate.error,
                let reference = plate.reference, reference > 0
            else { return nil }
            return 100 * error / reference
        }
        self.init(errors, baseline: baseline)
    }

    /// The limits: three standard deviations each way.
    public var limits: ClosedRange<Double> { (centre - 3 * deviation)...(centre + 3 * deviation) }

    /// Numbers of the values outside the limits.
    public var outside: [Int] { values.indices.filter { !limits.contains(values[$0]) } }

    /// True where the newest value lies within the limits.
    public var isInControl: Bool { values.last.map { limits.contains($0) } ?? true }

    /// Change from the first to the newest value by the straight line through all; nil where none can be drawn.
    public var drift: Double? { TrendInterval(values).map { $0.slope * Double(values.count - 1) } }

    /// True where ``drift`` exceeds half of the largest permitted error: time to calibrate anew.
    public func asksForCalibration(limit: Double) -> Bool { drift.map { abs($0) > limit / 2 } ?? false }
}
