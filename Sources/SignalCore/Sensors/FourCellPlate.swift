/// A plate on four vertical cells (formulas D.8).
public struct FourCellPlate: Sendable, Hashable {
    /// Names the plate in files; nil for one whose cells are named each.
    public let id: String?
    /// Newtons of each cell.
    public let scales: [ForceScale]
    /// Millimetres of each cell from the origin, to the person's right; both plates of a pair share one origin.
    public let x: SIMD4<Double>
    /// Millimetres of each cell from the origin, forwards.
    public let y: SIMD4<Double>

    /// Makes a plate.
    ///
    /// - Parameters:
    ///   - scales: newtons of each cell; a cell's zero is not taken off.
    ///   - x: millimetres of the cells from the plate's own origin.
    ///   - y: the same forwards.
    ///   - origin: millimetres of that origin in the frame that both plates share.
    ///   - id: of the calibration from which all cells stem; nil for cells that are named each.
    /// - Returns: nil for another number of cells than four, for different quantities, or for a place that is not finite.
    public init?(
        scales: [ForceScale], x: SIMD4<Double>, y: SIMD4<Double>, origin: SIMD2<Double> = .zero, id: String? = nil
    ) {
        guard scales.count == 4, scales.allSatisfy({ $0.quantity == scales[0].quantity }) else { return nil }
        for i in 0..<4 { guard (x[i] + origin.x).isFinite, (y[i] + origin.y).isFinite else { return nil } }
        self.id = id
        self.scales = scales
        self.x = x + origin.x
        self.y = y + origin.y
    }

    /// The side's newtons as a file names their scale.
    var scale: ForceScale {
        var largest: Double? = 0
        for scale in scales { largest = largest.flatMap { l in scale.relativeUncertainty.map { max(l, $0) } } }
        var capacity: Double? = 0
        for scale in scales { capacity = capacity.flatMap { c in scale.capacity.map { c + $0 } } }
        return ForceScale(
            id: id ?? scales.map(\.id).joined(separator: "+"), quantity: "N", coefficients: [0, 1],
            relativeUncertainty: largest, capacity: capacity, registerEntry: scales[0].registerEntry)
    }

    /// The load of a scan: cell 0 at `start`.
    @inlinable public func load(_ values: Span<Double>, from start: Int, range: ClosedRange<Double>) -> SideLoad {
        var cells = SIMD4<Double>.zero
        var isAtLimit = false
        for i in 0..<4 {
            let value = values[start + i]
            let scale = scales[i]
            let newtons = scale.gross(value)
            cells[i] = newtons
            if abs(newtons) >= SideSensor.limit * (scale.capacity ?? .infinity) || !range.contains(value) {
                isAtLimit = true
            }
        }
        return SideLoad(
            force: cells.sum(), moment: SIMD2((cells * x).sum(), (cells * y).sum()), isAtLimit: isAtLimit)
    }
}
