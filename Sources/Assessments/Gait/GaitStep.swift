import SignalCore

/// Times of one step in seconds, as far as its neighbours are steps too (formulas B.12).
struct GaitStep {
    /// Initial contact of this foot minus the one of the other foot before it.
    var step: Double?
    /// Initial contact to the next one of the same foot.
    var stride: Double?
    /// Initial contact to toe-off.
    var stance: Double?
    /// Stride minus stance.
    var swing: Double?
    /// Initial contact of this foot to toe-off of the other one.
    var doubleSupport: Double?

    /// - Parameters:
    ///   - ordered: contacts of both feet in the order in which they began.
    ///   - i: the one that is looked at.
    /// - Returns: nil for a contact that is no step or whose beginning is not known.
    init?(_ ordered: [GaitContact], _ i: Int) {
        let contact = ordered[i]
        guard contact.isStep, let initial = contact.initialContact else { return nil }
        stance = contact.toeOff.map { $0 - initial }
        if let before = Self.before(ordered, i) {
            step = before.initialContact.map { initial - $0 }
            // In running there is a flight instead.
            if let off = before.toeOff, off > initial { doubleSupport = off - initial }
        }
        if let next = Self.next(ordered, i)?.initialContact {
            stride = next - initial
            swing = stance.map { next - initial - $0 }
        }
    }

    /// The other foot's step before this one, not longer ago than a step may be.
    static func before(_ ordered: [GaitContact], _ i: Int) -> GaitContact? {
        guard i > 0, ordered[i - 1].side != ordered[i].side, ordered[i - 1].isStep,
            let initial = ordered[i].initialContact, let start = ordered[i - 1].initialContact, initial > start,
            initial - start <= GaitTiming.longestStep
        else { return nil }
        return ordered[i - 1]
    }

    /// The next step of the same foot, with one of the other foot between.
    static func next(_ ordered: [GaitContact], _ i: Int) -> GaitContact? {
        guard i + 2 < ordered.count, ordered[i + 1].side != ordered[i].side, ordered[i + 1].isStep,
            ordered[i + 2].side == ordered[i].side, ordered[i + 2].isStep, let initial = ordered[i].initialContact,
            let next = ordered[i + 2].initialContact, next - initial <= 2 * GaitTiming.longestStep
        else { return nil }
        return ordered[i + 2]
    }
}
