import Assessments

/// What happens to the trainer's loop without being asked for.
public enum LoopEvent: Sendable {
    /// A device can be used, or none can and why.
    case devices(problem: String?)
    /// The recording's own phase.
    case phase(LivePhase)
    /// The person was weighed; kilograms without load.
    case weighed(weight: Double, mass: Double)
    /// A movement is over.
    case provisional(ProvisionalTrial)
    /// A trial is complete.
    case trial(TrialResult)
    /// Nobody was on the sensors: what each reads in newtons.
    case drift(left: Double, right: Double)
    /// Time has passed: seconds of recorded rows, how far a test has come that is counted, and the share to train with.
    case time(Double, progress: LiveProgress?, share: Double?)
    /// Something about the rig has come further.
    case rig(RigState)
    /// Something to tell.
    case notice(String)
    /// The recording could not begin.
    case failed(String)
    /// The recording is closed, with the results that stand beside it.
    case ended(folder: String?, results: [TrialResult], troubles: [String])
}
