import SignalCore

/// The matrix of a plate of several components as its calibration found it (formulas D.7).
public struct PlateMatrix: Sendable, Hashable, Codable {
    /// The components, a row each.
    public var components: [LoadComponent]
    /// Numbers of the device's channels, from 0, a column each.
    public var channels: [Int]
    /// A row a component, a column a channel: newtons and newton metres per unit of reading.
    public var rows: [[Double]]
    /// Standard error of each entry; nil where no load was left over.
    public var standardErrors: [[Double]]?
    /// Millimetres of the surface above the transducer's origin.
    public var height: Double
    /// Number of loads.
    public var count: Int
    /// Independent directions among the readings.
    public var rank: Int
    /// Largest over smallest singular value of the readings.
    public var condition: Double
    /// Root mean square of what each row leaves over, in % of the row's full scale.
    public var residualPercent: [Double]
    /// Largest entry beside the diagonal over the diagonal one, in % a row; nil where it has no meaning.
    public var offDiagonalPercent: [Double]?

    /// What a fit found.
    public init(_ fit: SixComponentFit, height: Double) {
        components = fit.components
        channels = fit.channels
        rows = fit.matrix
        standardErrors = fit.standardErrors
        self.height = height
        count = fit.count
        rank = fit.rank
        condition = fit.condition
        residualPercent = fit.residualPercent
        offDiagonalPercent = fit.offDiagonalPercent
    }

    /// The plate that live and offline use; nil unless it has all six components from all its channels.
    public func plate(
        id: String, quantity: String, capacity: Double? = nil, relativeUncertainty: Double? = nil
    ) -> SixComponentPlate? {
        guard components == LoadComponent.allCases, channels == Array(channels.indices) else { return nil }
        return SixComponentPlate(
            id: id, quantity: quantity, matrix: rows, height: height, capacity: capacity,
            relativeUncertainty: relativeUncertainty)
    }
}
