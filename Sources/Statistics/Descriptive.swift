/// Mean, spread and slope of samples (formulas 0.4). NaN in gives NaN out unless a function says otherwise.
public enum Descriptive {
    /// Arithmetic mean; nil for no values.
    public static func mean(_ values: Span<Double>) -> Double? {
        guard !values.isEmpty else { return nil }
        var sum = 0.0
        for i in values.indices { sum += values[i] }
        return sum / Double(values.count)
    }

    /// Standard deviation with n − 1, computed about the mean in a second pass; nil for fewer than two values.
    public static func standardDeviation(_ values: Span<Double>) -> Double? {
        guard values.count > 1, let mean = mean(values) else { return nil }
        var squares = 0.0
        for i in values.indices {
            let d = values[i] - mean
            squares += d * d
        }
        return (squares / Double(values.count - 1)).squareRoot()
    }

    /// Coefficient of variation, 100·SD/|mean| in %; nil for fewer than two values or a mean of 0 (formulas A.7-1).
    public static func coefficientOfVariation(_ values: Span<Double>) -> Double? {
        guard let mean = mean(values), mean != 0, let sd = standardDeviation(values) else { return nil }
        return 100 * sd / abs(mean)
    }

    /// Least-squares slope per second of equally spaced values; NaN values are left out.
    ///
    /// - Parameter rate: values per second, > 0.
    /// - Returns: nil for fewer than two values.
    public static func slope(_ values: Span<Double>, rate: Double) -> Double? {
        var count = 0.0
        var sumX = 0.0
        var sumY = 0.0
        for i in values.indices where !values[i].isNaN {
            count += 1
            sumX += Double(i)
            sumY += values[i]
        }
        guard count > 1 else { return nil }
        let meanX = sumX / count
        let meanY = sumY / count
        var sxx = 0.0
        var sxy = 0.0
        for i in values.indices where !values[i].isNaN {
            let dx = Double(i) - meanX
            sxx += dx * dx
            sxy += dx * (values[i] - meanY)
        }
        return sxy / sxx * rate
    }
}
