import SignalCore

/// Search for jumps and their quiet stand in a whole recording.
enum JumpTrials {
    /// Seconds of a trial before take-off.
    private static let before = 3.0
    /// Seconds of a trial after landing.
    private static let after = 5.0

    /// The quiet stand before the first jump; after the last landing where there is none before.
    static func findWeighing(_ record: ForceRecord, settings: AnalysisSettings) -> Weighing? {
        let frame = TrialFrame(record)
        guard let median = JumpFlights.loadedMedian(frame.held) else { return nil }
        let jumps = JumpFlights.all(
            frame.held, rate: frame.rate, weight: median, gravity: settings.gravity, rules: settings.rules
        )
        .filter(\.plausible)
        // Half a body on the plates is no stand; the median of the loaded samples is near body weight.
        let smallest = 0.7 * median
        let rule = settings.rules.weighing
        guard let first = jumps.first else {
            return QuietStand.find(record, in: 0..<record.count, atLeast: smallest, or: .quietest, rule)
        }
        if let weighed = beforeTakeoff(record, takeoff: first.takeoff, rule) { return weighed }
        let before = QuietStand.find(record, in: 0..<first.takeoff, atLeast: smallest, or: .quietest, rule)
        if let before, before.isGood { return before }
        if let landing = jumps.last?.landing {
            let after = QuietStand.find(record, in: landing..<record.count, atLeast: smallest, or: .quietest, rule)
            if let after, after.isGood { return after }
        }
        return before
    }

    /// The window that begins so many seconds before take-off, where the rule asks for it; nil where the record begins later.
    private static func beforeTakeoff(_ record: ForceRecord, takeoff: Int, _ rule: WeighingRule) -> Weighing? {
        guard case .beforeTakeoff(let seconds) = rule.choice else { return nil }
        let start = takeoff - Int((seconds * record.rate).rounded())
        let length = Int((rule.seconds * record.rate).rounded())
        guard start >= 0, length > 1, start + length <= takeoff else { return nil }
        let first = record.firstIndex + start
        return WeighingGate.weigh(record, window: first...(first + length - 1), seconds: rule.seconds)
    }

    /// One trial a jump.
    ///
    /// - Parameters:
    ///   - rebounds: true where the flight out of a short contact after a jump belongs to that jump's trial.
    ///   - afterWeighing: false where the stance that was weighed belongs to the movement.
    static func findTrials(
        _ record: ForceRecord, weighing: Weighing?, settings: AnalysisSettings, rebounds: Bool = false,
        afterWeighing: Bool = true
    ) -> [TrialWindow] {
        let frame = TrialFrame(record)
        let weight = weighing?.usable?.weight
        var jumps = JumpFlights.all(
            frame.held, rate: frame.rate, weight: weight, gravity: settings.gravity, rules: settings.rules
        )
        .filter(\.plausible)
        if rebounds {
            jumps = joined(
                jumps, GroundContact.all(frame.held, rate: frame.rate, weight: weight, rules: settings.rules))
        }
        let away = FlightEdges(settings.rules).runs(
            frame.held, minimumCount: frame.samples(JumpFlights.shortest))
        // A method that integrates from long before the movement needs the rows before it, weighed or not.
        let beginsEarly = if case .beforeTakeoff = settings.rules.integrationStart { true } else { false }
        var starts: [Int] = []
        for (k, jump) in jumps.enumerated() {
            var start = max(jump.takeoff - frame.samples(before * 1000), 0)
            if afterWeighing, !beginsEarly, let weighing {
                let weighed = weighing.window.upperBound + 1 - record.firstIndex
                if weighed < jump.takeoff { start = max(start, weighed) }
            }
            if k > 0, let landing = jumps[k - 1].landing ?? loadedAgain(after: jumps[k - 1].takeoff, away) {
                // The landing before keeps its first second, or half of the time between where that is shorter.
                start = max(start, min(landing + frame.samples(1000), (landing + jump.takeoff) / 2))
            }
            starts.append(start)
        }
        return jumps.indices.map { k in
            let jump = jumps[k]
            let last = jump.landing ?? jump.takeoff
            var end = min(last + frame.samples(after * 1000), record.count - 1)
            if k + 1 < starts.count { end = min(end, starts[k + 1] - 1) }
            if jump.landing == nil, let back = loadedAgain(after: jump.takeoff, away) { end = min(end, back - 1) }
            if let landing = jump.landing, let left = away.first(where: { $0.lowerBound > landing }) {
                end = min(end, left.lowerBound - 1)
            }
            let offset = record.firstIndex
            return TrialWindow((offset + starts[k])...(offset + max(end, starts[k])))
        }
    }

    /// The jumps without those that are the rebound of another one, each landing after its rebound.
    private static func joined(_ jumps: [JumpFlights.Flight], _ contacts: [GroundContact]) -> [JumpFlights.Flight] {
        var joined: [JumpFlights.Flight] = []
        for var jump in jumps {
            if let last = joined.last, last.landing.map({ jump.takeoff < $0 }) ?? false { continue }
            if let rebound = contacts.first(where: { $0.touchdown == jump.landing }) { jump.landing = rebound.landing }
            joined.append(jump)
        }
        return joined
    }

    /// First loaded row after the flight that begins at or before `takeoff`.
    private static func loadedAgain(after takeoff: Int, _ away: [ClosedRange<Int>]) -> Int? {
        away.first { $0.upperBound >= takeoff }.map { $0.upperBound + 1 }
    }
}
