import SignalCore

/// Some rows of a recording on their way out.
struct SampleBlock {
    let columns: TrialColumns
    let rate: Double
    /// Number of the first row.
    var first = 0
    var rows = TrialRows()

    /// Rows in it.
    var count: Int { columns.sides ? rows.left.count : rows.total.count }

    /// The force of row `i` on a side, or of both where sides are not there; nil where the sample is missing.
    private func isGone(_ i: Int, _ side: Side?) -> Bool {
        guard columns.sides else { return !rows.total[i].isFinite }
        switch side {
        case .left: return !rows.left[i].isFinite
        case .right: return !rows.right[i].isFinite
        case nil: return !rows.left[i].isFinite || !rows.right[i].isFinite
        }
    }

    /// The numbers of a column as a `trial.csv` has them, one a row; NaN where its field is empty.
    func values(_ column: SampleColumn) -> [Double] {
        switch column {
        case .time:
            return (0..<count).map { i in
                Double(FixedDecimals.nearest(Double(first + i) / rate * 1e6)) / 1e6
            }
        case .left: return rows.left.map(finite)
        case .right: return rows.right.map(finite)
        case .total: return rows.total.map(finite)
        case .leftX: return (rows.pressure.left?.x ?? []).map(finite)
        case .leftY: return (rows.pressure.left?.y ?? []).map(finite)
        case .rightX: return (rows.pressure.right?.x ?? []).map(finite)
        case .rightY: return (rows.pressure.right?.y ?? []).map(finite)
        case .bothX: return (rows.pressure.both?.x ?? []).map(finite)
        case .bothY: return (rows.pressure.both?.y ?? []).map(finite)
        case .leftRaw: return (0..<count).map { isGone($0, .left) ? .nan : Double(rows.leftRaw[$0]) }
        case .rightRaw: return (0..<count).map { isGone($0, .right) ? .nan : Double(rows.rightRaw[$0]) }
        case .flags: return (0..<count).map { Double(flags($0).rawValue) }
        }
    }

    /// The flags of row `i`; a row without a force is missing whatever else is said of it.
    func flags(_ i: Int) -> RowFlags {
        var flags = rows.flags.isEmpty ? [] : rows.flags[i]
        if isGone(i, nil) { flags.insert(.missing) }
        return flags
    }

    private func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }
}
