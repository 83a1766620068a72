import SignalCore

/// Search for drop jumps and their quiet stand in a whole recording.
enum DropJumpTrials {
    /// Milliseconds of a trial before touchdown.
    private static let before = 500.0
    /// Milliseconds of a trial after landing.
    private static let after = 5000.0

    /// The quietest good second before the first contact; after the last landing where there is none before.
    static func findWeighing(_ record: ForceRecord, settings: AnalysisSettings) -> Weighing? {
        let frame = TrialFrame(record)
        guard let median = JumpFlights.loadedMedian(frame.held) else { return nil }
        let contacts = GroundContact.all(frame.held, rate: frame.rate, weight: nil, rules: settings.rules)
        guard let first = contacts.first, let last = contacts.last else {
            return QuietStand.find(
                record, in: 0..<record.count, atLeast: 0.7 * median, or: .quietest, settings.rules.weighing)
        }
        // A record of little else than contacts has a median far over body weight.
        let smallest = min(0.7 * median, 300)
        let before = QuietStand.find(
            record, in: 0..<first.touchdown, atLeast: smallest, or: .quietest, settings.rules.weighing)
        if let before, before.isGood { return before }
        let landing = last.landing ?? last.takeoff
        let after = QuietStand.find(
            record, in: landing..<record.count, atLeast: smallest, or: .quietest, settings.rules.weighing)
        if let after, after.isGood { return after }
        return before ?? after
    }

    /// One trial a contact that comes down from a box; what follows out of its landing belongs to it.
    static func findTrials(
        _ record: ForceRecord, weighing: Weighing?, settings: AnalysisSettings
    ) -> [TrialWindow] {
        let frame = TrialFrame(record)
        let every = GroundContact.all(
            frame.held, rate: frame.rate, weight: weighing?.usable?.weight, rules: settings.rules)
        let drops = every.indices.filter { $0 == 0 || !every[$0].follows(every[$0 - 1]) }.map { every[$0] }
        let away = FlightEdges(settings.rules).runs(
            frame.held, minimumCount: frame.samples(JumpFlights.shortest))
        return drops.indices.map { k in
            let drop = drops[k]
            let start = max(drop.touchdown - frame.samples(before), 0)
            let last = drop.landing ?? drop.takeoff
            var end = min(last + frame.samples(after), record.count - 1)
            // Not past stepping off: a flight out of the landing is seen, what comes after it is not.
            if let landing = drop.landing, let left = away.first(where: { $0.lowerBound > landing }) {
                end = min(end, left.upperBound)
            }
            if k + 1 < drops.count {
                end = min(end, max(drops[k + 1].touchdown - frame.samples(before), last + 1) - 1)
            }
            let earliest = k > 0 ? (drops[k - 1].landing ?? drops[k - 1].takeoff) + 1 : 0
            return TrialWindow((record.firstIndex + max(start, earliest))...(record.firstIndex + max(end, start)))
        }
    }
}
