import Statistics

/// Where a value lies among the people of a norm.
public struct NormPlacement: Sendable, Hashable, Codable {
    /// The norm.
    public var norm: NormTable.Norm
    /// Share of its people below the value, in %, as a range: equal ends where it is interpolated or computed.
    public var percent: ClosedPercent
    /// True where a normal distribution was taken for granted, since the table gives only mean and deviation.
    public var assumesNormal: Bool

    /// A range of percentages.
    public struct ClosedPercent: Sendable, Hashable, Codable {
        /// Lower end.
        public var low: Double
        /// Upper end.
        public var high: Double
    }

    /// Places a value; nil where the value is not finite.
    ///
    /// Between two percentiles it is interpolated; below the first or above the last only that is said.
    public init?(_ value: Double, _ norm: NormTable.Norm) {
        guard value.isFinite else { return nil }
        self.norm = norm
        let list = norm.percentiles
        if list.count >= 2, let first = list.first, let last = list.last {
            assumesNormal = false
            if value < first.value {
                percent = ClosedPercent(low: 0, high: first.percent)
            } else if value > last.value {
                percent = ClosedPercent(low: last.percent, high: 100)
            } else {
                let upper = list.firstIndex { $0.value >= value } ?? list.count - 1
                let b = list[upper]
                let a = list[max(upper - 1, 0)]
                let share = b.value > a.value ? (value - a.value) / (b.value - a.value) : 1
                let at = a.percent + share * (b.percent - a.percent)
                percent = ClosedPercent(low: at, high: at)
            }
        } else if let mean = norm.mean, let deviation = norm.deviation {
            assumesNormal = true
            let at = 100 * StandardNormal.cumulative((value - mean) / deviation)
            percent = ClosedPercent(low: at, high: at)
        } else {
            return nil
        }
    }

    /// `percentile 62 of SOURCE (n = 120)`, and what was taken for granted.
    public var words: String {
        let people = norm.count.map { " (n = \($0))" } ?? ""
        let limits = norm.mean == nil || !assumesNormal ? "" : ", normal distribution assumed"
        if percent.low != percent.high {
            return percent.low == 0
                ? "below percentile \(Self.text(percent.high)) of \(norm.source)\(people)"
                : "above percentile \(Self.text(percent.low)) of \(norm.source)\(people)"
        }
        return "percentile \(Self.text(percent.low)) of \(norm.source)\(people)\(limits)"
    }

    private static func text(_ percent: Double) -> String {
        percent < 1 ? "< 1" : percent > 99 ? "> 99" : "\(Int(percent.rounded()))"
    }
}
