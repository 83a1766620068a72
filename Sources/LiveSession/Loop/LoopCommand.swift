import Assessments
import SignalCore

/// What the trainer asks for, by key, page, voice of a script or pedal.
public enum LoopCommand: Sendable, Hashable {
    /// Chooses the athlete by code; nil for nobody.
    case athlete(String?)
    /// Chooses test and protocol.
    case test(TestProtocol)
    /// Says what must be alike for tests to be compared.
    case conditions(TestConditions)
    /// Zero and go.
    case start
    /// Weighs anew.
    case weigh
    /// Ends the trials.
    case finish
    /// Closes the recording.
    case save
    /// Closes the recording and clears the athlete.
    case next
    /// Gives up before the first trial.
    case cancel
    /// Discards the last trial and waits for one more.
    case retake
    /// Discards a trial.
    case discard(trial: Int, reason: String)
    /// Takes that back.
    case keep(trial: Int)
    /// Marks the moment.
    case mark(String)
    /// Notes words, of a trial or of the recording.
    case note(String, trial: Int?)
    /// Notes pain.
    case pain(PainReport)
    /// Moves an event of a trial to a second of the recording; nil takes that back.
    case event(String, trial: Int, time: Double?)
    /// Sets the band of right shares in % to train in; nil for none.
    case target(ClosedRange<Double>?)
    /// Says which limb works now.
    case limb(Side?)
    /// Does something about the rig.
    case rig(RigAction)
}

/// What can be done about the rig while no recording runs.
public enum RigAction: String, Sendable, Hashable {
    /// The push test, which confirms the sides.
    case confirm
    /// Left and right exchanged; they have to be confirmed anew.
    case swap
}

/// How far something about the rig has come.
public struct RigState: Sendable, Hashable {
    /// Where it stands.
    public enum Stage: String, Sendable, Hashable {
        /// Somebody is asked to do something.
        case waiting
        /// It has worked.
        case done
        /// It has not.
        case failed
    }

    /// Where it stands.
    public var stage: Stage
    /// A whole sentence.
    public var words: String

    /// Makes it.
    public init(_ stage: Stage, _ words: String) {
        self.stage = stage
        self.words = words
    }
}

/// Why a command was not taken, in plain words with what to do instead.
public struct LoopRefusal: Error, Sendable, Hashable {
    /// A whole sentence.
    public let words: String

    /// Makes a refusal.
    public init(_ words: String) { self.words = words }
}
