import SignalCore
import Statistics

/// How unequal two plates are, from one body that stands on one and then on the other (formulas D.10).
///
/// The body's own weight need not be known: it is the same on both. Standing on A, B, B, A takes a slow drift out.
public struct PlatePair: Sendable, Hashable {
    /// A quiet stand with the whole body on one plate.
    public struct Stand: Sendable, Hashable, Codable {
        /// The plate.
        public var plate: Side
        /// Seconds of its middle on the clock of the routine.
        public var time: Double
        /// Mean newtons, the zero taken off.
        public var force: Double
        /// Standard uncertainty in newtons of ``force``: of the mean, and of the zero.
        public var uncertainty: Double

        /// Makes a stand.
        public init(plate: Side, time: Double, force: Double, uncertainty: Double) {
            self.plate = plate
            self.time = time
            self.force = force
            self.uncertainty = uncertainty
        }

        /// A stand from its samples.
        ///
        /// The mean's uncertainty comes from the means of whole seconds, since sway makes neighbouring samples alike.
        ///
        /// - Parameters:
        ///   - force: newtons of the plate, at least four seconds.
        ///   - start: seconds of the first sample on the clock of the routine.
        ///   - zeroUncertainty: standard uncertainty in newtons of the zero.
        /// - Returns: nil for less than four seconds, a missing sample, or a force that is not > 0.
        public init?(
            plate: Side, samples force: [Double], rate: Double, start: Double, zeroUncertainty: Double = 0
        ) {
            let length = Int(rate.rounded())
            guard length > 0, force.count / length >= 4, force.allSatisfy(\.isFinite),
                let mean = Descriptive.mean(force.span), mean > 0
            else { return nil }
            let blocks = (0..<(force.count / length)).compactMap {
                SeriesCharacteristics.mean(Array(force[($0 * length)..<(($0 + 1) * length)]))
            }
            guard let sd = Descriptive.standardDeviation(blocks.span) else { return nil }
            let own = sd / Double(blocks.count).squareRoot()
            self.init(
                plate: plate, time: start + Double(force.count) / rate / 2, force: mean,
                uncertainty: (own * own + zeroUncertainty * zeroUncertainty).squareRoot())
        }
    }

    /// The stands.
    public let stands: [Stand]
    /// ln of what the right plate shows over what the left one shows of the same force.
    public let logRatio: Double
    /// Standard uncertainty of ``logRatio``.
    public let uncertainty: Double
    /// True where the stands differ among themselves by more than their own uncertainties explain: repeat the routine.
    public let disagrees: Bool
    /// Degrees of freedom of ``uncertainty``: stands left over where they disagree, infinite otherwise.
    public let degreesOfFreedom: Double
    /// Part of the weight a second by which the readings drift together; nil where the stands cannot tell it.
    public let drift: Double?

    /// Compares the plates.
    ///
    /// With four stands or more a common drift is fitted as well. Where the stands differ among themselves by more than
    /// their uncertainties explain, the uncertainty grows accordingly.
    ///
    /// - Parameter stands: at least one on each plate.
    public init(_ stands: [Stand]) throws(CalibrationError) {
        guard Set(stands.map(\.plate)).count == 2 else { throw .missingSteps("a stand on each plate") }
        guard stands.allSatisfy({ $0.force > 0 && $0.force.isFinite && $0.uncertainty >= 0 && $0.uncertainty.isFinite })
        else { throw .implausible("the force of a stand") }
        // A stand without any uncertainty would have infinite weight.
        let errors = stands.map { max($0.uncertainty / $0.force, 1e-9) }
        let begin = stands[0].time
        let plate = stands.map { $0.plate == .right ? 0.5 : -0.5 }
        func weighted(_ column: [Double]) -> [Double] { zip(column, errors).map { $0 / $1 } }
        var columns = [weighted(stands.map { _ in 1 }), weighted(plate)]
        let times = stands.map { $0.time - begin }
        if stands.count >= 4, Set(times).count >= 3 { columns.append(weighted(times)) }
        let known = weighted(stands.map { Logarithm.of($0.force) })
        let fit = try LeastSquares.solve(columns, known)
        logRatio = fit.coefficients[1]
        drift = columns.count > 2 ? fit.coefficients[2] : nil
        let degrees = fit.degreesOfFreedom
        let square = fit.residualSumOfSquares
        uncertainty =
            fit.inverseNormal[1][1].squareRoot() * max(degrees > 0 ? (square / Double(degrees)).squareRoot() : 0, 1)
        // Scatter that chance explains in 5 % of routines at most: then the stands' own uncertainties are not to be trusted.
        disagrees = degrees > 0 && square > ChiSquare(degreesOfFreedom: Double(degrees)).quantile(0.95)
        degreesOfFreedom = disagrees ? Double(degrees) : .infinity
        self.stands = stands
    }

    /// Half the width of the 95 % interval of ``logRatio``.
    public var halfWidth: Double {
        let factor =
            degreesOfFreedom.isFinite
            ? StudentT(degreesOfFreedom: degreesOfFreedom).quantile(0.975) : StandardNormal.twoSided95
        return factor * uncertainty
    }

    /// What the right plate shows over what the left one shows, 1 for equal plates.
    public var ratio: Double { Logarithm.inverse(logRatio) }

    /// How much more the right plate shows, in %; negative where the left one shows more.
    public var mismatchPercent: Double { 100 * (ratio - 1) }

    /// SIs in % that two equal legs would show on these plates.
    public var bias: Double { Logarithm.symmetry(logRatio) }

    /// SIs in % up to which a difference may be the plates' alone as they are now.
    public var unresolvedNow: Double { Logarithm.symmetry(abs(logRatio) + halfWidth) }

    /// SIs in % up to which a difference may be the plates' alone after the correction.
    public var unresolvedCorrected: Double { Logarithm.symmetry(halfWidth) }

    /// True where the plates differ by more than the routine can err.
    public var isMismatched: Bool { abs(logRatio) > halfWidth }

    /// True where the plates agree within the limit of half a percent, the error of the routine included.
    public var keepsLimit: Bool { abs(logRatio) + halfWidth <= PositionMap.pairLimit }

    /// What multiplies the newtons of a side so that both plates agree; the mean of both stays.
    public func factor(_ side: Side) -> Double { Logarithm.inverse(side == .left ? logRatio / 2 : -logRatio / 2) }

    /// A side's scale with the correction in it.
    ///
    /// The id says so. The scale's uncertainty stays, as the routine compares the plates and does not know the newton; for
    /// the difference of the sides ``uncertainty`` counts, which is that of the log ratio.
    public func corrected(_ scale: ForceScale, _ side: Side) -> ForceScale {
        var result = scale
        let factor = factor(side)
        result.id = "\(scale.id)+pair"
        result.coefficients = scale.coefficients.map { $0 * factor }
        result.zero = scale.zero * factor
        return result
    }

    /// A side's sensor with the correction in it: of a plate every cell, or the whole matrix.
    public func corrected(_ sensor: SideSensor, _ side: Side) -> SideSensor {
        switch sensor {
        case .single(let scale): return .single(corrected(scale, side))
        case .fourCell(let plate):
            let name = plate.id ?? sensor.scale.id
            return FourCellPlate(
                scales: plate.scales.map { corrected($0, side) }, x: plate.x, y: plate.y, id: "\(name)+pair"
            ).map { .fourCell($0) } ?? sensor
        case .sixComponent(let plate):
            let factor = factor(side)
            let rows = (0..<6).map { row in
                plate.coefficients[row * plate.channels..<(row + 1) * plate.channels].map { $0 * factor }
            }
            var made = SixComponentPlate(
                id: "\(plate.id)+pair", quantity: plate.quantity, matrix: rows, height: plate.height,
                origin: plate.origin, capacity: plate.capacity, relativeUncertainty: plate.relativeUncertainty)
            made?.registerEntry = plate.registerEntry
            return made.map { .sixComponent($0) } ?? sensor
        }
    }

    /// The stands that the routine asks for: A, B, and after the swap B, A, a quarter of the time each.
    ///
    /// - Parameter seconds: of the whole routine.
    public static func routine(seconds: Double = 60) -> [(plate: Side, seconds: Double)] {
        [Side.left, .right, .right, .left].map { ($0, seconds / 4) }
    }
}
