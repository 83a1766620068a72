import SignalCore

/// A column of samples; its raw value is its name in `trial.csv` and in every export.
public enum SampleColumn: String, Sendable, Hashable, CaseIterable {
    /// Seconds from the first row.
    case time = "time_s"
    /// Newtons of the left side.
    case left = "left_N"
    /// Newtons of the right side.
    case right = "right_N"
    /// Newtons of both sides, where only their sum is known.
    case total = "total_N"
    /// Centre of pressure under the left foot, to the person's right.
    case leftX = "left_copx_mm"
    /// Centre of pressure under the left foot, forwards.
    case leftY = "left_copy_mm"
    /// Centre of pressure under the right foot, to the person's right.
    case rightX = "right_copx_mm"
    /// Centre of pressure under the right foot, forwards.
    case rightY = "right_copy_mm"
    /// Centre of pressure under both feet, to the person's right.
    case bothX = "copx_mm"
    /// Centre of pressure under both feet, forwards.
    case bothY = "copy_mm"
    /// The left device's integers.
    case leftRaw = "left_raw"
    /// The right device's integers.
    case rightRaw = "right_raw"
    /// What is known of the row.
    case flags

    /// Decimals that a text has.
    var decimals: Int {
        switch self {
        case .time: 6
        case .left, .right, .total: 4
        case .leftX, .leftY, .rightX, .rightY, .bothX, .bothY: 3
        case .leftRaw, .rightRaw, .flags: 0
        }
    }

    /// True for whole numbers.
    var isInteger: Bool { decimals == 0 }

    /// True where every row has a value.
    var isAlwaysThere: Bool { self == .time || self == .flags }

    /// The unit's symbol; empty where there is none.
    var unit: String {
        switch decimals {
        case 6: "s"
        case 4: "N"
        case 3: "mm"
        default: self == .flags ? "" : "count"
        }
    }

    /// The side that it belongs to; nil for both.
    var side: Side? { rawValue.hasPrefix("left") ? .left : rawValue.hasPrefix("right") ? .right : nil }
}

extension TrialColumns {
    /// The columns in their order.
    public var list: [SampleColumn] { names.compactMap(SampleColumn.init(rawValue:)) }

    /// The columns of these names, in the order given.
    ///
    /// - Throws: `.needsOption` with the names of those that are there where one is not there or stands twice.
    func choose(_ names: [String], file: String) throws(RecordingError) -> [SampleColumn] {
        let present = "its columns are \(self.names.joined(separator: ","))"
        var chosen: [SampleColumn] = []
        for name in names {
            guard let column = SampleColumn(rawValue: name), list.contains(column) else {
                throw RecordingError(
                    .needsOption, file: file, problem: "has no column `\(name)`", remedy: present)
            }
            guard !chosen.contains(column) else {
                throw RecordingError(
                    .needsOption, file: file, problem: "--columns names `\(name)` twice", remedy: present)
            }
            chosen.append(column)
        }
        return chosen
    }
}
