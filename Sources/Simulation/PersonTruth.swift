/// What a test may hold against the program: the moments and sizes that the simulation was made with.
public struct PersonTruth: Sendable, Hashable {
    /// Body mass in kilograms.
    public var mass: Double
    /// Body weight in newtons; 0 for `iso`.
    public var weight: Double
    /// The person stands with both feet from here on, in seconds of the person's time.
    public var standing: Double
    /// One a repetition.
    public var trials: [Trial]
    /// The person leaves the plates, in seconds.
    public var leaves: Double

    /// One repetition.
    ///
    /// Moments are seconds of the person's time; nil where the movement has none.
    public struct Trial: Sendable, Hashable {
        /// First movement.
        public var onset: Double
        /// Largest downward velocity.
        public var peakNegativeVelocity: Double?
        /// Standstill at the lowest point.
        public var brakingEnd: Double?
        /// Feet leave the plates.
        public var takeoff: Double?
        /// Feet touch the plates again.
        public var landing: Double?
        /// Movement over.
        public var end: Double
        /// Rise after take-off in metres.
        public var jumpHeight: Double?
        /// Force of a pull beyond the baseline at its plateau, in newtons.
        public var pullForce: Double?
        /// True SIs in % of every phase.
        public var asymmetry: [PersonSettings.Phase: Double]
    }
}
