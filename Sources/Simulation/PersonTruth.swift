import SignalCore

/// What a test may hold against the program: the moments and sizes that the simulation was made with.
public struct PersonTruth: Sendable, Hashable {
    /// Body mass in kilograms.
    public var mass: Double
    /// Weight in newtons of the body with its load; 0 on dynamometers.
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
        /// First movement; touchdown of what begins in the air.
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
        /// The limb whose repetition it is; nil for both at once.
        public var limb: Side?
        /// Feet touch the plates for the contact of a drop jump, rebound or hop, or for the step.
        public var touchdown: Double?
        /// Feet leave the plates out of a rebound.
        public var reboundTakeoff: Double?
        /// Feet touch the plates after a rebound.
        public var reboundLanding: Double?
        /// Fall before touchdown in metres.
        public var dropHeight: Double?
        /// Way down in metres, positive, of a squat.
        public var depth: Double?
        /// The whole weight leaves the seat.
        public var seatOff: Double?
        /// Forces between onset and take-off, or end where there is no flight, without sway.
        public var effort: ForceSizes?
        /// Forces of the first half second after landing, without sway.
        public var impact: ForceSizes?

        init(
            onset: Double, end: Double, asymmetry: [PersonSettings.Phase: Double], peakNegativeVelocity: Double? = nil,
            brakingEnd: Double? = nil, takeoff: Double? = nil, landing: Double? = nil, jumpHeight: Double? = nil,
            pullForce: Double? = nil
        ) {
            self.onset = onset
            self.end = end
            self.asymmetry = asymmetry
            self.peakNegativeVelocity = peakNegativeVelocity
            self.brakingEnd = brakingEnd
            self.takeoff = takeoff
            self.landing = landing
            self.jumpHeight = jumpHeight
            self.pullForce = pullForce
        }
    }

    /// Peaks and impulses over a stretch of time.
    public struct ForceSizes: Sendable, Hashable {
        /// Seconds of the person's time at the beginning.
        public var from: Double
        /// Seconds at the end.
        public var to: Double
        /// Largest force of both sides together in newtons.
        public var peak = 0.0
        /// Largest force of the left side.
        public var peakLeft = 0.0
        /// Largest force of the right side.
        public var peakRight = 0.0
        /// ∫F dt of the left side in N·s.
        public var impulseLeft = 0.0
        /// ∫F dt of the right side in N·s.
        public var impulseRight = 0.0
    }
}
