extension Descriptive {
    /// Quantile of type 7 of Hyndman and Fan, as numpy and R give it (formulas 0.4).
    ///
    /// - Parameter probability: 0…1.
    /// - Returns: nil for no values or a probability outside 0…1; NaN where a value is NaN.
    public static func quantile(_ values: Span<Double>, _ probability: Double) -> Double? {
        guard let sorted = sorted(values) else { return values.isEmpty ? nil : .nan }
        return quantile(sorted: sorted.span, probability)
    }

    /// Quantile of type 7 of values that already ascend; nil as in `quantile`.
    public static func quantile(sorted values: Span<Double>, _ probability: Double) -> Double? {
        guard !values.isEmpty, probability >= 0, probability <= 1 else { return nil }
        let h = Double(values.count - 1) * probability
        let low = Int(h)
        let part = h - Double(low)
        guard part > 0, low + 1 < values.count else { return values[low] }
        return values[low] + part * (values[low + 1] - values[low])
    }

    /// The middle value; of an even count the mean of both middle values.
    ///
    /// - Returns: nil for no values; NaN where a value is NaN.
    public static func median(_ values: Span<Double>) -> Double? {
        guard let sorted = sorted(values) else { return values.isEmpty ? nil : .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The values ascending; nil for no values and where one is NaN, which has no place in an order.
    private static func sorted(_ values: Span<Double>) -> [Double]? {
        var copy: [Double] = []
        copy.reserveCapacity(values.count)
        for i in values.indices {
            if values[i].isNaN { return nil }
            copy.append(values[i])
        }
        copy.sort()
        return copy.isEmpty ? nil : copy
    }
}
