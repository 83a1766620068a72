import SignalCore
import Statistics
import Symmetry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension PairIndex {
    /// The index of the same metric where each limb is tested alone (formulas A.6).
    ///
    /// There no limb is part of a total, so the larger one is the reference.
    var ofSeparateLimbs: PairIndex { self == .symmetryIndex ? .percentageDifference : self }
}

/// Trials of one limb after the other.
enum SeparateLimbs {
    /// The trials that may be compared with each other: those of both limbs at once, or those of one limb each.
    ///
    /// They are different tasks and do not mix; where a recording has both kinds, the more frequent one counts, and of
    /// equally many the one of both limbs.
    static func ofOneKind(_ trials: [TrialResult]) -> (trials: [TrialResult], separate: Bool) {
        let alone = trials.filter { $0.limb != nil }
        let together = trials.filter { $0.limb == nil }
        return alone.count > together.count ? (alone, true) : (together, false)
    }

    /// The limb that is loaded where the other one does nothing; nil where both are, or neither.
    ///
    /// Of the larger rise over its own rest the other side makes less than a tenth, or less than the floor. The tenth is
    /// the project's: a hand that rests on its sensor, or a frame that passes force on, is no effort of that limb.
    static func loaded(_ frame: TrialFrame, floor: Double) -> Side? {
        guard frame.hasSides, frame.count > 0 else { return nil }
        func rise(_ side: Side) -> Double {
            let force = TrialFrame.hold(frame.record.force(side))
            return (force.max() ?? 0) - IsometricTrials.rest(force, rate: frame.rate)
        }
        let left = rise(.left)
        let right = rise(.right)
        guard max(left, right) >= floor, min(left, right) < max(floor, 0.1 * max(left, right)) else { return nil }
        return left > right ? .left : left < right ? .right : nil
    }

    /// 95 % interval of independent trials of two limbs by Welch (formulas A.7-5a).
    ///
    /// Of ratios on logarithms, widened by what is known of the sensors; of a difference in the metric's unit on the values.
    ///
    /// - Returns: nil for fewer than two trials of a limb, and for a ratio where a value is not > 0.
    static func interval(
        _ index: PairIndex, left: [Double], right: [Double], systematic: Double
    ) -> ClosedRange<Double>? {
        if index == .difference {
            guard let plain = welch(left, right) else { return nil }
            return (plain.difference - plain.half)...(plain.difference + plain.half)
        }
        guard (left + right).allSatisfy({ $0 > 0 }), let logs = welch(left.map { log($0) }, right.map { log($0) })
        else {
            return nil
        }
        let half = (logs.half * logs.half + 4 * systematic * systematic).squareRoot()
        guard let low = PairedLogInterval.backTransform(logs.difference - half, to: index),
            let high = PairedLogInterval.backTransform(logs.difference + half, to: index), low <= high
        else { return nil }
        return low...high
    }

    /// Second mean minus first one and the half-width of its 95 % interval.
    private static func welch(_ first: [Double], _ second: [Double]) -> (difference: Double, half: Double)? {
        guard let meanA = Descriptive.mean(first.span), let meanB = Descriptive.mean(second.span),
            let sdA = Descriptive.standardDeviation(first.span), let sdB = Descriptive.standardDeviation(second.span)
        else { return nil }
        let a = sdA * sdA / Double(first.count)
        let b = sdB * sdB / Double(second.count)
        let spread = a * a / Double(first.count - 1) + b * b / Double(second.count - 1)
        let freedom = spread > 0 ? (a + b) * (a + b) / spread : Double(first.count + second.count - 2)
        guard freedom.isFinite else { return nil }
        return (meanB - meanA, StudentT(degreesOfFreedom: freedom).quantile(0.975) * (a + b).squareRoot())
    }
}
