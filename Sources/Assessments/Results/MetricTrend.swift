import Statistics

/// How a metric moves over the trials of a set: change per trial with its 95 % interval.
///
/// Steps are the trials that count, in their order; of limbs that are tested alone each limb's own.
public struct MetricTrend: Sendable, Hashable {
    /// Of both limbs together, in the unit of the metric; nil where absent.
    public var both: TrendInterval?
    /// Of the left limb.
    public var left: TrendInterval?
    /// Of the right limb.
    public var right: TrendInterval?
    /// Of the index of the trials, in its own unit; nil where trials have none.
    public var asymmetry: TrendInterval?

    /// The trends of the values of each; nil where none has three trials.
    init?(both: [Double], left: [Double], right: [Double], asymmetry: [Double]) {
        self.both = TrendInterval(both)
        self.left = TrendInterval(left)
        self.right = TrendInterval(right)
        self.asymmetry = TrendInterval(asymmetry)
        if self.both == nil, self.left == nil, self.right == nil { return nil }
    }
}
