import SignalCore

/// The gains of a plate's four cells from a run with one weight at several places.
public struct CellCalibration: Sendable, Hashable {
    /// The gains and what they leave over.
    public let gains: CornerGains
    /// Mean unloaded reading of each cell.
    public let zeros: [Double]
    /// Relative standard uncertainty of the plate's gain: of the cells' gains and of the references.
    public let relativeUncertainty: Double
    /// Millimetres of the cells from the plate's centre, in the order of the channels.
    public let cells: [SIMD2<Double>]
    /// The run.
    public let run: CalibrationRun
    /// The uncertainty of the largest force.
    public let budget: UncertaintyBudget

    /// Solves a run of corners.
    ///
    /// - Parameter cells: millimetres of the cells from the plate's centre, in the order of the channels.
    public init(_ run: CalibrationRun, cells: [SIMD2<Double>]) throws(CalibrationError) {
        guard let zeros = run.zeroMeans else { throw .missingSteps("unloaded readings") }
        let loads = run.cellLoads
        gains = try CornerGains(loads, cells: cells)
        self.zeros = zeros
        self.cells = cells
        self.run = run
        budget = PlateBudget.cells(run, gains, loads)
        let reference = run.referenceUncertainty ?? (0, 0)
        var square = reference.masses * reference.masses + reference.place * reference.place
        for (gain, error) in zip(gains.gains, gains.standardErrors ?? []) {
            // Each cell bears a quarter of the force.
            let part = error / gain / Double(gains.gains.count)
            square += part * part
        }
        relativeUncertainty = square.squareRoot()
    }

    /// One scale a cell, as the plates of live and offline take them.
    public func scales(id: String, capacity: Double? = nil) -> [ForceScale] {
        gains.gains.enumerated().map { k, gain in
            ForceScale(
                id: "\(id)#\(k + 1)", quantity: run.device.quantity, coefficients: [-gain * zeros[k], gain],
                relativeUncertainty: relativeUncertainty, capacity: capacity)
        }
    }

    /// The plate itself; nil unless it has four cells.
    public func plate(id: String, cells: [SIMD2<Double>], cellCapacity: Double? = nil) -> FourCellPlate? {
        guard cells.count == 4 else { return nil }
        return FourCellPlate(
            scales: scales(id: id, capacity: cellCapacity), x: SIMD4(cells[0].x, cells[1].x, cells[2].x, cells[3].x),
            y: SIMD4(cells[0].y, cells[1].y, cells[2].y, cells[3].y))
    }
}
