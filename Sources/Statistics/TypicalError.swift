#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Typical error of measurement from two sessions of the same people (Hopkins 2000; formulas A.7-6).
public struct TypicalError: Sendable, Hashable {
    /// Number of people n, ≥ 2.
    public let count: Int
    /// Mean of second minus first session, in the unit of the values.
    public let meanChange: Double
    /// Standard deviation of second minus first session.
    public let differenceDeviation: Double
    /// Mean of all values of both sessions.
    public let grandMean: Double
    /// 100·(e^{SD(Δ ln)/√2} − 1) in %; nil where a value is not > 0.
    public let logVariation: Double?

    /// Compares two sessions, person by person; nil for fewer than two, unequal counts and values that are not finite.
    public init?(first: [Double], second: [Double]) {
        guard first.count == second.count,
            let change = MeanInterval(zip(first, second).map { $1 - $0 }),
            let sum = Descriptive.mean((first + second).span)
        else { return nil }
        count = change.count
        meanChange = change.mean
        differenceDeviation = change.standardError * Double(change.count).squareRoot()
        grandMean = sum
        let positive = first.allSatisfy { $0 > 0 } && second.allSatisfy { $0 > 0 }
        let logs = positive ? zip(first, second).map { log($1) - log($0) } : []
        logVariation = Descriptive.standardDeviation(logs.span).map { 100 * expm1($0 / 2.0.squareRoot()) }
    }

    /// SD of the differences/√2, in the unit of the values.
    public var typicalError: Double { differenceDeviation / 2.0.squareRoot() }

    /// Typical error in % of the grand mean; nil where that is 0.
    public var percentOfGrandMean: Double? { grandMean == 0 ? nil : 100 * typicalError / abs(grandMean) }

    /// Degrees of freedom of the typical error, n − 1.
    public var degreesOfFreedom: Int { count - 1 }

    /// Smallest change of one person that error alone explains in fewer than 5 of 100 cases: 1.96·SD of the differences.
    public var minimalDetectableChange: Double { StandardNormal.twoSided95 * differenceDeviation }
}
