/// Whether the measured clocks are what their devices claim (formulas C.8).
public enum RateCheck {
    /// Parts per million by which a clock may be off its nominal rate.
    public static let largestDeviation = 500.0
    /// Parts per million by which the clocks of left and right may differ.
    public static let largestDifference = 200.0

    /// Parts per million by which `rate` is above `nominal`; both in samples per second, `nominal` > 0.
    public static func deviation(_ rate: Double, nominal: Double) -> Double { (rate / nominal - 1) * 1e6 }

    /// True where `rate` is within 500 ppm of `nominal`; false for NaN.
    public static func isNominal(_ rate: Double, nominal: Double) -> Bool {
        abs(deviation(rate, nominal: nominal)) <= largestDeviation
    }

    /// True where two clocks run within 200 ppm of each other; false for NaN.
    public static func agree(_ left: Double, _ right: Double) -> Bool {
        abs(deviation(left, nominal: right)) <= largestDifference
    }
}
