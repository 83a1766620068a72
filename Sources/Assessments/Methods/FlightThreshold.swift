/// The force under which a jumper is in the air (formulas B.2).
public enum FlightThreshold: Hashable, Sendable {
    /// So many newtons of the total.
    case newtons(Double)
    /// Mean + so many standard deviations of the middle of the flight itself, which a wrong zero does not move.
    ///
    /// The middle is ± the smaller of 150 ms and a quarter of the flight (McMahon 2018).
    case deviations(Double)

    /// So many newtons of the total upwards or downwards, for as long as the shortest flight: what swings further is no flight.
    ///
    /// A filter swings under zero after take-off, which this rule waits out. It differs from `newtons` for take-off only.
    case magnitude(Double)

    /// Newtons, where the threshold is known before the flight is.
    var newtons: Double? {
        switch self {
        case .newtons(let force), .magnitude(let force): force
        case .deviations: nil
        }
    }
}
