import SignalCore

/// Search for hops in a whole recording.
enum HopTrials {
    /// One trial a hop: from touchdown to the last sample of the flight out of that contact.
    ///
    /// The first jump, from standing, has no contact and is none.
    static func findTrials(_ record: ForceRecord, weighing: Weighing?, settings: AnalysisSettings) -> [TrialWindow] {
        let frame = TrialFrame(record)
        return GroundContact.all(frame.held, rate: frame.rate, weight: weighing?.usable?.weight)
            .filter(\.followsFlight)
            .compactMap { hop in
                hop.landing.map { TrialWindow((record.firstIndex + hop.touchdown)...(record.firstIndex + $0 - 1)) }
            }
    }

    /// Mean index of the best five hops (formulas B.6).
    static func bestFive(_ trials: [TrialResult], settings: AnalysisSettings) -> LimbValues {
        let hops = trials.compactMap { trial -> (contactTime: Double, flightTime: Double)? in
            guard let contact = trial.metric("contactTime")?.both, let flight = trial.metric("flightTime")?.both else {
                return nil
            }
            return (contact, flight)
        }
        guard let best = ReactiveStrength.bestFive(hops, gravity: settings.gravity) else {
            return LimbValues(status: .tooShort)
        }
        return LimbValues(both: best)
    }
}
