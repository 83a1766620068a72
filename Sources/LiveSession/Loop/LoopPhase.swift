/// Where the trainer's loop stands.
public enum LoopPhase: String, Sendable, Hashable, CaseIterable {
    /// No device can be used.
    case disconnected
    /// Waits for athlete, test and start.
    case ready
    /// Waits for two quiet seconds without load.
    case zeroing
    /// Waits for the person to step on.
    case stepOn
    /// Waits for a still second.
    case weighing
    /// Ready for the next trial.
    case armed
    /// A trial is under way.
    case capturing
    /// A trial is over, the next one may begin.
    case between
    /// A trial is over and the rest after it is not.
    case rest
    /// The trials are done: keep, retake or save.
    case review
    /// The recording is closed.
    case saved

    /// True while a recording runs that the person is asked to do something for.
    public var isRunning: Bool {
        switch self {
        case .zeroing, .stepOn, .weighing, .armed, .capturing, .between, .rest: true
        default: false
        }
    }
}
