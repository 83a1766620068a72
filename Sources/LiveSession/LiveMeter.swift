import SignalCore
import Symmetry

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a screen shows of the forces now: smoothed values, share, and peaks of the unsmoothed forces (formulas C.3, C.10).
public struct LiveMeter: Sendable {
    /// Smoothed force of the left side in newtons: one pole at 10 Hz, 15 ms late.
    public private(set) var left = 0.0
    /// Smoothed force of the right side in newtons.
    public private(set) var right = 0.0
    /// Right side's share in % of the smoothed forces; nil while too little load is on.
    public private(set) var share: Double?
    /// Largest unsmoothed force of the left side since the last reset; nil before the first.
    public private(set) var leftPeak: Double?
    /// Largest unsmoothed force of the right side since the last reset.
    public private(set) var rightPeak: Double?

    private let alpha: Double
    private let showFrom: Double
    private var started = false

    /// Makes a meter.
    ///
    /// - Parameters:
    ///   - rate: rows a second.
    ///   - bodyWeight: newtons; the share is shown from max(40 N, 5 % of it) on and hidden again below 80 % of that.
    public init(rate: Double, bodyWeight: Double = 0) {
        alpha = 1 - exp(-2 * .pi * 10 / rate)
        showFrom = max(40, 0.05 * bodyWeight)
    }

    /// Takes one row; a missing one changes nothing.
    public mutating func add(left l: Double, right r: Double) {
        guard l.isFinite, r.isFinite else { return }
        if started {
            left += alpha * (l - left)
            right += alpha * (r - right)
        } else {
            left = l
            right = r
            started = true
        }
        leftPeak = max(leftPeak ?? l, l)
        rightPeak = max(rightPeak ?? r, r)
        let total = left + right
        if total >= showFrom || (share != nil && total >= 0.8 * showFrom) {
            share = 100 * right / total
        } else {
            share = nil
        }
    }

    /// Forgets the peaks.
    public mutating func resetPeaks() {
        leftPeak = nil
        rightPeak = nil
    }

    /// Index of the two running peaks, never a running maximum of the index.
    ///
    /// - Parameters:
    ///   - floor: smallest meaningful load in newtons.
    ///   - withheld: the rule by which no symmetry may be shown, if any.
    public func peakSymmetry(floor: Double, withheld: MeasureStatus?) -> PairValue {
        if let withheld { return PairValue(value: nil, status: withheld) }
        guard let leftPeak, let rightPeak else { return PairValue(value: nil, status: .notDetected) }
        return PairIndex.symmetryIndex.evaluate(left: leftPeak, right: rightPeak, floor: floor)
    }
}
