import SignalCore

/// Emulated plates of several cells: the inputs of a virtual device carry fixed parts of each side's force.
///
/// The device's inputs from the first on are the left side's cells, those behind them the right side's.
public struct CellWiring: Sendable, Hashable {
    /// Part of the left side's force on each of its cells; they add up to 1 where the cells carry all of it.
    public var left: [Double]
    /// Part of the right side's force on each of its cells.
    public var right: [Double]

    /// Cells that carry such parts; an empty side has none.
    public init(left: [Double], right: [Double]) {
        self.left = left
        self.right = right
    }

    /// Two plates of four cells with a force at a place of each.
    ///
    /// - Parameters:
    ///   - left: where the left side's force acts on its plate, in millimetres, x to the right, y forwards.
    ///   - right: the same of the right side.
    ///   - halfWidth: millimetres of the cells from the middle, sidewards.
    ///   - halfLength: millimetres of the cells from the middle, forwards.
    public static func fourCells(
        left: SIMD2<Double>, right: SIMD2<Double>, halfWidth: Double, halfLength: Double
    ) -> CellWiring {
        CellWiring(
            left: parts(left, halfWidth: halfWidth, halfLength: halfLength),
            right: parts(right, halfWidth: halfWidth, halfLength: halfLength))
    }

    /// Parts of a force of 1 N at a place of a plate, a cell each.
    public static func parts(_ place: SIMD2<Double>, halfWidth: Double, halfLength: Double) -> [Double] {
        let (x, y) = cellPlaces(halfWidth: halfWidth, halfLength: halfLength)
        return (0..<4).map { i in
            0.25 * (1 + place.x * x[i] / (halfWidth * halfWidth)) * (1 + place.y * y[i] / (halfLength * halfLength))
        }
    }

    /// Places of the cells of ``fourCells(left:right:halfWidth:halfLength:)``: front left, front right, rear left, rear right.
    public static func cellPlaces(halfWidth: Double, halfLength: Double) -> (x: SIMD4<Double>, y: SIMD4<Double>) {
        (
            SIMD4(-halfWidth, halfWidth, -halfWidth, halfWidth),
            SIMD4(halfLength, halfLength, -halfLength, -halfLength)
        )
    }

    /// What hangs on an input: its part of a side, and the number of its cell there; nil where nothing does.
    func cell(_ input: Int) -> (side: Side, part: Double, number: Int)? {
        if left.indices.contains(input) { return (.left, left[input], input) }
        let number = input - left.count
        return right.indices.contains(number) ? (.right, right[number], number) : nil
    }
}

/// What a virtual device has on an input.
struct InputLoad {
    /// Newtons on it.
    var force: Double
    /// Offset in the unit of the device's wiring.
    var offset: Double

    /// The load of input `number`, counted from 0; nil where nothing is wired to it.
    ///
    /// Of several cells each next one's offset is a tenth of the side's larger, so that no two are alike.
    init?(
        _ number: Int, _ source: any ForceSource, _ cells: CellWiring?, at seconds: Double, left: Double, right: Double
    ) {
        guard let cells else {
            switch number {
            case 0: (force, offset) = (source.force(.left, at: seconds), left)
            case 1: (force, offset) = (source.force(.right, at: seconds), right)
            default: return nil
            }
            return
        }
        guard let cell = cells.cell(number) else { return nil }
        force =
            source.force(cell.side, cell: cell.number, at: seconds)
            ?? cell.part * source.force(cell.side, at: seconds)
        offset = (cell.side == .left ? left : right) * (1 + 0.1 * Double(cell.number))
    }
}
