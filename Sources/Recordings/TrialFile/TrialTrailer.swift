import Assessments
import SignalCore

/// What is known of a recording only at its end: the `# key: value` lines below its rows.
///
/// Like a header it keeps the exact text of unchanged lines, and lines it does not know.
public struct TrialTrailer: Sendable, Hashable {
    /// The clocks behind the rows.
    public struct Clocks: Sendable, Hashable {
        /// Number of independent clocks, ≥ 1.
        public var count: Int
        /// Samples per second as measured against the machine's clock; nil where not measured.
        public var measuredRate: Double?
        /// Parts per million by which the right clock runs slow against the left one; nil for one clock.
        public var rightAgainstLeftPPM: Double?

        /// Root of the mean square in nanoseconds by which arrivals miss the fit; nil for one clock.
        public var residualNanoseconds: Double?
        /// True where a tap across both plates has told how the devices' delays differ.
        public var isTapped = false

        /// Makes the description.
        public init(count: Int = 1, measuredRate: Double? = nil, rightAgainstLeftPPM: Double? = nil) {
            self.count = count
            self.measuredRate = measuredRate
            self.rightAgainstLeftPPM = rightAgainstLeftPPM
        }
    }

    /// A marked moment.
    public struct Marker: Sendable, Hashable {
        /// The row that carries ``RowFlags/trigger`` for it.
        public var row: Int
        /// `trigger` for the input, else what somebody wrote.
        public var text: String

        /// Makes a marker.
        public init(row: Int, text: String) {
            self.row = row
            self.text = text
        }
    }

    /// First and last sample of the weighing; nil where nobody was weighed.
    public var weigh: ClosedRange<Int>?
    /// The trials in order; their numbers in the file count from 1.
    public var trials: [TrialWindow]
    /// Mean of each unloaded side after the test, in newtons, for judging drift; empty where nobody looked.
    public var zeroAfter: [Side: Double]
    /// What was lost; nil where nobody counted.
    ///
    /// Where the gaps lie follows from the rows.
    public var loss: Loss?
    /// The clocks; nil where nothing is said of them.
    public var clocks: Clocks?
    /// Alignment of the sides as known at the end; nil where the header's stands.
    public var alignment: TrialHeader.Alignment?
    /// Moments that a trigger or somebody at the machine marked, in order of their rows.
    public var markers: [Marker] = []
    /// Findings of the quality gate, as reason ids; nil where it was not asked, empty where it found nothing.
    public var gate: [String]?

    /// The lines it was read from.
    var lines = KeyedLines()

    /// Makes a trailer; what is not given is absent.
    public init(
        weigh: ClosedRange<Int>? = nil, trials: [TrialWindow] = [], zeroAfter: [Side: Double] = [:],
        loss: Loss? = nil, clocks: Clocks? = nil, alignment: TrialHeader.Alignment? = nil, gate: [String]? = nil
    ) {
        self.weigh = weigh
        self.trials = trials
        self.zeroAfter = zeroAfter
        self.loss = loss
        self.clocks = clocks
        self.alignment = alignment
        self.gate = gate
    }
}
