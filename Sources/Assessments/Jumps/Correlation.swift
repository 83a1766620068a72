import Statistics

/// Linear correlation of two series.
enum Correlation {
    /// Pearson's coefficient, −1…1; nil for fewer than two pairs, for different lengths and where a series is constant.
    static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
        guard x.count == y.count, x.count > 1, let mx = Descriptive.mean(x.span), let my = Descriptive.mean(y.span)
        else { return nil }
        var xx = 0.0
        var yy = 0.0
        var xy = 0.0
        for (a, b) in zip(x, y) {
            xx += (a - mx) * (a - mx)
            yy += (b - my) * (b - my)
            xy += (a - mx) * (b - my)
        }
        let scale = (xx * yy).squareRoot()
        return scale > 0 ? min(max(xy / scale, -1), 1) : nil
    }
}
