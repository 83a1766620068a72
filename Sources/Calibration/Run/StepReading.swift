/// What the device said during a step; a repeated step has several, and none is ever thrown away.
public struct StepReading: Sendable, Hashable, Codable {
    /// A raw sample as it came.
    public struct Sample: Sendable, Hashable, Codable {
        /// Seconds since the run began.
        public var time: Double
        /// One value a channel in the device's own quantity; absent values are nil.
        public var values: [Double?]

        /// Makes a sample.
        public init(time: Double, values: [Double?]) {
            self.time = time
            self.values = values
        }
    }

    /// Number of the step in the plan.
    public var step: Int
    /// Seconds since the run began at which the stable part begins.
    public var start: Double
    /// Seconds at which it ends.
    public var end: Double
    /// Mean of each channel over the stable part.
    public var means: [Double]
    /// Standard deviation of single samples of each channel.
    public var deviations: [Double]
    /// Samples in the stable part.
    public var count: Int
    /// °C of the sensor; nil where nobody measured.
    public var temperature: Double?
    /// The raw samples, from when the load was put on.
    public var samples: [Sample]
    /// Why it does not count; nil where it does.
    public var void: String?
    /// Mean newtons along three axes of a reference cell on the plate; nil where weights alone loaded it.
    public var reference: SIMD3<Double>?

    /// Makes a reading.
    public init(
        step: Int, start: Double, end: Double, means: [Double], deviations: [Double], count: Int,
        temperature: Double? = nil, samples: [Sample] = [], void: String? = nil,
        reference: SIMD3<Double>? = nil
    ) {
        self.step = step
        self.start = start
        self.end = end
        self.means = means
        self.deviations = deviations
        self.count = count
        self.temperature = temperature
        self.samples = samples
        self.void = void
        self.reference = reference
    }

    /// Seconds since the run began in the middle of the stable part.
    public var time: Double { (start + end) / 2 }
    /// Sum over the channels: the reading of a plate whose cells are read alone.
    public var sum: Double { means.reduce(0, +) }
}
