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
        /// Jumps out of a held squat.
        case sj
        /// Drop jumps from a box beside the plates.
        case dj
        /// Countermovement jumps with a rebound out of the landing.
        case cmjr
        /// Series of ten hops after a jump.
        case hops
        /// Landings from a box that are held.
        case lah
        /// Countermovement jumps on one leg, left and right by turns.
        case slcmj
        /// Drop jumps on one leg, left and right by turns.
        case sldj
        /// Series of hops on one leg, left and right by turns.
        case slhop
        /// Isometric squats against a fixed bar, standing on the plates.
        case isosquat
        /// Squeezes of a dynamometer a limb.
        case squeeze
        /// Grips of a dynamometer a hand.
        case grip
        /// Pulls on a dynamometer a limb.
        case pull
        /// Nordic hamstring lowerings, a dynamometer at each ankle.
        case nordic
        /// Squats, with or without a bar.
        case squat
        /// Rising from a seat with a foot on each plate.
        case sts
        /// Walking with each foot on its own plate.
        case gait
        /// Standing for ten seconds, without a test.
        case free

        /// Movements on one leg, by turns.
        var isOnOneLeg: Bool { self == .slcmj || self == .sldj || self == .slhop }

        /// Efforts against dynamometers, without body weight.
        var isHandheld: Bool { [.iso, .squeeze, .grip, .pull, .nordic].contains(self) }
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
    /// Barbell or vest in kilograms that the person carries all the time, ≥ 0.
    public var load = 0.0
    /// Rise of the centre of mass after take-off in metres, 0.05…0.8; of hops the rise of each.
    public var jumpHeight = 0.30
    /// Height in metres of the box that drop jumps and landings begin on, 0.05…1.
    public var boxHeight = 0.30
    /// Seconds of the contact of drop jumps, rebounds and hops, 0.1…0.6.
    public var contactTime = 0.20
    /// Force of a pull beyond body weight, both sides together, in newtons, > 0; nil for 20 N a kilogram (8 on dynamometers).
    public var pullForce: Double?
    /// Seconds in which a pull reaches 63 % of its force, > 0.
    public var riseTime = 0.15
    /// True SIs of every phase in %: the right side carries (50 + asymmetry / 2) % of the total.
    ///
    /// −100…100. Where limbs work one after the other it is the true SIs of the limbs' own values: with A % the right one
    /// has (1 + A/100) and the left one (1 − A/100) times the height of the jump or the force of the pull, so that their
    /// PD is 2A/(100 + |A|) · 100 %.
    public var asymmetry = 0.0
    /// Departures of single phases from ``asymmetry``, in the same unit.
    public var phaseAsymmetry: [Phase: Double] = [:]
    /// Standard deviation of the sway of a standing person's force in newtons.
    public var sway = 1.0
    /// Trial-to-trial standard deviation: of the asymmetry in points, of height and force in %.
    public var variation = 0.0
    /// Loss of strength from each repetition to the next in %: of height and force; 0…20.
    public var fatigue = 0.0
    /// Repetitions, 1…1000: of each limb where limbs work by turns; of series of ten hops; of twelve strides.
    public var repetitions = 1
    /// True where limbs work by turns on dynamometers, the left one first.
    public var alternating = false
    /// Newtons by which a plate rings right after a take-off.
    public var ringing = 0.0
    /// Newtons of a restless moment half a second before the movement, without any momentum in the end.
    public var fidget = 0.0
    /// Metres a second downwards by which the hold of a squat jump gives way before the push.
    public var countermovement = 0.0
    /// True where the person bounces off the plates once after landing.
    public var secondContact = false
    /// Newtons a minute by which each sensor drifts.
    public var drift = 0.0
    /// Seconds before the person steps on; 0 for a person who begins on the plate.
    public var stepOn = 3.0
    /// Gravity in m/s².
    public var gravity = 9.80665
    /// Start of every random number.
    public var seed: UInt64 = 1

    /// A person of 75 kg without a difference; on one leg and in hops of half the height.
    public init(_ activity: Activity) {
        self.activity = activity
        if activity.isOnOneLeg || activity == .hops { jumpHeight = 0.15 }
    }

    /// The true SIs of a phase in %.
    public func asymmetry(_ phase: Phase) -> Double { phaseAsymmetry[phase] ?? asymmetry }
}
