import Assessments
import SignalCore

/// What a live test is told before it begins.
public struct LiveSettings: Sendable, Hashable {
    /// The test.
    public var test: TestID
    /// Rows a second.
    public var rate: Double
    /// Largest unloaded standard deviation of a side in newtons that counts as quiet (formulas C.8).
    public var noiseLimit: Double
    /// What analysis is told; its `withheld` hides live symmetry too.
    public var analysis: AnalysisSettings

    /// Makes settings.
    public init(test: TestID, rate: Double, noiseLimit: Double, analysis: AnalysisSettings) {
        self.test = test
        self.rate = rate
        self.noiseLimit = noiseLimit
        self.analysis = analysis
    }

    /// True where the person stands on the plates and is weighed first.
    public var isWeighed: Bool { test.isWeighed }

    /// Number of rows in `seconds`, at least one.
    func rows(_ seconds: Double) -> Int { max(Int((seconds * rate).rounded()), 1) }
}
