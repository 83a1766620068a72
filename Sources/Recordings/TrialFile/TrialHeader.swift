import SignalCore

/// What is known of a recording when it begins: the `# key: value` lines above its rows.
///
/// A header that was read keeps the exact text of every line whose meaning nobody changed, and lines it does not know.
public struct TrialHeader: Sendable, Hashable {
    /// The first line of every file of this format.
    public static let magic = "# bilanx recording 1"

    /// A device that took part.
    public struct Device: Sendable, Hashable {
        /// Family, such as `u6`.
        public var name: String
        /// Serial number as the device gives it; nil where it gives none.
        public var serial: String?
        /// Where it was plugged in, such as `1-1.2`; nil where unknown.
        public var port: String?
        /// The side it measures; nil for both.
        public var side: Side?

        /// Makes a device.
        public init(name: String, serial: String? = nil, port: String? = nil, side: Side? = nil) {
            self.name = name
            self.serial = serial
            self.port = port
            self.side = side
        }
    }

    /// How it is known which plate is the person's left.
    public enum SidesConfirmation: String, Sendable, Hashable, CaseIterable {
        /// A virtual device: made so.
        case birth
        /// The operator's word.
        case `operator`
        /// The push test.
        case push
        /// Not at all: no symmetry may be shown.
        case no
    }

    /// How well left and right are aligned in time.
    public struct Alignment: Sendable, Hashable {
        /// Standard uncertainty of the time between the sides, in nanoseconds, ≥ 0.
        public var uncertaintyNanoseconds: Double
        /// Delay from the left to the right channel of one scan before any correction, in nanoseconds.
        public var scanDelayNanoseconds: Double

        /// Makes an alignment.
        public init(uncertaintyNanoseconds: Double, scanDelayNanoseconds: Double) {
            self.uncertaintyNanoseconds = uncertaintyNanoseconds
            self.scanDelayNanoseconds = scanDelayNanoseconds
        }
    }

    /// Identifier of the recording.
    public var id: UUIDv7
    /// Name of the format, `bilanx`.
    public var format: String
    /// Name and version of the program that wrote it.
    public var software: String
    /// When the first row was taken, in real time.
    public var started: ZonedTime
    /// The same moment in nanoseconds of the machine's monotonic clock; nil where unknown.
    public var startedMonotonic: Int64?
    /// Id of the test; may be one that this version does not know.
    public var test: String
    /// Id of the athlete, never a name; nil where nobody was named.
    public var athlete: String?
    /// Samples per second, > 0 and at most 1 000 000.
    public var rate: Double
    /// The devices, in the order of the rig.
    public var devices: [Device]
    /// How each side's quantity became newtons.
    public var scales: [Side: ForceScale]
    /// What was taken off each side's newtons: the mean of the unloaded sensor.
    public var zero: [Side: Double]
    /// Standard deviation of each unloaded side in newtons.
    public var noise: [Side: Double]
    /// Barbell or vest in kilograms.
    public var loadKilograms: Double
    /// Height of the box of drop jumps and landings in metres; nil where nobody has said it.
    public var boxHeight: Double?
    /// Distance in metres from the joint to where the force acts; nil where nobody has said it.
    public var leverArm: Double?
    /// Gravity at the site in m/s²; nil where standard gravity is assumed.
    public var gravity: Double?
    /// How the sides were confirmed.
    public var sides: SidesConfirmation
    /// Alignment of the sides in time; nil where it was not known at the start.
    public var alignment: Alignment?
    /// How the last check of the plates stood; nil where nobody noted it, and for virtual plates without one.
    public var check: Check?
    /// What is known of the ratio of both gains beyond the scales; nil for nothing.
    public var gainRatio: GainRatio?
    /// What was wrong with the register of calibrations; nil for nothing.
    public var calibrationNote: String?
    /// Anything the operator wrote down; may have several lines.
    public var conditions: String?

    /// The lines it was read from.
    var lines = KeyedLines()

    /// Makes a header; everything that is not given is absent, and the sides are not confirmed.
    public init(
        id: UUIDv7, software: String, started: ZonedTime, test: String, rate: Double, athlete: String? = nil,
        startedMonotonic: Int64? = nil, devices: [Device] = [], scales: [Side: ForceScale] = [:],
        zero: [Side: Double] = [:], noise: [Side: Double] = [:], loadKilograms: Double = 0, gravity: Double? = nil,
        sides: SidesConfirmation = .no, alignment: Alignment? = nil, conditions: String? = nil
    ) {
        self.id = id
        self.format = "bilanx"
        self.software = software
        self.started = started
        self.startedMonotonic = startedMonotonic
        self.test = test
        self.athlete = athlete
        self.rate = rate
        self.devices = devices
        self.scales = scales
        self.zero = zero
        self.noise = noise
        self.loadKilograms = loadKilograms
        self.gravity = gravity
        self.sides = sides
        self.alignment = alignment
        self.conditions = conditions
    }
}
