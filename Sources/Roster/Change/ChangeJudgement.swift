import Statistics

/// The rule by which one change is judged: the one place for it (formulas A.7-12, A.7-13).
///
/// Four baseline sessions and more make the athlete's own band. Else four earlier sessions and more give the error, however few
/// of them are the baseline; else the squad's repeats; else nobody can say.
struct ChangeJudgement {
    /// The rule that decided.
    var rule = ChangeRule.none
    /// The error behind it; nil where none is known.
    var error: SessionError?
    /// The athlete's own band; nil before there are four baseline sessions.
    var band: IndividualThreshold?
    /// How the athlete's spread compares with the squad's; nil where one of them is not known.
    var comparedWithSquad: NoiseComparison?
    /// Mean of the baseline on the scale; nil without a baseline.
    var mean: Double?
    /// What the change must exceed; nil where no error is known.
    var limit: Double?

    /// Prepares the judgement of whatever comes after the baseline, all on one scale.
    ///
    /// - Parameters:
    ///   - baseline: values of the baseline sessions.
    ///   - earlier: values of all sessions before the chosen one, the baseline's too.
    ///   - squad: noise of the others; nil where it is not known.
    init(baseline: [Double], earlier: [Double], squad: SquadNoise?) {
        mean = Descriptive.mean(baseline.span)
        band = IndividualThreshold(baseline: baseline)
        let sample = band == nil ? earlier : baseline
        let deviation = Descriptive.standardDeviation(earlier.span)
        comparedWithSquad = Self.compare(deviation, earlier.count, squad)
        let own = band == nil ? deviation : Descriptive.standardDeviation(baseline.span)
        if sample.count >= IndividualThreshold.smallestCount, let own {
            rule = band == nil ? .ownError : .individualBand
            error = SessionError(
                source: .ownSessions, typicalError: own, degreesOfFreedom: sample.count - 1,
                quantileDegrees: Double(sample.count - 1), count: sample.count)
        } else if let squad, squad.isEnough {
            rule = .squadError
            error = SessionError(
                source: .squad, typicalError: squad.typicalError, degreesOfFreedom: squad.degreesOfFreedom,
                quantileDegrees: squad.quantileDegrees, count: squad.people)
        }
        guard !baseline.isEmpty, let error else { return }
        limit =
            band?.halfWidth ?? error.coverage * error.typicalError * (1 + 1 / Double(baseline.count)).squareRoot()
    }

    /// The verdict on a session.
    func verdict(_ chosen: Double) -> ChangeTest.Verdict {
        guard let mean else { return .needsMore }
        let verdict = ChangeTest(change: chosen - mean, limit: limit).verdict
        // A squad's error is too small for somebody who clearly varies more.
        return rule == .squadError && comparedWithSquad == .more && verdict == .real ? .needsMore : verdict
    }

    /// F test of the athlete's variance against the squad's, 5 % in two tails.
    private static func compare(_ deviation: Double?, _ count: Int, _ squad: SquadNoise?) -> NoiseComparison? {
        guard let deviation, let squad, squad.isEnough, squad.typicalError > 0, count > 1 else { return nil }
        let ratio = deviation * deviation / (squad.typicalError * squad.typicalError)
        let fisher = FisherF(numerator: Double(count - 1), denominator: Double(squad.degreesOfFreedom))
        let place = fisher.cumulative(ratio)
        return place > 0.975 ? .more : place < 0.025 ? .less : .alike
    }
}
