/// What the uncertainty of two plates makes of the index between them (formulas D.10).
public enum PairUncertainty {
    /// Standard uncertainty of the log ratio ln(R/L) from both gains.
    ///
    /// - Parameters:
    ///   - left: relative standard uncertainty of the left plate.
    ///   - right: the same of the right plate.
    ///   - shared: the part of both that stems from the same source, such as the same weights; it cancels.
    public static func logRatio(left: Double, right: Double, shared: Double = 0) -> Double {
        max(left * left + right * right - 2 * shared * shared, 0).squareRoot()
    }

    /// Standard uncertainty in % of the percentage difference (R − L)/max, from uncorrelated uncertainties in newtons.
    ///
    /// - Returns: nil where a force is not > 0.
    public static func percentageDifference(
        left: Double, right: Double, leftUncertainty: Double, rightUncertainty: Double
    ) -> Double? {
        guard left > 0, right > 0 else { return nil }
        let smaller = min(left, right)
        let larger = max(left, right)
        let (us, ul) = left <= right ? (leftUncertainty, rightUncertainty) : (rightUncertainty, leftUncertainty)
        let a = us / larger
        let b = smaller * ul / (larger * larger)
        return 100 * (a * a + b * b).squareRoot()
    }

    /// The plates' own part of an index that was measured twice, the plates swapped in between, and the person's part.
    ///
    /// Swapping turns the person's sign round and leaves the plates': half the sum is the plates' bias, half the difference
    /// is the person. Valid for the log ratio, and for small values of SIs and PD.
    public static func swapped(first: Double, second: Double) -> (bias: Double, person: Double) {
        ((first + second) / 2, (first - second) / 2)
    }
}
