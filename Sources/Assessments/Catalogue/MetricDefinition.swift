import Symmetry

/// What a metric is: the one place that says its id, unit, sides, index and source.
public struct MetricDefinition: Sendable, Hashable {
    /// Id in files and on the command line (formulas B.14).
    public let id: String
    /// Name for people.
    public let name: String
    /// Unit of the values; `1` for a pure number.
    public let unit: String
    /// Tests that have it.
    public let tests: [TestID]
    /// Tests that show it first.
    public let headlineOf: [TestID]
    /// True where left and right values are produced.
    public let split: Bool
    /// Index of the pair; nil for metrics without sides.
    public let index: PairIndex?
    /// False for what is measured once for all trials, such as the weighing: repetition says nothing about it.
    public let perTrial: Bool
    /// Short name of the method, as results carry it.
    public let method: String
    /// What it is, in one line.
    public let definition: String
    /// Paper or section of the formula specification.
    public let source: String
    /// How it comes from the trials of a set; nil for a metric that each trial has.
    public let across: AcrossTrials?
    /// The metric of the trials that it comes from; nil for a metric that each trial has.
    public let base: String?
    /// Which end of the metric is the better one; nil where neither is, so that it has no best trial.
    ///
    /// Forces, impulses, powers and heights of an effort are better when larger, and the time it takes when smaller. Of
    /// landings, postures, gait, shares and body weight neither end is better.
    public let better: SetRule.Better?

    init(
        _ id: String, _ name: String, _ unit: String, _ tests: [TestID], headline: [TestID] = [],
        index: PairIndex? = nil, perTrial: Bool = true, method: String, _ definition: String, source: String,
        across: (rule: AcrossTrials, base: String)? = nil
    ) {
        self.id = id
        self.name = name
        self.unit = unit
        self.tests = tests
        self.headlineOf = headline
        self.split = index != nil
        self.index = index
        self.perTrial = perTrial
        self.method = method
        self.definition = definition
        self.source = source
        self.across = across?.rule
        self.base = across?.base
        better = Self.better(of: id)
    }

    /// Index of the pair in that test.
    ///
    /// On one leg every metric of a trial is one of a limb, also those that two legs only have together (formulas B.14).
    public func index(in test: TestID) -> PairIndex? {
        guard TestID.singleLeg.contains(test) else { return index }
        return perTrial ? index ?? .percentageDifference : nil
    }
}
