import Statistics

/// How much the sessions of one person vary, pooled over a squad: the typical error of a session's value.
///
/// The pooled standard deviation within person, √(ΣSS/Σdf). Real progress between the sessions is in it too, so that it is at
/// most too large. Where people differ in how much they vary, the normal quantile would call the restless ones changed too
/// often: then Student's t with ``spreadDegrees`` stands in its place.
public struct SquadNoise: Sendable, Hashable {
    /// Degrees of freedom that a squad's error needs to judge anybody.
    public static let smallestDegrees = 6

    /// Pooled standard deviation within person, on the scale of the series, ≥ 0.
    public let typicalError: Double
    /// Its degrees of freedom, Σ(sessions − 1).
    public let degreesOfFreedom: Int
    /// People with two sessions and more under equal conditions.
    public let people: Int
    /// Degrees of freedom that stand for how much people differ in their variation; nil where they do not seem to.
    public let spreadDegrees: Double?
    /// Standard deviation between the means of people; nil for fewer than two.
    public let betweenDeviation: Double?

    /// Pools the repeats of people: each element is one person under equal conditions, one value a session.
    ///
    /// - Returns: nil where nobody has two finite values.
    public init?(_ repeats: [[Double]]) {
        var squares = 0.0
        var degrees = 0
        var fourth = 0.0
        var people = 0
        var means: [Double] = []
        for values in repeats where values.allSatisfy(\.isFinite) {
            guard let mean = Descriptive.mean(values.span) else { continue }
            means.append(mean)
            guard let deviation = Descriptive.standardDeviation(values.span) else { continue }
            let df = Double(values.count - 1)
            let variance = deviation * deviation
            people += 1
            degrees += values.count - 1
            squares += df * variance
            // Of normal values E[s⁴] = σ⁴(1 + 2/df).
            fourth += df * variance * variance / (1 + 2 / df)
        }
        guard degrees > 0 else { return nil }
        let variance = squares / Double(degrees)
        typicalError = variance.squareRoot()
        degreesOfFreedom = degrees
        self.people = people
        betweenDeviation = Descriptive.standardDeviation(means.span)
        // σ² spread like the inverse of χ² with ν degrees has E[σ⁴]/E[σ²]² = (ν − 2)/(ν − 4).
        let kurtosis = variance > 0 ? fourth / Double(degrees) / (variance * variance) : 1
        spreadDegrees = people > 2 && kurtosis > 1 ? (4 * kurtosis - 2) / (kurtosis - 1) : nil
    }

    /// True where it may judge a change: enough degrees of freedom.
    public var isEnough: Bool { degreesOfFreedom >= Self.smallestDegrees }

    /// Degrees of freedom of the quantile: those of the error or of the spread of people, whichever are fewer.
    public var quantileDegrees: Double { min(Double(degreesOfFreedom), spreadDegrees ?? .infinity) }

    /// Standard errors that hold 95 %.
    public var coverage: Double { StudentT(degreesOfFreedom: quantileDegrees).quantile(0.975) }

    /// Smallest worthwhile change, 0.2 of the standard deviation between people; nil for fewer than two.
    public var smallestWorthwhile: Double? { betweenDeviation.map { 0.2 * $0 } }
}

/// The noise of a squad's series, each on the scale on which changes are judged.
public struct SquadNoises: Sendable, Hashable {
    /// Of logarithms, where all values are above zero.
    public var relative: [ChangeQuantity: SquadNoise]
    /// Of the values themselves, in their unit.
    public var plain: [ChangeQuantity: SquadNoise]

    /// None.
    public init(relative: [ChangeQuantity: SquadNoise] = [:], plain: [ChangeQuantity: SquadNoise] = [:]) {
        self.relative = relative
        self.plain = plain
    }

    /// Noise of a series on a scale.
    public subscript(_ quantity: ChangeQuantity, _ scale: ChangeScale) -> SquadNoise? {
        scale == .relative ? relative[quantity] : plain[quantity]
    }
}

/// The scale on which a change is judged.
public enum ChangeScale: String, Sendable, Hashable, CaseIterable, Codable {
    /// The natural logarithm: a change is a ratio, read as %.
    case relative
    /// The unit of the values; points of an index.
    case plain
}
