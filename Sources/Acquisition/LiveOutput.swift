import Assessments
import ForceDevices
import LiveSession
import SignalCore
import Symmetry

/// One picture of the running test.
public struct LiveFrame: Sendable, Hashable {
    /// Seconds of recorded rows; nil before the zero.
    public var time: Double?
    /// Where the test stands; nil where the device's own unit is shown and nothing is recorded.
    public var phase: LivePhase?
    /// `N`, or the device's own unit.
    public var unit: String
    /// Smoothed value of the left side.
    public var left: Double
    /// Smoothed value of the right side.
    public var right: Double
    /// Right side's share in %; nil while too little load is on or sides are not confirmed.
    public var share: Double?
    /// Largest value of the left side so far.
    public var leftPeak: Double?
    /// Largest value of the right side so far.
    public var rightPeak: Double?
    /// Index of the two peaks.
    public var symmetry: PairValue
    /// What the device is known to have lost since it was started.
    public var loss: LossCounts
    /// Scans a second as they arrive; nil in the first second.
    public var rate: Double?
    /// Trials found so far.
    public var trials: Int
    /// Repetitions or seconds of a test whose trials are found at its end; nil where nothing is counted.
    public var progress: LiveProgress?
    /// How the clocks of two devices lie to each other; nil for one device.
    public var clock: PairClock.State?
    /// The device whose plug was pulled and that is waited for; nil while all are there.
    public var missingDevice: String?
}

/// What a run tells its caller while it goes on.
public enum LiveOutput: Sendable {
    /// The device was opened: who it is, and what should be known of its setting.
    ///
    /// `side` is nil for a device of both sides.
    case opened(DeviceInfo, StreamInfo, side: Side?)
    /// A picture for the screen.
    case frame(LiveFrame)
    /// A new phase.
    case phase(LivePhase)
    /// The zero was taken.
    case zeroed(Zero)
    /// The person was weighed; kilograms without load.
    case weighed(Weighing, mass: Double)
    /// A trial is complete.
    case trial(TrialResult)
    /// A whole sentence for the user.
    case notice(String)
}

/// How a run ended.
public struct FinishedRun: Sendable {
    /// Why it ended.
    public enum Reason: Sendable {
        /// The caller asked for it.
        case stopped
        /// The asked duration is full.
        case duration
        /// The virtual person or the script is at its end.
        case sourceEnded
        /// The device failed or was unplugged; what came before is kept.
        case deviceLost(DeviceError)
    }

    /// Why it ended.
    public var reason: Reason
    /// The recording's folder; nil where nothing was to be recorded.
    public var folder: String?
    /// The results as written beside the recording; nil where there were no rows.
    public var results: ResultsDocument?
    /// Whole sentences about what went wrong beside the reason.
    public var troubles: [String]
}
