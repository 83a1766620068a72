/// What a virtual person does and how large the difference between the sides truly is.
public struct PersonSettings: Sendable, Hashable {
    /// The movements that are simulated.
    public enum Activity: String, Sendable, Hashable, CaseIterable {
        /// Countermovement jumps.
        case cmj
        /// Isometric mid-thigh pulls, standing on the plates.
        case imtp
        /// Isometric efforts against two dynamometers, no body weight.
        case iso
        /// Quiet standing.
        case stance
    }

    /// Phases of a movement that can have a difference of their own.
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// Standing, unweighting, and everything that is not one of the others.
        case standing
        /// From peak negative velocity to standstill at the lowest point.
        case braking
        /// From there to take-off.
        case propulsion
        /// After landing, until the person stands still again.
        case landing
    }

    /// What the person does.
    public var activity: Activity
    /// Body mass in kilograms, > 0.
    public var mass = 75.0
    /// Rise of the centre of mass after take-off in metres, 0.05…0.8.
    public var jumpHeight = 0.30
    /// Force of a pull beyond body weight, both sides together, in newtons, > 0; nil for 20 N a kilogram (8 for `iso`).
    public var pullForce: Double?
    /// Seconds in which a pull reaches 63 % of its force, > 0.
    public var riseTime = 0.15
    /// True SIs of every phase in %: the right side carries (50 + asymmetry / 2) % of the total.
    ///
    /// −100…100.
    public var asymmetry = 0.0
    /// Departures of single phases from ``asymmetry``, in the same unit.
    public var phaseAsymmetry: [Phase: Double] = [:]
    /// Standard deviation of the sway of a standing person's force in newtons.
    public var sway = 1.0
    /// Trial-to-trial standard deviation: of the asymmetry in points, of height and force in %.
    public var variation = 0.0
    /// Repetitions, 1…1000.
    public var repetitions = 1
    /// Seconds before the person steps on; 0 for a person who begins on the plate.
    public var stepOn = 3.0
    /// Gravity in m/s².
    public var gravity = 9.80665
    /// Start of every random number.
    public var seed: UInt64 = 1

    /// A person of 75 kg without a difference.
    public init(_ activity: Activity) { self.activity = activity }

    /// The true SIs of a phase in %.
    public func asymmetry(_ phase: Phase) -> Double { phaseAsymmetry[phase] ?? asymmetry }
}
