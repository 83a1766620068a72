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

    /// Samples that never came.
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
