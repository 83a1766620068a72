/// Where a monotone function on 0…∞ takes a value: the way from a probability back to its quantile.
enum Crossing {
    /// The x ≥ 0 at which `function` is `target`, to 1e-13 relative, by doubling and then halving.
    ///
    /// - Parameter rising: whether `function` grows with x.
    static func find(_ target: Double, rising: Bool, _ function: (Double) -> Double) -> Double {
        func before(_ x: Double) -> Bool { rising ? function(x) < target : function(x) > target }
        var low = 0.0
        var high = 1.0
        while before(high), high < 1e300 {
            low = high
            high *= 2
        }
        while high - low > 1e-13 * high {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { break }
            if before(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
