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
        let ordered = GaitContact.inOrder(GaitContact.withoutJumps(contacts))
        for (i, contact) in ordered.enumerated() {
            guard let step = GaitStep(ordered, i) else { continue }
            var limb = contact.side == .left ? left : right
            if let value = step.stance { limb.stance.append(value) }
            if let value = step.step { limb.step.append(value) }
            if let value = step.doubleSupport { limb.doubleSupport.append(value) }
            if let value = step.stride { limb.stride.append(value) }
            if let value = step.swing { limb.swing.append(value) }
            if contact.side == .left { left = limb } else { right = limb }
        }
    }

    /// The values of one foot.
    public func limb(_ side: Side) -> Limb { side == .left ? left : right }
}
