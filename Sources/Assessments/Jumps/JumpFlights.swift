import SignalCore

/// Flights of jumps, told from the time before stepping on and after stepping off.
enum JumpFlights {
    /// Shortest time in milliseconds in the air that is stepping off, whatever a method calls a flight.
    static let shortest = 100.0
    /// Longest flight in milliseconds; a person who is away longer jumped off the plates.
    static let longest = 1200.0
    /// Smallest peak before take-off relative to body weight: pushing off needs more than standing.
    static let smallestPeak = 1.15
    /// Smallest take-off velocity in m/s: a step off the plate ends with a negative one.
    private static let smallestVelocity = 0.3

    /// One jump.
    struct Flight {
        /// First sample under the threshold of take-off.
        var takeoff: Int
        /// First sample over the threshold of landing after it; nil where the record ends in flight or the person came down elsewhere.
        var landing: Int?
        /// First row of the stance after it, by the threshold that flights are found with.
        var nextStance: Int
        /// True where the force came back over 20 N for a moment after take-off.
        var rang = false
        /// True where the push before it looks like a jump.
        var plausible: Bool
    }

    /// Flights in order, each at least as long as the rules say (100 ms) and with a loaded stance before it.
    ///
    /// - Parameters:
    ///   - total: without missing samples.
    ///   - weight: body weight in newtons; nil to take the median of the loaded samples.
    static func all(
        _ total: [Double], rate: Double, weight: Double?, gravity: Double, rules: MethodRules
    ) -> [Flight] {
        guard let weight = weight ?? loadedMedian(total) else { return [] }
        func samples(_ ms: Double) -> Int { Int((ms / 1000 * rate).rounded()) }
        let edges = FlightEdges(rules)
        let every = edges.runs(total)
        var flights: [Flight] = []
        var previousEnd = -1
        for (k, run) in every.enumerated() where run.count >= samples(rules.shortestFlight) {
            let (takeoff, rang) = takeoff(
                total, of: k, in: every, after: previousEnd, rate: rate, weight: weight, rules: rules)
            let stance = previousEnd + 1
            let isAfterStance = takeoff - stance >= samples(200)
            if isAfterStance {
                let velocity = takeoffVelocity(
                    total, stance: stance, takeoff: takeoff, rate: rate, weight: weight, gravity: gravity,
                    previous: flights.last)
                let from = max(stance, takeoff - samples(600))
                let peak = total[from..<takeoff].max() ?? 0
                let landed = run.upperBound - takeoff < samples(longest)
                flights.append(
                    Flight(
                        takeoff: edges.takeoff(total, from: takeoff, run: run, rate: rate),
                        landing: landed ? edges.landing(total, after: run, rate: rate) : nil,
                        nextStance: run.upperBound + 1, rang: rang,
                        plausible: peak >= smallestPeak * weight && velocity > smallestVelocity))
            }
            previousEnd = run.upperBound
        }
        return flights
    }

    /// Row at which the unloaded run `every[k]` really began.
    ///
    /// A ringing plate swings under and over 20 N right after take-off: the flight began at the first swing.
    static func takeoff(
        _ total: [Double], of k: Int, in every: [ClosedRange<Int>], after previousEnd: Int, rate: Double,
        weight: Double, rules: MethodRules
    ) -> (row: Int, rang: Bool) {
        func samples(_ ms: Double) -> Int { Int((ms / 1000 * rate).rounded()) }
        var takeoff = every[k].lowerBound
        var j = k - 1
        while j >= 0, every[j].lowerBound > previousEnd, every[j].count >= max(samples(5), 1),
            every[j].count < samples(rules.shortestFlight), takeoff - every[j].upperBound - 1 <= samples(40),
            (every[j].upperBound + 1..<takeoff).allSatisfy({ total[$0] < 0.25 * weight })
        {
            takeoff = every[j].lowerBound
            j -= 1
        }
        return (takeoff, takeoff < every[k].lowerBound)
    }

    /// The jump of a trial: the first one that looks like one, else the first with a landing.
    ///
    /// Says in `outcome` what is unusual about it, and that there is nothing where none is found.
    ///
    /// - Parameter expected: flights that belong to the test.
    static func first(
        _ frame: TrialFrame, weight: Double?, settings: AnalysisSettings, expected: Int = 1,
        outcome: inout TrialOutcome
    ) -> Flight? {
        let flights = all(
            frame.held, rate: frame.rate, weight: weight, gravity: settings.gravity, rules: settings.rules)
        // A jump whose push looks wrong is still better than none; the validity rules will say so.
        guard let flight = flights.first(where: \.plausible) ?? flights.first(where: { $0.landing != nil }) else {
            outcome.status = .notDetected
            outcome.add(.noFlight)
            return nil
        }
        if flights.filter(\.plausible).count > expected { outcome.add(.severalFlights) }
        if flight.rang { outcome.add(.plateRinging) }
        if flight.landing == nil { outcome.add(.noLanding) }
        return flight
    }

    /// Velocity at take-off from rest, or from the landing of a jump just before.
    private static func takeoffVelocity(
        _ total: [Double], stance: Int, takeoff: Int, rate: Double, weight: Double, gravity: Double, previous: Flight?
    ) -> Double {
        let earliest = takeoff - Int((2 * rate).rounded())
        var from = max(stance, earliest)
        var velocity = 0.0
        if stance > 0, stance >= earliest {
            if let previous, previous.landing != nil, previous.nextStance == stance, previous.plausible {
                velocity = -gravity * Double(stance - previous.takeoff) / rate / 2
            } else {
                // Just stepped on: the other foot carried the rest until the whole weight was on the plates.
                while from < takeoff, total[from] < weight { from += 1 }
            }
        }
        guard from < takeoff else { return 0 }
        return velocity
            + Integration.trapezoid(total, from...takeoff, rate: rate, minus: weight) * gravity / weight
    }

    /// Median of the samples with somebody on the plates; nil where there is none.
    static func loadedMedian(_ total: [Double]) -> Double? {
        let loaded = total.filter { $0 >= UnloadedRuns.threshold }
        return OrderStatistic.select(loaded, rank: loaded.count / 2)
    }
}
