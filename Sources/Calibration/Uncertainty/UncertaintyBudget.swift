import Statistics

/// What is known of the uncertainty of a force: its sources, and their sum by the law of propagation (formulas D.10).
public struct UncertaintyBudget: Sendable, Hashable, Codable {
    /// The force in newtons for which the budget holds.
    public var force: Double
    /// The sources.
    public var contributions: [Contribution]
    /// Sources that nobody determined: with these open the sum is a lower bound.
    public var undetermined: [String]

    /// Makes a budget.
    public init(force: Double, contributions: [Contribution], undetermined: [String] = []) {
        self.force = force
        self.contributions = contributions
        self.undetermined = undetermined
    }

    /// Share of values that the expanded uncertainty covers: 95.45 %, which is k = 2 of a normal distribution.
    public static let coverage = 0.9545
    /// Degrees of freedom from which k = 2 is taken instead of Student's factor.
    public static let manyDegrees = 30.0

    /// Combined standard uncertainty in newtons.
    public var combined: Double { Self.root(contributions) }

    /// The same without what both plates share, for the difference of two plates.
    public var combinedUnshared: Double { Self.root(contributions.filter { !$0.isShared }) }

    /// Combined standard uncertainty as a part of the force; nil for a force of 0.
    public var relative: Double? { force != 0 ? combined / abs(force) : nil }

    /// Relative standard uncertainty of the gain alone: zero and resolution are taken off or counted elsewhere.
    ///
    /// nil for a force of 0.
    public var relativeGain: Double? {
        force != 0 ? Self.root(contributions.filter(\.isOfGain)) / abs(force) : nil
    }

    /// The part of ``relativeGain`` that a second plate loaded with the same weights shares; nil for a force of 0.
    public var relativeShared: Double? {
        force != 0 ? Self.root(contributions.filter { $0.isOfGain && $0.isShared }) / abs(force) : nil
    }

    /// Welch and Satterthwaite's effective degrees of freedom; infinite where no source has finite ones.
    public var effectiveDegrees: Double { Self.effectiveDegrees(contributions) }

    /// Student's factor for ``coverage`` at the effective degrees of freedom.
    public var studentFactor: Double { Self.factor(effectiveDegrees) }

    /// The factor k of the expanded uncertainty: 2, or Student's below ``manyDegrees`` degrees of freedom.
    public var coverageFactor: Double { effectiveDegrees < Self.manyDegrees ? studentFactor : 2 }

    /// Expanded uncertainty U = k·u in newtons.
    public var expanded: Double { coverageFactor * combined }

    /// Part of the variance that each source brings, 0…1, in the order of ``contributions``; empty where nothing varies.
    public var shares: [Double] {
        let total = combined * combined
        guard total > 0 else { return [] }
        return contributions.map { $0.newtons * $0.newtons / total }
    }

    static func root(_ list: [Contribution]) -> Double {
        var sum = 0.0
        for source in list { sum += source.newtons * source.newtons }
        return sum.squareRoot()
    }

    static func effectiveDegrees(_ list: [Contribution]) -> Double {
        var denominator = 0.0
        for source in list {
            guard let degrees = source.degreesOfFreedom, degrees > 0 else { continue }
            let square = source.newtons * source.newtons
            denominator += square * square / degrees
        }
        let u = root(list)
        return denominator > 0 ? u * u * u * u / denominator : .infinity
    }

    static func factor(_ degrees: Double) -> Double {
        // Beyond a million degrees the quantile is the normal one, which the t quantile no longer resolves.
        guard degrees < 1e6 else { return StandardNormal.quantile((1 + coverage) / 2) }
        return StudentT(degreesOfFreedom: degrees).quantile((1 + coverage) / 2)
    }
}
