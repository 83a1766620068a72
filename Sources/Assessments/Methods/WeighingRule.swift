/// How the quiet stand of a recording is chosen, from whose mean body weight is known (formulas B.1).
public struct WeighingRule: Hashable, Sendable {
    /// Which of the loaded windows counts.
    public enum Choice: Hashable, Sendable {
        /// What the test says: the quietest good one of jumps, the first good one of pulls.
        case byTest
        /// The first one that passes the gate.
        case first
        /// The one with the smallest standard deviation that passes the gate.
        case quietest
        /// The one with the smallest mean of those that pass the gate and hold no start of a movement.
        ///
        /// All its samples lie within 5 SD, of the quietest window, of its mean.
        case lowestMean
        /// The one that begins so many seconds before the first take-off, however still it is.
        ///
        /// Tests without a jump from standing take what the test says.
        case beforeTakeoff(seconds: Double)
    }

    /// Which window counts.
    public var choice: Choice
    /// Length of the window in seconds, > 0.
    public var seconds: Double

    /// Makes a rule.
    public init(_ choice: Choice = .byTest, seconds: Double = 1) {
        self.choice = choice
        self.seconds = seconds
    }

    /// The choice inside a range of the recording; `usual` is the test's own.
    func choice(or usual: QuietStand.Choice) -> QuietStand.Choice {
        switch choice {
        case .byTest, .beforeTakeoff: usual
        case .first: .earliest
        case .quietest: .quietest
        case .lowestMean: .lowestMean
        }
    }
}
