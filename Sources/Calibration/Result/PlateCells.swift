import SignalCore
import Statistics

/// The cells of a plate as its calibration found them (formulas D.8).
public struct PlateCells: Sendable, Hashable, Codable {
    /// Millimetres from the plate's centre, one a cell, in the order of the channels.
    public var positions: [SIMD2<Double>]
    /// Newtons per unit of reading, one a cell.
    public var gains: [Double]
    /// Half-widths of the 95 % intervals of ``gains`` by what the fit left over; nil where nothing was left over.
    public var halfWidths: [Double]?
    /// Mean unloaded reading of each cell.
    public var zeros: [Double]
    /// Largest magnitude in newtons by which an indicated force was off.
    public var largestForceResidual: Double
    /// Largest distance in millimetres by which an indicated place was off.
    public var largestPositionResidual: Double
    /// Largest over smallest singular value of the equations.
    public var condition: Double

    /// What a calibration found.
    public init(_ calibration: CellCalibration) {
        let fit = calibration.gains
        positions = calibration.cells
        gains = fit.gains
        let degrees = Double(3 * fit.forceResiduals.count - fit.gains.count)
        halfWidths = fit.standardErrors.map { errors in
            let factor = StudentT(degreesOfFreedom: degrees).quantile(0.975)
            return errors.map { factor * $0 }
        }
        zeros = calibration.zeros
        largestForceResidual = fit.forceResiduals.map(abs).max() ?? .nan
        largestPositionResidual = fit.positionResiduals.map { ($0 * $0).sum().squareRoot() }.max() ?? .nan
        condition = fit.condition
    }

    /// Each gain over their mean less 1, in %: how unequal the cells are.
    public var mismatchPercent: [Double] {
        let mean = gains.reduce(0, +) / Double(gains.count)
        return gains.map { 100 * ($0 / mean - 1) }
    }

    /// The plate that live and offline use; nil unless it has four cells.
    ///
    /// - Parameters:
    ///   - capacity: newtons of the whole plate; a quarter counts for each cell.
    ///   - origin: millimetres of the plate's centre in the frame that both plates share.
    ///   - registerEntry: of the register, for recordings to quote.
    public func plate(
        id: String, quantity: String, capacity: Double? = nil, relativeUncertainty: Double? = nil,
        origin: SIMD2<Double> = .zero, registerEntry: String? = nil
    ) -> FourCellPlate? {
        guard positions.count == 4, gains.count == 4, zeros.count == 4 else { return nil }
        let scales = gains.indices.map { k in
            ForceScale(
                id: "\(id)#\(k + 1)", quantity: quantity, coefficients: [-gains[k] * zeros[k], gains[k]],
                relativeUncertainty: relativeUncertainty, capacity: capacity.map { $0 / 4 },
                registerEntry: registerEntry)
        }
        return FourCellPlate(
            scales: scales, x: SIMD4(positions[0].x, positions[1].x, positions[2].x, positions[3].x),
            y: SIMD4(positions[0].y, positions[1].y, positions[2].y, positions[3].y), origin: origin, id: id)
    }
}
