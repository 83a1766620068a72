import SignalCore
import Symmetry

/// What may be printed about the training that follows a measured difference (formulas B.13).
///
/// It never names a disease, a risk, a clearance or a return to sport, and it never rests on a threshold of a population.
public enum Guidance: Sendable, Hashable {
    /// What to do.
    case advice(TrainingAdvice)
    /// Why nothing is said, each reason with what would help; never empty.
    case refused([GuidanceRefusal])

    /// Judges whether a difference may be followed by guidance, and words it.
    public init(_ facts: GuidanceFacts) {
        let refusals = GuidanceRefusal.all(facts)
        guard refusals.isEmpty, let weaker = facts.weaker, let difference = facts.difference else {
            self = .refused(refusals.isEmpty ? [GuidanceRefusal(.noDifference, facts)] : refusals)
            return
        }
        self = .advice(TrainingAdvice(weaker: weaker, difference: abs(difference), facts: facts))
    }
}

/// One reason for which no guidance is given.
public struct GuidanceRefusal: Sendable, Hashable, Codable {
    /// The kinds of reasons.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// Nothing was measured, or it has no ratio.
        case noDifference
        /// The difference cannot be told apart from measurement noise.
        case withinNoise
        /// Nothing is known of the noise.
        case cannotSay
        /// Too few trials of a side.
        case fewTrials
        /// Trials were marked.
        case flagged
        /// The plates did not pass a check.
        case check
        /// Pain was told.
        case pain
        /// A minor, and nobody said who stands by.
        case minor
        /// The age is not known, and nobody said who stands by.
        case ageUnknown
    }

    /// What kind it is.
    public var kind: Kind
    /// Why, in a whole sentence.
    public var sentence: String
    /// What would help, in a whole sentence.
    public var remedy: String

    /// Words a reason.
    init(_ kind: Kind, _ facts: GuidanceFacts) {
        self.kind = kind
        switch kind {
        case .noDifference:
            sentence = "No difference between the sides was measured in \(facts.test) \(facts.metric)."
            remedy = "Test both sides, and keep the trials that are whole."
        case .withinNoise:
            sentence = "The difference cannot be told apart from measurement noise."
            remedy = "Train both sides alike, and test again with more trials if it matters."
        case .cannotSay:
            sentence = "It is not known whether the difference is larger than measurement noise."
            remedy = "Record at least three trials of each side, with the uncertainty of the plates known."
        case .fewTrials:
            let fewest = Side.allCases.map { facts.trials[$0] ?? 0 }.min() ?? 0
            sentence = "A side has \(fewest) trials that count; a plan needs \(GuidanceFacts.fewestTrials) of each."
            remedy = "Record the missing trials in the same visit."
        case .flagged:
            sentence = "Trials were marked: \(facts.flags.joined(separator: "; "))."
            remedy = "Repeat them, or discard them where enough are left."
        case .check:
            switch facts.check {
            case .failed: sentence = "The plates failed their check."
            case .expired: sentence = "The last check of the plates is too old."
            case .never, .passed, .notNeeded: sentence = "No check of the plates is known for this visit."
            }
            remedy = "`bilanx calibrate verify` checks them; then test again."
        case .pain:
            sentence =
                "Pain of \(Int((facts.pain ?? 0).rounded())) of 10 was told within \(GuidanceFacts.painDays) days of the test."
            remedy = "Leave the plan to a clinician; `bilanx athlete pain CODE 0` notes when there is none."
        case .minor:
            sentence = "The athlete is a minor, and nobody who supervises the training is named."
            remedy = "Say `--supervised` where a qualified adult plans and watches the training."
        case .ageUnknown:
            sentence = "The year of birth is not known, and nobody who supervises the training is named."
            remedy = "`bilanx athlete edit CODE --born YEAR`, or say `--supervised`."
        }
    }

    /// All reasons that the facts give, the person's before the measurement's.
    static func all(_ facts: GuidanceFacts) -> [GuidanceRefusal] {
        var kinds: [Kind] = []
        if let pain = facts.pain, pain > 0 { kinds.append(.pain) }
        if facts.supervision == .unknown {
            if let age = facts.age {
                if age < GuidanceFacts.ofAge { kinds.append(.minor) }
            } else {
                kinds.append(.ageUnknown)
            }
        }
        if facts.difference == nil || facts.weaker == nil {
            kinds.append(.noDifference)
        } else {
            switch facts.verdict {
            case .clear: break
            case .withinNoise: kinds.append(.withinNoise)
            case .cannotSay, nil: kinds.append(.cannotSay)
            }
        }
        if Side.allCases.contains(where: { (facts.trials[$0] ?? 0) < GuidanceFacts.fewestTrials }) {
            kinds.append(.fewTrials)
        }
        if !facts.flags.isEmpty { kinds.append(.flagged) }
        if facts.check != .passed, facts.check != .notNeeded { kinds.append(.check) }
        return kinds.map { GuidanceRefusal($0, facts) }
    }
}
