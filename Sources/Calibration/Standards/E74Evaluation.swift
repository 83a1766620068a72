/// An evaluation in the manner of ASTM E74: informative, and its factors from memory (formulas D.4).
public struct E74Evaluation: Sendable, Hashable {
    /// In whose manner.
    public let manner = Manner.astmE74
    /// The curve of deflection over force.
    public let fit: PolynomialFit
    /// The tests by which its degree was chosen; empty where it was given.
    public let tests: [DegreeTest]
    /// s: standard deviation of the residuals, in the unit of the deflections.
    public let deviation: Double
    /// Lower limit factor 2.4·s in newtons, not below the resolution.
    public let lowerLimitFactor: Double
    /// The largest force in newtons.
    public let largestForce: Double
    /// True where there are thirty readings or more, ten forces and three runs among them.
    public let hasEnoughReadings: Bool

    /// s times this is the lower limit factor.
    public static let factor = 2.4
    /// Class A begins at this many lower limit factors.
    public static let classA = 400.0
    /// Class AA begins at this many lower limit factors.
    public static let classAA = 2000.0
    /// Readings that the standard asks for, from memory.
    public static let fewestReadings = 30

    /// Evaluates deflections, zeros taken off.
    ///
    /// - Parameters:
    ///   - forces: newtons, one a reading.
    ///   - degree: of the curve; nil to choose it by the F-test, up to 5.
    ///   - resolution: newtons of one digit.
    public init(
        forces: [Double], deflections: [Double], degree: Int? = nil, resolution: Double = 0
    ) throws(CalibrationError) {
        guard forces.count == deflections.count else { throw .unequalLengths("forces and deflections") }
        if let degree {
            guard (1...5).contains(degree) else { throw .implausible("the degree") }
            fit = try PolynomialFit(forces, deflections, degree: degree)
            tests = []
        } else {
            let choice = try DegreeChoice(forces, deflections, largest: 5)
            fit = choice.fit
            tests = choice.tests
        }
        guard let deviation = fit.deviation, let largest = forces.max(), largest > 0 else {
            throw .tooFewForces(have: Set(forces).count, need: fit.degree + 2)
        }
        self.deviation = deviation
        largestForce = largest
        // The mean slope from no load to the largest turns deflection into force.
        let slope = (fit.value(largest) - fit.value(0)) / largest
        guard slope != 0 else { throw .noSpan }
        lowerLimitFactor = max(Self.factor * deviation / abs(slope), resolution)
        var counts: [Double: Int] = [:]
        for force in forces { counts[force, default: 0] += 1 }
        hasEnoughReadings =
            forces.count >= Self.fewestReadings && counts.count >= 10 && counts.values.allSatisfy { $0 >= 3 }
    }

    /// Lower limit factor in the unit of the deflections.
    public var deflectionLimitFactor: Double { Self.factor * deviation }

    /// Smallest force in newtons of class A, by a factor from memory; nil where it lies beyond the largest force.
    public var unverifiedClassA: Double? { reachable(Self.classA) }
    /// Smallest force in newtons of class AA; nil where it lies beyond the largest force.
    public var unverifiedClassAA: Double? { reachable(Self.classAA) }

    private func reachable(_ factor: Double) -> Double? {
        let limit = factor * lowerLimitFactor
        return limit <= largestForce ? limit : nil
    }
}
