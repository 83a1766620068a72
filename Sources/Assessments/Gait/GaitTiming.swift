import SignalCore

/// Times of walking from contacts of both feet, in seconds (formulas B.12).
public struct GaitTiming: Sendable, Hashable {
    /// Values of each foot, in order of time.
    public struct Limb: Sendable, Hashable {
        /// Initial contact of this foot minus the one of the other foot before it.
        public var step: [Double] = []
        /// Initial contact to the next one of the same foot.
        public var stride: [Double] = []
        /// Initial contact to toe-off.
        public var stance: [Double] = []
        /// Stride minus its stance.
        public var swing: [Double] = []
        /// Initial contact of this foot to toe-off of the other one; none in running, where there is flight instead.
        public var doubleSupport: [Double] = []
    }

    /// Longest step in seconds; what lasts longer is a pause or another pass over the plates.
    ///
    /// The project's.
    public static let longestStep = 1.5

    /// The left foot.
    public private(set) var left = Limb()
    /// The right foot.
    public private(set) var right = Limb()

    /// Times of `contacts` in any order; contacts of both feet that begin at the same time are no steps.
    public init(_ contacts: [GaitContact]) {
        let ordered = GaitContact.withoutJumps(contacts).enumerated().sorted {
            let a = $0.element.initialContact ?? -.infinity
            let b = $1.element.initialContact ?? -.infinity
            return a == b ? $0.offset < $1.offset : a < b
        }.map(\.element)
        for (i, contact) in ordered.enumerated() {
            guard contact.isStep, let initial = contact.initialContact else { continue }
            var limb = contact.side == .left ? left : right
            let stance = contact.toeOff.map { $0 - initial }
            if let stance { limb.stance.append(stance) }
            if i > 0, ordered[i - 1].side != contact.side, ordered[i - 1].isStep {
                if let before = ordered[i - 1].initialContact, initial > before, initial - before <= Self.longestStep {
                    limb.step.append(initial - before)
                }
                if let off = ordered[i - 1].toeOff, off > initial { limb.doubleSupport.append(off - initial) }
            }
            // A stride holds one step of the other foot.
            if i + 2 < ordered.count, ordered[i + 1].side != contact.side, ordered[i + 1].isStep,
                ordered[i + 2].side == contact.side, ordered[i + 2].isStep, let next = ordered[i + 2].initialContact,
                next - initial <= 2 * Self.longestStep
            {
                limb.stride.append(next - initial)
                if let stance { limb.swing.append(next - initial - stance) }
            }
            if contact.side == .left { left = limb } else { right = limb }
        }
    }

    /// The values of one foot.
    public func limb(_ side: Side) -> Limb { side == .left ? left : right }
}
