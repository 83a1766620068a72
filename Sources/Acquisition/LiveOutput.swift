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
    /// Arrival of the newest sample in nanoseconds of the rig's clock, which is the machine's monotonic one in real time.
    public var stamp: UInt64 = 0
    /// Smallest and largest forces of the rows since the last picture; nil where none is complete.
    public var extent: FrameExtent?
    /// Time in the band to train in; nil where none is set.
    public var target: TargetBand?
}

/// Smallest and largest newtons of the rows between two pictures (formulas C.7).
public struct FrameExtent: Sendable, Hashable {
    /// Of the left side.
    public private(set) var left: ClosedRange<Double>
    /// Of the right side.
    public private(set) var right: ClosedRange<Double>
    /// Of both together.
    public private(set) var total: ClosedRange<Double>

    /// Of one row.
    init(left l: Double, right r: Double) {
        left = l...l
        right = r...r
        total = (l + r)...(l + r)
    }

    mutating func add(left l: Double, right r: Double) {
        left = min(left.lowerBound, l)...max(left.upperBound, l)
        right = min(right.lowerBound, r)...max(right.upperBound, r)
        total = min(total.lowerBound, l + r)...max(total.upperBound, l + r)
    }
}

/// What a run tells its caller while it goes on.
public enum LiveOutput: Sendable {
    /// The device was opened: who it is, and what should be known of its setting.
    ///
    /// `side` is nil for a device of both sides.
    case opened(DeviceInfo, StreamInfo, side: Side?)
    /// The recording's folder was made.
    case folder(String)
    /// A picture for the screen.
    case frame(LiveFrame)
    /// A new phase.
    case phase(LivePhase)
    /// The zero was taken.
    case zeroed(Zero)
    /// Rows begin: the arrival of the sample before the first one in nanoseconds of the rig's clock, and rows a second.
    case rowsBegin(stamp: UInt64, rate: Double)
    /// The person was weighed; kilograms without load.
    case weighed(Weighing, mass: Double)
    /// A movement is over and its trial is not: what is determined so far.
    case provisional(ProvisionalTrial)
    /// A trial is complete, with its rows, what it was weighed by and what analysis was told.
    case trial(TrialResult, TrialRecord)
    /// Nobody is on the sensors: what each reads in newtons, 0 in truth.
    case drift(left: Double, right: Double)
    /// A whole sentence for the user.
    case notice(String)
}

/// What a trial was analysed from.
public struct TrialRecord: Sendable {
    /// The rows of its window.
    public var rows: ForceRecord
    /// The rows from the weighing on, for methods that look there for themselves.
    public var context: ForceRecord
    /// The weighing; nil where nobody was weighed.
    public var weighing: Weighing?
    /// What analysis was told.
    public var settings: AnalysisSettings
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
