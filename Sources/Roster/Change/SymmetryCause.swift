import SignalCore
import Statistics

/// From which limb a change of the limb symmetry index comes (Wellsandt 2017; formulas A.5).
///
/// With the logarithms of the limbs the change of their ratio is a sum: Δln LSI = Δln(weaker) − Δln(stronger).
public struct SymmetryCause: Sendable, Hashable {
    /// The limb above the line: the involved one where declared, else the smaller one of the baseline.
    public var weaker: Side
    /// True where that limb was declared as involved.
    public var isDeclared: Bool
    /// Limb symmetry index of the baseline in %, weaker of stronger.
    public var before: Double
    /// The same of the chosen session; more than 100 where the sides have changed.
    public var after: Double
    /// Change of the weaker limb, as a logarithm.
    public var weakerChange: Double
    /// Change of the stronger limb, as a logarithm.
    public var strongerChange: Double
    /// Part of a rise that is the fall of the stronger limb, 0 and more; nil where the index did not rise.
    public var shareOfFall: Double?
    /// Verdict on the stronger limb's change.
    public var strongerVerdict: ChangeTest.Verdict
    /// True where the index rose, at least half of it by the stronger limb's fall, and that is not within noise.
    public var isCalledOut: Bool
    /// What to tell about it; nil where nothing is called out.
    public var words: String?
}
