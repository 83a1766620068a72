/// Reactive strength of a ground contact (formulas B.5, B.6).
public enum ReactiveStrength {
    /// Contacts in seconds from which on a hop does not count (Comyns 2019).
    public static let longestContact = 0.250
    /// Hops whose mean the 10/5 test reports (Harper 2011).
    public static let best = 5

    /// Height of a flight in metres: g·t²/8, since rise and fall take the same time.
    ///
    /// - Parameters:
    ///   - flightTime: seconds, ≥ 0.
    ///   - gravity: m/s².
    public static func height(flightTime: Double, gravity: Double) -> Double {
        gravity * flightTime * flightTime / 8
    }

    /// Reactive strength index in m/s: height from flight time by contact time.
    ///
    /// - Parameter contactTime: seconds, > 0.
    public static func index(contactTime: Double, flightTime: Double, gravity: Double) -> Double {
        height(flightTime: flightTime, gravity: gravity) / contactTime
    }

    /// Mean index of the best five hops of a 10/5 test, in m/s (formulas B.6; Harper, Hobbs & Moore 2011).
    ///
    /// - Parameter hops: contact and flight time in seconds of each hop after the first jump from standing; those with a
    ///   contact of 250 ms or more do not count.
    /// - Returns: nil for fewer than five that count.
    public static func bestFive(_ hops: [(contactTime: Double, flightTime: Double)], gravity: Double) -> Double? {
        let counted = hops.filter { $0.contactTime < longestContact && $0.contactTime > 0 }
            .map { index(contactTime: $0.contactTime, flightTime: $0.flightTime, gravity: gravity) }
            .sorted(by: >)
        guard counted.count >= best else { return nil }
        return counted.prefix(best).reduce(0, +) / Double(best)
    }
}
