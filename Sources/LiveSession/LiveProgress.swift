/// How far a test has come whose trials are found only when everything is recorded.
///
/// For the screen: the trials that count are those of the analysis.
public struct LiveProgress: Sendable, Hashable {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable {
        /// Squats and rises from a seat.
        case repetitions
        /// Contacts between two flights.
        case hops
        /// Contacts of either foot.
        case steps
        /// Time in which somebody stands.
        case seconds
    }

    /// What is counted.
    public var unit: Unit
    /// How much of it there has been so far, ≥ 0.
    public var value: Double

    /// Makes a count.
    public init(_ unit: Unit, _ value: Double) {
        self.unit = unit
        self.value = value
    }
}
