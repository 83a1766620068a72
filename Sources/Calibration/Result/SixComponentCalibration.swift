import SignalCore

/// The matrix of a plate from a run with loads at several places and in several directions (formulas D.7).
public struct SixComponentCalibration: Sendable, Hashable {
    /// The run.
    public let run: CalibrationRun
    /// The matrix with what it leaves over.
    public let fit: SixComponentFit
    /// The matrix as it is stored.
    public let matrix: PlateMatrix
    /// The uncertainty of the largest vertical force.
    public let budget: UncertaintyBudget

    /// Fits the matrix.
    ///
    /// Weights alone load Fz, Mx and My; only these are fitted where no reading has a reference cell's force.
    ///
    /// - Parameters:
    ///   - height: millimetres of the surface above the transducer's origin, negative where its z points down.
    ///   - channels: numbers of the channels to use, from 0; nil for all.
    public init(_ run: CalibrationRun, height: Double, channels: [Int]? = nil) throws(CalibrationError) {
        guard run.zeroMeans != nil else { throw .missingSteps("unloaded readings") }
        let loads = run.sixComponentLoads(height: height / 1000)
        let isTilted = loads.contains { $0.force.x != 0 || $0.force.y != 0 }
        fit = try SixComponentFit(
            loads, components: isTilted ? LoadComponent.allCases : [.fz, .mx, .my], channels: channels)
        matrix = PlateMatrix(fit, height: height)
        self.run = run
        budget = PlateBudget.matrix(run, fit, loads)
    }
}
