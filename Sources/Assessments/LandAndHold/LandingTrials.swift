import SignalCore

/// Search for landings in a whole recording.
enum LandingTrials {
    /// Smallest peak in body weights of the first 0.5 s: stepping on stays under it.
    private static let smallestPeak = 1.3
    /// Milliseconds of a trial before landing.
    private static let before = 500.0
    /// Milliseconds of a trial after landing (formulas B.7: fixed analysis length).
    private static let after = 5000.0
    /// Milliseconds after a landing in which the next contact is a part of it.
    private static let same = 2000.0

    /// First loaded rows after at least 100 ms in the air, with a peak that stepping on does not reach.
    static func landings(_ frame: TrialFrame, weight: Double?, rules: MethodRules) -> [Int] {
        let force = frame.held
        guard let weight = weight ?? JumpFlights.loadedMedian(force) else { return [] }
        var found: [Int] = []
        let edges = FlightEdges(rules)
        for run in edges.runs(force, minimumCount: frame.samples(rules.shortestFlight)) {
            guard let landing = edges.landing(force, after: run, rate: frame.rate) else { continue }
            if let last = found.last, landing - last <= frame.samples(same) { continue }
            let first = landing..<min(landing + frame.samples(500), force.count)
            if (force[first].max() ?? 0) >= smallestPeak * weight { found.append(landing) }
        }
        return found
    }

    /// One trial a landing.
    static func findTrials(_ record: ForceRecord, weighing: Weighing?, settings: AnalysisSettings) -> [TrialWindow] {
        let frame = TrialFrame(record)
        let landings = landings(frame, weight: weighing?.usable?.weight, rules: settings.rules)
        return landings.indices.map { k in
            let earliest = k > 0 ? landings[k - 1] + frame.samples(same) : 0
            let start = max(landings[k] - frame.samples(before), earliest, 0)
            var end = min(landings[k] + frame.samples(after), record.count - 1)
            if k + 1 < landings.count {
                end = min(
                    end, max(landings[k + 1] - frame.samples(before), landings[k] + frame.samples(same)) - 1)
            }
            return TrialWindow((record.firstIndex + start)...(record.firstIndex + max(end, start)))
        }
    }
}
