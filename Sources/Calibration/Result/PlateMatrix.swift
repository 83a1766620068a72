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
    /// Root mean square of what each row leaves over, in % of the row's full scale; nil for a row that was never
    /// loaded.
    public var residualPercent: [Double?]
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

    /// The plate that live and offline use; nil unless it has all six components.
    ///
    /// Weights alone find Fz, Mx and My. With the maker's matrix as `base` these three rows are the calibration's, and the
    /// others stay the maker's.
    ///
    /// - Parameters:
    ///   - base: six rows with as many columns as the device has channels; nil for none.
    ///   - origin: millimetres of the transducer's origin in the frame that both plates share.
    ///   - registerEntry: of the register, for recordings to quote.
    public func plate(
        id: String, quantity: String, capacity: Double? = nil, relativeUncertainty: Double? = nil,
        base: [[Double]]? = nil, origin: SIMD2<Double> = .zero, registerEntry: String? = nil
    ) -> SixComponentPlate? {
        var whole = rows
        if components != LoadComponent.allCases || channels != Array(channels.indices) {
            guard let base, base.count == 6, let width = base.first?.count, base.allSatisfy({ $0.count == width }),
                rows.count == components.count, rows.allSatisfy({ $0.count == channels.count }),
                channels.allSatisfy({ (0..<width).contains($0) })
            else { return nil }
            whole = base
            for (component, row) in zip(components, rows) {
                var wide = [Double](repeating: 0, count: width)
                for (channel, value) in zip(channels, row) { wide[channel] = value }
                whole[component.index] = wide
            }
        }
        var plate = SixComponentPlate(
            id: id, quantity: quantity, matrix: whole, height: height, origin: origin, capacity: capacity,
            relativeUncertainty: relativeUncertainty)
        plate?.registerEntry = registerEntry
        return plate
    }
}
