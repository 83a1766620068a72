import Assessments
import SignalCore

/// Some weeks of training that follow a measured difference, as the trainer planned and changed them.
public struct TrainingBlock: Sendable, Hashable, Codable, Identifiable {
    /// How far it is.
    public enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// Planned, or running.
        case open
        /// Ended, with or without a retest.
        case closed
    }

    /// Unique everywhere.
    public var id: String
    /// The athlete.
    public var athlete: String
    /// Its first day, `2026-11-22`.
    public var start: String
    /// Weeks that it lasts.
    public var weeks: Int
    /// Day of the retest.
    public var retest: String
    /// Id of the test.
    public var test: String
    /// Id of the metric.
    public var metric: String
    /// The side that begins.
    public var weaker: Side
    /// Sets of the weaker side, each session.
    public var weakerSets: Int
    /// Sets of the other side, each session.
    public var otherSets: Int
    /// Repetitions of a set, the same on both sides.
    public var reps: Int
    /// Sessions in a week.
    public var sessionsPerWeek: Int
    /// Exercises and whatever else the trainer notes.
    public var exercises: String?
    /// The signed difference in % that it answers.
    public var difference: Double?
    /// Who stands by, where that is needed.
    public var supervision: String?
    /// How far it is.
    public var state: State
    /// What came of it, in the trainer's words.
    public var outcome: String?

    /// Why a block cannot be as it is; nil where it can.
    ///
    /// The limits are those of the guidance: the weaker side at most twice the sets of the other and never fewer, two or
    /// three sessions a week, four to eight weeks.
    public var fault: String? {
        if otherSets < 1 || reps < 1 { return "has no sets or no repetitions" }
        if weakerSets < otherSets { return "gives the weaker side fewer sets than the other" }
        if Double(weakerSets) > TrainingAdvice.mostSets * Double(otherSets) {
            return "gives the weaker side more than twice the sets of the other"
        }
        if !TrainingAdvice.sessionsPerWeek.contains(sessionsPerWeek) { return "has not two or three sessions a week" }
        if !TrainingAdvice.weeks.contains(weeks) { return "lasts not four to eight weeks" }
        if retest <= start { return "is tested again before it begins" }
        return nil
    }

    /// A block as the guidance proposes it: matched repetitions, the weaker side first, one optional extra set.
    ///
    /// - Parameters:
    ///   - id: unique everywhere.
    ///   - start: first day.
    ///   - retest: day of the retest.
    ///   - extraSet: true for one more set on the weaker side.
    public init(
        id: String, athlete: String, test: String, metric: String, weaker: Side, start: String, weeks: Int,
        retest: String, difference: Double?, extraSet: Bool = false
    ) {
        self.id = id
        self.athlete = athlete
        self.start = start
        self.weeks = weeks
        self.retest = retest
        self.test = test
        self.metric = metric
        self.weaker = weaker
        otherSets = 2
        weakerSets = extraSet ? 3 : 2
        reps = 8
        sessionsPerWeek = 2
        self.difference = difference
        state = .open
    }

    /// Reads a block from merged changes; nil where what makes it a block is missing or was taken out.
    public init?(_ state: EntityState) {
        func text(_ field: String) -> String? { state[field]?.text }
        func count(_ field: String) -> Int? { state[field]?.number.flatMap { Int(exactly: $0) } }
        guard state[Field.removed] == nil, let athlete = state.person, let start = text(Field.start),
            let retest = text(Field.retest), let test = text(Field.test), let metric = text(Field.metric),
            let weaker = text(Field.weaker).flatMap(Side.init(rawValue:)), let weeks = count(Field.weeks),
            let weakerSets = count(Field.weakerSets), let otherSets = count(Field.otherSets),
            let reps = count(Field.reps), let sessions = count(Field.sessionsPerWeek)
        else { return nil }
        id = state.id
        self.athlete = athlete
        self.start = start
        self.weeks = weeks
        self.retest = retest
        self.test = test
        self.metric = metric
        self.weaker = weaker
        self.weakerSets = weakerSets
        self.otherSets = otherSets
        self.reps = reps
        sessionsPerWeek = sessions
        exercises = text(Field.exercises)
        difference = state[Field.difference]?.number
        supervision = text(Field.supervision)
        self.state = text(Field.state).flatMap(State.init(rawValue:)) ?? .open
        outcome = text(Field.outcome)
    }

    /// Its fields as changes carry them; `.nothing` for what is empty.
    public var values: [String: ChangeValue] {
        func optional(_ text: String?) -> ChangeValue { text.map { .text($0) } ?? .nothing }
        return [
            Field.start: .text(start), Field.weeks: .number(Double(weeks)), Field.retest: .text(retest),
            Field.test: .text(test), Field.metric: .text(metric), Field.weaker: .text(weaker.rawValue),
            Field.weakerSets: .number(Double(weakerSets)), Field.otherSets: .number(Double(otherSets)),
            Field.reps: .number(Double(reps)), Field.sessionsPerWeek: .number(Double(sessionsPerWeek)),
            Field.exercises: optional(exercises), Field.difference: difference.map { .number($0) } ?? .nothing,
            Field.supervision: optional(supervision), Field.state: .text(state.rawValue),
            Field.outcome: optional(outcome),
        ]
    }

    /// What is to be done, in sentences.
    public var sentences: [String] {
        let side = weaker.rawValue
        let other = weaker.other.rawValue
        var list = [
            "\(start) to \(retest), \(weeks) weeks, \(sessionsPerWeek) sessions a week on non-consecutive days.",
            "Start with the \(side) side: \(weakerSets) × \(reps); then the \(other) side: \(otherSets) × \(reps) with the load of the \(side) side.",
        ]
        if let exercises { list.append(exercises) }
        list.append("Keep bilateral lifts. Stop with pain.")
        list.append("Retest \(test) \(metric) on \(retest) under the same conditions.")
        return list
    }

    /// Names of its fields in changes.
    enum Field {
        static let start = "date"
        static let weeks = "weeks"
        static let retest = "retest"
        static let test = "test"
        static let metric = "metric"
        static let weaker = "side"
        static let weakerSets = "weakerSets"
        static let otherSets = "otherSets"
        static let reps = "reps"
        static let sessionsPerWeek = "sessionsPerWeek"
        static let exercises = "text"
        static let difference = "value"
        static let supervision = "supervision"
        static let state = "state"
        static let outcome = "outcome"
        static let removed = "removed"
    }
}
