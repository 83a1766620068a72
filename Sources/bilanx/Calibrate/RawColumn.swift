import SignalCore
import Statistics

/// A sensor's readings from the converter's integers of a recording.
///
/// Newtons stand in a file on a grid of 0.0001 N, and those of the right side between two readings; the integers stand as
/// they came. How many units one integer is worth is found from all rows at once: the grid's rounding averages out.
enum RawColumn {
    /// Newtons by which a row may differ from its integers: one step of the grid, far less than one integer is worth.
    private static let tolerance = 1 / NewtonGrid.stepsPerNewton
    private static let fewest = 50

    /// The readings of each row in the sensor's own unit, NaN where missing.
    ///
    /// - Parameters:
    ///   - quantity: readings as the stored newtons give them back, NaN where missing.
    ///   - raw: integers of the rows, each at its channel's own moment.
    ///   - flags: one a row, or empty.
    ///   - gain: newtons per unit of the reading, ≠ 0.
    /// - Returns: nil where the integers do not explain the newtons to within their grid, as of interpolated rows or a
    ///   device with several channels a side.
    static func readings(_ quantity: [Double], _ raw: [Int32], _ flags: [RowFlags], gain: Double) -> [Double]? {
        guard raw.count == quantity.count, quantity.count >= fewest, gain != 0 else { return nil }
        func stands(_ i: Int) -> Bool {
            quantity[i].isFinite && (flags.isEmpty || flags[i].isDisjoint(with: [.missing, .interpolated]))
        }
        let rows = quantity.indices.dropFirst().filter { i in
            stands(i) && stands(i - 1) && (flags.isEmpty || !flags[i].contains(.segmentStart))
        }
        guard rows.count >= fewest, let low = rows.map({ raw[$0] }).min(), let high = rows.map({ raw[$0] }).max(),
            high > low
        else { return nil }
        let middle = (Double(low) + Double(high)) / 2
        let width = Double(high) - Double(low)
        func scaled(_ i: Int) -> Double { (Double(raw[i]) - middle) / width }
        func fit(_ knee: Double?) -> LeastSquares? {
            func above(_ i: Int) -> Double { max(scaled(i) - (knee ?? 0), 0) }
            // A value of the other side's moment lies between two readings.
            var columns = [rows.map { _ in 1.0 }, rows.map(scaled), rows.map { scaled($0) - scaled($0 - 1) }]
            if knee != nil { columns += [rows.map(above), rows.map { above($0) - above($0 - 1) }] }
            return try? LeastSquares(columns: columns, observations: rows.map { quantity[$0] })
        }
        guard var found = fit(nil) else { return nil }
        var knee: Double?
        // Some converters are worth a little more above zero than below it: the line may bend where the reading is 0.
        for _ in 0..<3 {
            let zero = -found.coefficients[0] / found.coefficients[1]
            guard zero > -0.5, zero < 0.5, let bent = fit(zero) else { break }
            found = bent
            knee = zero
        }
        let c = found.coefficients + (knee == nil ? [0, 0] : [])
        guard found.residuals.allSatisfy({ abs($0 * gain) <= tolerance }) else { return nil }
        func above(_ i: Int) -> Double { max(scaled(i) - (knee ?? 0), 0) }
        return quantity.indices.map { i in
            guard quantity[i].isFinite else { return .nan }
            let own = c[0] + c[1] * scaled(i) + c[3] * above(i)
            let isFirst = i == 0 || !stands(i - 1) || !flags.isEmpty && flags[i].contains(.segmentStart)
            return isFirst
                ? own : own + c[2] * (scaled(i) - scaled(i - 1)) + c[4] * (above(i) - above(i - 1))
        }
    }
}
