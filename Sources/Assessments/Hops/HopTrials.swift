import SignalCore

/// Search for hops in a whole recording.
enum HopTrials {
    /// One trial a hop: from touchdown to the last sample of the flight out of that contact.
    ///
    /// The first jump, from standing, has no contact and is none.
    static func findTrials(_ record: ForceRecord, weighing: Weighing?, settings: AnalysisSettings) -> [TrialWindow] {
        let frame = TrialFrame(record)
        return GroundContact.all(frame.held, rate: frame.rate, weight: weighing?.usable?.weight, rules: settings.rules)
            .filter(\.followsFlight)
            .compactMap { hop in
                hop.landing.map { TrialWindow((record.firstIndex + hop.touchdown)...(record.firstIndex + $0 - 1)) }
            }
    }

    /// Mean index of the best five hops of both limbs together and of each limb that hopped alone (formulas B.6).
    static func bestFive(
        _ trials: [TrialResult], settings: AnalysisSettings
    ) -> (both: Double?, left: Double?, right: Double?) {
        func best(_ limb: Side?) -> Double? {
            let hops = trials.filter { $0.limb == limb }.compactMap {
                trial -> (contactTime: Double, flightTime: Double)? in
                func value(_ id: String) -> Double? {
                    trial.metric(id).flatMap { limb == nil ? $0.both : limb == .left ? $0.left : $0.right }
                }
                guard let contact = value("contactTime"), let flight = value("flightTime") else { return nil }
                return (contact, flight)
            }
            return ReactiveStrength.bestFive(hops, gravity: settings.gravity)
        }
        return (best(nil), best(.left), best(.right))
    }
}
