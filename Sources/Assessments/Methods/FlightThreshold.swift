/// The force under which a jumper is in the air (formulas B.2).
public enum FlightThreshold: Hashable, Sendable {
    /// So many newtons of the total.
    case newtons(Double)
    /// Mean + so many standard deviations of the middle of the flight itself, which a wrong zero does not move.
    ///
    /// The middle is ± the smaller of 150 ms and a quarter of the flight (McMahon 2018).
    case deviations(Double)

    /// Newtons, where the threshold is known before the flight is.
    var newtons: Double? {
        if case .newtons(let force) = self { force } else { nil }
    }
}
