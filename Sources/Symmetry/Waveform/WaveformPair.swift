import SignalCore

/// The curves of both limbs over one common window, point by point (formulas A.3).
///
/// The axis τ runs from 0 to 1 with equal steps. For limbs that load at once both curves come from the same window of the
/// total, never each from its own.
public struct WaveformPair: Sendable, Hashable {
    /// Points of a normalised curve: 0…100 % in steps of 1 %.
    public static let normalizedPoints = 101

    /// The left curve, in the unit of the signal.
    public let left: [Double]
    /// The right curve.
    public let right: [Double]

    /// Takes two curves as they are.
    ///
    /// - Throws: for different lengths, fewer than two points and points that are not finite.
    public init(left: [Double], right: [Double]) throws(WaveformError) {
        guard left.count == right.count else { throw .unequalLengths(left.count, right.count) }
        guard left.count > 1 else { throw .tooShort(points: left.count, needed: 2) }
        for i in left.indices where !left[i].isFinite || !right[i].isFinite { throw .notFinite(point: i) }
        self.left = left
        self.right = right
    }

    /// Takes the part of two synchronous signals between two sample positions, resampled to 0…100 %.
    ///
    /// - Parameters:
    ///   - from: position of 0 % in samples, ≥ 0, between two samples where not whole.
    ///   - to: position of 100 %, > `from`, at most the last sample.
    public init(
        left: [Double], right: [Double], from: Double, to: Double, points: Int = normalizedPoints
    ) throws(WaveformError) {
        guard left.count == right.count else { throw .unequalLengths(left.count, right.count) }
        try self.init(
            left: TimeNormalization.resample(left, from: from, to: to, points: points),
            right: TimeNormalization.resample(right, from: from, to: to, points: points))
    }

    /// The same curves of the person in a mirror.
    public var swapped: WaveformPair { WaveformPair(unchecked: right, left) }

    private init(unchecked left: [Double], _ right: [Double]) {
        self.left = left
        self.right = right
    }

    /// Number of points, ≥ 2.
    public var count: Int { left.count }

    /// Right minus left, point by point.
    public var difference: [Double] { zip(left, right).map { $1 - $0 } }

    /// Integral over τ = 0…1 by the trapezoid rule.
    static func integral(_ curve: [Double]) -> Double {
        var sum = 0.0
        for i in 1..<curve.count { sum += curve[i - 1] + curve[i] }
        return sum / 2 / Double(curve.count - 1)
    }

    /// Largest minus smallest point.
    static func range(_ curve: ArraySlice<Double>) -> Double { (curve.max() ?? 0) - (curve.min() ?? 0) }

    static func range(_ curve: [Double]) -> Double { range(curve[...]) }

    /// A value that stands where it is a finite number, else `undefined`.
    static func value(_ value: Double) -> PairValue {
        value.isFinite ? PairValue(value: value, status: .ok) : PairValue(value: nil, status: .undefined)
    }
}
