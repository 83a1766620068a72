import SignalCore

/// What was lost of a recording, and how that is known (design, law 5).
public struct Loss: Sendable, Hashable {
    /// How a loss is known.
    public enum Evidence: String, Sendable, Hashable {
        /// By the device's own counter: exact.
        case counted
        /// By an overrun flag: at least so many.
        case reported
        /// By arrival times: within the stated bound.
        case timed
        /// Nothing is known: a file of another system.
        case unknown

        /// The weaker of two: a count is better than a bounded time, and that is better than "at least".
        public func weaker(_ other: Evidence) -> Evidence {
            func rank(_ one: Evidence) -> Int {
                switch one {
                case .counted: 0
                case .timed: 1
                case .reported: 2
                case .unknown: 3
                }
            }
            return rank(self) >= rank(other) ? self : other
        }
    }

    /// A stretch of missing rows.
    public struct Gap: Sendable, Hashable {
        /// First missing row.
        public var from: Int
        /// Number of missing rows, > 0.
        public var count: Int
        /// Makes a gap.
        public init(from: Int, count: Int) {
            self.from = from
            self.count = count
        }
    }

    /// One loss with its place: what the devices and the program know of it.
    public struct Entry: Sendable, Hashable {
        /// What happened to the samples.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// They never came.
            case missing
            /// They came twice.
            case duplicate
            /// They came out of order.
            case reordered
            /// They came damaged.
            case corrupt
        }

        /// What happened.
        public var kind: Kind
        /// The side whose device lost them; nil for a device of both sides.
        public var side: Side?
        /// Row of the first one; of a device with a clock of its own, the row nearest to it.
        ///
        /// Negative before the zero.
        public var from: Int
        /// Samples of that device, ≥ 0.
        public var count: Int
        /// How the number is known.
        public var evidence: Evidence
        /// Samples by which the true number may differ, ≥ 0; 0 where it was counted.
        public var bound: Int

        /// Makes an entry.
        public init(kind: Kind, side: Side? = nil, from: Int, count: Int, evidence: Evidence, bound: Int = 0) {
            self.kind = kind
            self.side = side
            self.from = from
            self.count = count
            self.evidence = evidence
            self.bound = bound
        }
    }

    /// The sums of one device of a pair, in its own samples.
    public struct Device: Sendable, Hashable {
        /// The side that it carries.
        public var side: Side
        /// Samples that never came.
        public var missing = 0
        /// Samples that came twice.
        public var duplicate = 0
        /// Samples that came out of order.
        public var reordered = 0
        /// Samples thrown away because their packet was damaged.
        public var corrupt = 0
        /// The weakest evidence of its entries; without any, how it would know.
        public var evidence: Evidence
        /// Samples by which the figures together may be off.
        public var bound = 0

        /// Nothing lost.
        public init(side: Side, evidence: Evidence) {
            self.side = side
            self.evidence = evidence
        }
    }

    /// Samples that never came; of a pair of devices, rows in which a side is missing.
    public var missing: Int
    /// Samples that came twice.
    public var duplicate: Int
    /// Samples that came out of order.
    public var reordered: Int
    /// Samples thrown away because their packet was damaged.
    public var corrupt: Int
    /// How this is known.
    public var evidence: Evidence
    /// Where samples are missing, in order.
    public var gaps: [Gap]
    /// Samples by which the figures together may be off; 0 where all of them were counted.
    public var bound = 0
    /// Each loss with its place, in the order in which it was found.
    public var entries: [Entry] = []
    /// The sums of each device where the sides have one each; empty for one device.
    public var devices: [Device] = []

    /// Nothing lost unless said otherwise.
    public init(
        missing: Int = 0, duplicate: Int = 0, reordered: Int = 0, corrupt: Int = 0, evidence: Evidence,
        gaps: [Gap] = []
    ) {
        self.missing = missing
        self.duplicate = duplicate
        self.reordered = reordered
        self.corrupt = corrupt
        self.evidence = evidence
        self.gaps = gaps
    }
}
