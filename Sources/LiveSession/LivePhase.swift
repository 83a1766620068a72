import Assessments

/// Where a live test stands.
public enum LivePhase: String, Sendable, Hashable {
    /// Waits for two quiet seconds without load.
    case zeroing
    /// Waits for the person to step on.
    case stepOn
    /// Waits for one still second of standing.
    case weighing
    /// Ready for the next trial.
    case armed
    /// A trial is under way.
    case capturing

    /// What the person or the trainer is to do now.
    public var prompt: String {
        switch self {
        case .zeroing: "Keep off the sensors: zeroing."
        case .stepOn: "Step on, one foot on each plate."
        case .weighing: "Stand still: weighing."
        case .armed: "Ready."
        case .capturing: "Go."
        }
    }
}

/// What follows from the rows that a live test was given.
public enum LiveEffect: Sendable, Hashable {
    /// The phase changed.
    case phase(LivePhase)
    /// The person was weighed.
    case weighed(Weighing)
    /// A movement is over, but not yet its trial; rows of `window` determine what came before (design, *A single trial*).
    case provisional(index: Int, window: ClosedRange<Int>)
    /// Nobody was on the sensors for a second: what each reads in newtons, 0 in truth.
    case drift(left: Double, right: Double)
    /// A trial is complete; rows of its window are to be analysed.
    case trial(index: Int, window: ClosedRange<Int>)
    /// Something to tell the person or the trainer.
    case notice(String)
}
