/// Integration by the trapezoid rule, the one rule for impulses and kinematics (formulas C.5).
public enum Integration {
    /// ∫(y − offset) dt over the samples of `window`, both ends included.
    ///
    /// - Parameters:
    ///   - window: indices into `y`; one sample alone has no area and gives 0.
    ///   - rate: samples per second, > 0.
    /// - Returns: unit of `y` times seconds; NaN where a sample of the window is NaN.
    public static func trapezoid(
        _ y: [Double], _ window: ClosedRange<Int>, rate: Double, minus offset: Double = 0
    ) -> Double {
        guard window.count > 1 else { return 0 }
        var sum = 0.5 * ((y[window.lowerBound] - offset) + (y[window.upperBound] - offset))
        var i = window.lowerBound + 1
        while i < window.upperBound {
            sum += y[i] - offset
            i += 1
        }
        return sum / rate
    }

    /// Cumulative integral of `y` from 0: the first value is 0, value i includes sample i (formulas C.9, cumtrapz).
    ///
    /// - Parameter rate: samples per second, > 0.
    public static func cumulative(_ y: [Double], rate: Double) -> [Double] {
        guard !y.isEmpty else { return [] }
        let half = 0.5 / rate
        var out = [Double](repeating: 0, count: y.count)
        for i in 1..<max(y.count, 1) { out[i] = out[i - 1] + (y[i - 1] + y[i]) * half }
        return out
    }
}
