/// What counts as the start of an isometric effort (formulas B.8).
public struct IsometricOnset: Hashable, Sendable {
    /// How far the force must rise over the mean of the baseline.
    public enum Threshold: Hashable, Sendable {
        /// So many standard deviations of the baseline; on dynamometers 5 N at least.
        case deviations(Double)
        /// So many newtons.
        case newtons(Double)
    }

    /// How far the force must rise.
    public var threshold: Threshold
    /// Milliseconds for which it must stay up.
    public var hold: Double

    /// Makes a rule.
    public init(_ threshold: Threshold = .deviations(5), hold: Double = 40) {
        self.threshold = threshold
        self.hold = hold
    }

    /// Newtons over the mean of a baseline with that standard deviation.
    func margin(sd: Double, on surface: TestDefinition.Surface) -> Double {
        switch threshold {
        case .newtons(let force): force
        case .deviations(let count): surface == .dynamometers ? max(count * sd, 5) : count * sd
        }
    }
}
