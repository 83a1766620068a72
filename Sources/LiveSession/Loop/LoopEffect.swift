import Assessments
import SignalCore

/// What a recording that is to begin is about.
public struct LoopOrder: Sendable, Hashable {
    /// The test.
    public var test: TestID
    /// Code of the athlete.
    public var athlete: String?
    /// What must be alike for tests to be compared.
    public var conditions: TestConditions
    /// The limb that works first, where limbs work by turns.
    public var limb: Side?
}

/// A decision that is kept beside the recording.
public enum LoopNote: Sendable, Hashable {
    /// A trial does not count, and why.
    case discard(trial: Int, reason: String)
    /// A trial counts after all.
    case keep(trial: Int)
    /// Words.
    case words(String, trial: Int?)
    /// Pain.
    case pain(PainReport)
    /// An event at another second; nil takes that back.
    case event(String, trial: Int, time: Double?)
}

/// What follows from an event or a command.
public enum LoopEffect: Sendable, Hashable {
    /// Begin a recording.
    case begin(LoopOrder)
    /// Tell the running recording.
    case order(LiveOrder)
    /// Analyse a trial anew, of which that event was moved.
    case move(String, trial: Int)
    /// Mark the moment in the running recording.
    case mark(String)
    /// End the running recording.
    case stop
    /// Do something about the rig.
    case rig(RigAction)
    /// Keep a decision beside the recording.
    case note(LoopNote)
    /// Tell the people, by sound and screen.
    case say(Announcement)
}

/// Something that is said aloud or beeped.
public struct Announcement: Sendable, Hashable {
    /// How it sounds.
    public enum Kind: String, Sendable, Hashable {
        /// A second of a countdown.
        case countdown
        /// A trial counts.
        case registered
        /// A trial does not.
        case rejected
        /// Words to know.
        case notice
        /// The set is complete or saved.
        case done
    }

    /// How it sounds.
    public var kind: Kind
    /// Key of the sentence, for other languages.
    public var key: String
    /// What stands in the sentence.
    public var values: [String: String]
    /// The sentence in English.
    public var text: String

    /// Makes an announcement.
    public init(_ kind: Kind, _ key: String, _ text: String, _ values: [String: String] = [:]) {
        self.kind = kind
        self.key = key
        self.text = text
        self.values = values
    }
}
