import SignalCore

/// A short contact with the plates between two times in the air (formulas B.5).
struct GroundContact {
    /// First sample over the threshold of landing.
    var touchdown: Int
    /// First sample under the threshold of take-off of the flight after it.
    var takeoff: Int
    /// First sample over the threshold of landing after that flight; nil where the record ends in it or the person came down elsewhere.
    var landing: Int?
    /// True where the force came back over 20 N for a moment after take-off.
    var rang: Bool
    /// True where the time in the air before it is the flight of a jump or hop, rather than the way down from a box.
    var followsFlight: Bool

    /// Shortest time in milliseconds without load before a contact.
    static let shortestGap = 50.0
    /// Longest contact in milliseconds; a longer one is standing, and jumping from there.
    static let longest = 1000.0

    /// Contacts in order: at least 50 ms unloaded, then at most 1 s on the plates with more than 1.15 body weights, then a
    /// flight of at least 100 ms.
    ///
    /// - Parameters:
    ///   - total: without missing samples.
    ///   - weight: body weight in newtons; nil to take the median of the loaded samples.
    static func all(_ total: [Double], rate: Double, weight: Double?, rules: MethodRules) -> [GroundContact] {
        guard let weight = weight ?? JumpFlights.loadedMedian(total) else { return [] }
        func samples(_ ms: Double) -> Int { Int((ms / 1000 * rate).rounded()) }
        let edges = FlightEdges(rules)
        let every = edges.runs(total)
        let long = every.indices.filter { every[$0].count >= max(samples(shortestGap), 1) }
        var contacts: [GroundContact] = []
        for (a, b) in zip(long, long.dropFirst()) {
            let before = every[a]
            let after = every[b]
            let touchdown = before.upperBound + 1
            let (takeoff, rang) = JumpFlights.takeoff(
                total, of: b, in: every, after: before.upperBound, rate: rate, weight: weight, rules: rules)
            guard after.upperBound + 1 - takeoff >= samples(rules.shortestFlight), takeoff > touchdown + 1,
                takeoff - touchdown <= samples(longest),
                (total[touchdown..<takeoff].max() ?? 0) >= JumpFlights.smallestPeak * weight
            else { continue }
            let flight = samples(rules.shortestFlight)...samples(JumpFlights.longest)
            let landed = after.upperBound + 1 - takeoff <= flight.upperBound
            contacts.append(
                GroundContact(
                    touchdown: edges.landing(total, after: before, rate: rate) ?? touchdown,
                    takeoff: edges.takeoff(total, from: takeoff, run: after, rate: rate),
                    landing: landed ? edges.landing(total, after: after, rate: rate) : nil, rang: rang,
                    followsFlight: before.lowerBound > 0 && flight.contains(before.count)))
        }
        return contacts
    }

    /// True where the flight of `previous` ends in this contact.
    func follows(_ previous: GroundContact) -> Bool { previous.landing == touchdown }
}
