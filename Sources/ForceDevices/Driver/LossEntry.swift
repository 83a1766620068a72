/// One loss with its place: what, how many, by which evidence, and how sure.
///
/// A driver notes an entry in the block in which the loss shows. Together the entries of a run add up to its
/// ``LossCounts``, and every empty row stands in exactly one of them.
public struct LossEntry: Sendable, Hashable {
    /// What happened to the scans.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// They never came; their rows are empty.
        case missing
        /// They came a second time and were left out.
        case duplicate
        /// They came after their time and were left out; their rows are among the missing.
        case reordered
        /// They came damaged; their rows are empty.
        case corrupt
    }

    /// How the number is known.
    public enum Evidence: String, Sendable, Hashable {
        /// By a count: the device's counter or clock, the bytes themselves, or what this program threw away.
        case counted
        /// By the device's word that it lost something, without a number: at least ``LossEntry/count``.
        case reported
        /// By the moments of arrival, or by other bounds that leave the number open.
        case timed
    }

    /// What happened.
    public var kind: Kind
    /// First scan concerned, counted as ``ScanBlock/firstIndex`` counts; where the stream stood for what came too late.
    public var index: Int
    /// Scans; 0 where something was reported and nothing is seen to be missing.
    public var count: Int
    /// How ``count`` is known.
    public var evidence: Evidence
    /// Scans by which the true number may differ: 0 exactly where it is counted.
    ///
    /// A number that was timed lies in `count` ± `bound`; where it was only reported, up to `bound` more are lost.
    public var bound: Int
    /// The one channel that is concerned, 0 or 1; nil for the whole scan.
    public var channel: Int?

    /// Makes an entry.
    public init(kind: Kind, index: Int, count: Int, evidence: Evidence, bound: Int = 0, channel: Int? = nil) {
        self.kind = kind
        self.index = index
        self.count = count
        self.evidence = evidence
        self.bound = bound
        self.channel = channel
    }
}
