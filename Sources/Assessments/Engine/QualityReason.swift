/// What a quality gate can find, by the ids that results carry.
public enum QualityReason: String, Sendable, Hashable, CaseIterable {
    /// Less than one second of weighing.
    case weighingTooShort
    /// Peak to peak over 50 N or SD over 1.5 % of body weight.
    case unquietWeighing
    /// A slope over 10 N/s.
    case drift
    /// A side under 20 % of the total.
    case unevenWeighing
    /// More than 10 ms are missing in one piece.
    case gapInWeighing
    /// Nobody stands on the plates.
    case unloadedWeighing
    /// There is no weighing.
    case noWeighing
    /// The cut-off of the method's filter does not fit the rate.
    case filterTooHigh
    /// No flight was found.
    case noFlight
    /// A second flight is in the same trial.
    case severalFlights
    /// The record ends, or the person leaves the plates, before the landing.
    case noLanding
    /// No start of the movement was found.
    case noOnset
    /// The person was already moving where the search for the onset begins.
    case movingBeforeOnset
    /// The force rises before it falls.
    case preload
    /// There is no downward movement.
    case noCountermovement
    /// Samples are missing between integration start and take-off.
    case gapInEffort
    /// Take-off velocity is not upwards.
    case takeoffNotUpwards
    /// The rise at take-off is outside −0.05…0.30 m.
    case implausibleRise
    /// Integrated velocity after the landing is not near 0.
    case residualVelocity
    /// The plate rang after take-off: the force came back over 20 N for a moment.
    case plateRinging
    /// No effort above the baseline was found.
    case noEffort
    /// There is no quiet second before the effort.
    case baselineTooShort
    /// The baseline moves by more than 50 N.
    case unquietBaseline
    /// The baseline is more than 50 N from body weight.
    case pretension
    /// The force dips before the effort.
    case countermovement
    /// The person did not keep still before the push.
    case noStillHold
    /// There is no quiet stand after the landing to integrate back from.
    case noQuietLanding
    /// No short contact between two times in the air was found.
    case noContact
    /// Velocity at touchdown is not downwards.
    case touchdownNotDownwards
    /// The measured drop is more than 15 % off the height of the box.
    case dropHeightOff
    /// The landing did not lead into a second jump.
    case noRebound
    /// A contact of 250 ms or more, which a series of hops does not count.
    case longContact
    /// The person moved on instead of holding the landing.
    case notHeld
    /// The other foot carries more than 20 % of a single-leg push.
    case bothFeet
    /// The force fell by more than half and came back.
    case brokenRepetition
    /// The peak lies in the last 50 ms of the effort: the hands caught the fall.
    case handCatch
    /// Nobody stands long enough.
    case noStance
    /// The stance is shorter than 10 s.
    case shortStance
    /// No repetition was found.
    case noRepetition
    /// There is more than one repetition in the trial.
    case severalRepetitions
    /// The force falls under 20 N inside the repetition.
    case leftPlates
    /// The person does not come to stand still after rising.
    case noStillStand
    /// No steps were found.
    case noSteps
    /// Fewer than five steps of a limb.
    case tooFewSteps
    /// A contact is no step: too short, too long, of both feet at once, or with samples missing.
    case doubtfulSteps

    /// The recording begins or ends on this foot, so that its step is not whole.
    case openStep
    /// Both feet came down at the same instant: a jump, or a foot on both plates.
    case bothFeetAtOnce
    /// Samples are missing in the contact, or the sensor was at its limit.
    case gapInStep
    /// The stance is shorter than 0.2 s or longer than 2 s.
    case oddStance
    /// The centre of pressure is known for less than 30 s.
    case shortSway
    /// Fewer than 50 samples a second, too few for a centre of pressure.
    case slowSway
    /// Somebody has moved an event by hand.
    case eventMoved
    /// Somebody has moved an event to where it cannot be.
    case moveIgnored

    /// True where the trial's values carry a warning; false for a mere remark.
    public var lowersQuality: Bool {
        switch self {
        case .preload, .noLanding, .plateRinging, .pretension, .noQuietLanding, .shortStance, .noStillStand,
            .doubtfulSteps, .openStep, .bothFeetAtOnce, .gapInStep, .oddStance, .shortSway, .slowSway,
            .eventMoved, .moveIgnored:
            false
        default: true
        }
    }

    /// The finding in plain words.
    public var words: String {
        switch self {
        case .eventMoved: "an event was moved by hand"
        case .moveIgnored: "an event was moved by hand to where it cannot be; the rule's own counts"
        case .weighingTooShort: "weighed for less than 1 s"
        case .unquietWeighing: "did not stand still while being weighed"
        case .drift: "the weight drifted while being weighed"
        case .unevenWeighing: "one side carried less than 20 % while being weighed"
        case .gapInWeighing: "samples are missing in the weighing"
        case .unloadedWeighing: "nobody stood on the plates while weighing"
        case .noWeighing: "body weight is not known"
        case .filterTooHigh: "the method's filter does not fit the sampling rate; the forces are not filtered"
        case .noFlight: "no flight found"
        case .severalFlights: "more than one flight in the trial; the first one counts"
        case .noLanding: "no landing in the record"
        case .noOnset: "no start of the movement found"
        case .movingBeforeOnset: "already moving before the onset could be looked for"
        case .preload: "pushed down before dropping"
        case .noCountermovement: "no downward movement before the push"
        case .gapInEffort: "samples are missing between onset and take-off"
        case .takeoffNotUpwards: "take-off velocity is not upwards: body weight or onset is wrong"
        case .implausibleRise: "rise at take-off outside -5 to 30 cm: body weight or onset is wrong"
        case .residualVelocity: "velocity after the landing is not near zero: body weight is off"
        case .plateRinging: "the plate rang after take-off"
        case .noEffort: "no effort found"
        case .baselineTooShort: "no quiet second before the effort"
        case .unquietBaseline: "the second before the effort was not quiet"
        case .pretension: "the force before the effort differs from body weight by more than 50 N"
        case .countermovement: "the force dipped before the effort"
        case .noStillHold: "did not keep still for 1 s before the push"
        case .noQuietLanding: "no quiet second after the landing to integrate back from"
        case .noContact: "no contact between two times in the air found"
        case .touchdownNotDownwards: "velocity at touchdown is not downwards: body weight is off"
        case .dropHeightOff: "fell from a height more than 15 % off that of the box"
        case .noRebound: "the landing did not lead into a second jump"
        case .longContact: "on the plates for 250 ms or more: no hop"
        case .notHeld: "did not hold the landing"
        case .bothFeet: "the other foot pushed as well"
        case .brokenRepetition: "the force fell by more than half and came back"
        case .handCatch: "the peak lies in the last 50 ms: the hands caught the fall"
        case .noStance: "nobody stood on the plates for 3 s"
        case .shortStance: "stood for less than 10 s"
        case .noRepetition: "no repetition found"
        case .severalRepetitions: "more than one repetition in the trial; the first one counts"
        case .leftPlates: "left the plates during the repetition"
        case .noStillStand: "did not come to stand still"
        case .noSteps: "no steps found"
        case .tooFewSteps: "fewer than five steps of a limb"
        case .doubtfulSteps:
            "some contacts were left out: too short, too long, of both feet at once, or with samples missing"
        case .openStep: "the recording begins or ends on this foot"
        case .bothFeetAtOnce: "both feet came down at once: a jump, or a foot on both plates"
        case .gapInStep: "samples are missing in this contact, or the sensor was at its limit"
        case .oddStance: "the stance is shorter than 0.2 s or longer than 2 s"
        case .shortSway: "less than 30 s of centre of pressure after the first 5 s; its values carry a warning"
        case .slowSway: "sampled too slowly for a centre of pressure (50 samples a second)"
        }
    }
}
