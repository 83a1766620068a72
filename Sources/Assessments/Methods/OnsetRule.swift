import SignalCore

/// What counts as the start of a jump's movement (formulas B.2-3).
public struct OnsetRule: Hashable, Sendable {
    /// How far the force must leave body weight, up or down.
    public enum Threshold: Hashable, Sendable {
        /// So many standard deviations of the weighing, which counts as 0.5 N at least.
        case deviations(Double)
        /// So many newtons.
        case newtons(Double)
        /// So many per cent of body weight.
        case percent(Double)
    }

    /// How far the force must leave body weight.
    public var threshold: Threshold
    /// Milliseconds for which it must stay away; 0 where one sample is enough.
    public var persistence: Double
    /// True where a crossing that leads back to rest is none (see `methods --test cmj`); false where the first one counts.
    public var skipsBlips: Bool

    /// Makes a rule.
    public init(_ threshold: Threshold = .deviations(5), persistence: Double = 0, skipsBlips: Bool = true) {
        self.threshold = threshold
        self.persistence = persistence
        self.skipsBlips = skipsBlips
    }

    /// Half-width in newtons of the band around body weight that counts as standing.
    func band(_ weighing: Weighing) -> Double {
        switch threshold {
        case .deviations(let count): count * max(weighing.sd, Onset.smallestSD)
        case .newtons(let force): force
        case .percent(let part): part / 100 * weighing.weight
        }
    }
}

/// Where velocity and displacement begin, as 0 (formulas B.2-3, E-10).
public enum IntegrationStart: Hashable, Sendable {
    /// So many milliseconds before the onset.
    case beforeOnset(milliseconds: Double)
    /// The last sample before the onset at which the force was on the other side of body weight, or on it.
    case bodyWeight
    /// So many seconds before take-off, wherever the onset lies.
    case beforeTakeoff(seconds: Double)

    /// Row of the start, inside the trial.
    func row(_ frame: TrialFrame, onset: Int, takeoff: Int, weight: Double) -> Int {
        switch self {
        case .beforeOnset(let milliseconds): return max(onset - frame.samples(milliseconds), 0)
        case .beforeTakeoff(let seconds): return max(takeoff - frame.samples(seconds * 1000), 0)
        case .bodyWeight:
            let below = frame.held[onset] < weight
            var row = onset
            while row > 0, below ? frame.held[row] < weight : frame.held[row] > weight { row -= 1 }
            return row
        }
    }
}
