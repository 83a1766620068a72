import SignalCore
import Symmetry

extension PairIndex {
    /// The index of the same metric where each limb is tested alone (formulas A.6).
    ///
    /// There no limb is part of a total, so the larger one is the reference.
    package var ofSeparateLimbs: PairIndex { self == .symmetryIndex ? .percentageDifference : self }
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
}
