import Acquisition
import Assessments
import ForceDevices
import Foundation
import SignalCore
import Simulation
import Statistics
import Transport

/// A virtual device with a virtual person, from `u6,person=cmj,asymmetry=8,seed=1`.
struct VirtualSpecification: Sendable {
    /// The device's kind.
    var family: DeviceFamily
    /// The person; nil for unloaded sensors.
    var person: PersonSettings?
    /// Noise, clock and serial number of the device.
    var options = VirtualOptions()
    /// How its time passes.
    var pace = InProcessLink.Pace.realTime
    /// What goes wrong on the way.
    var faults: [InProcessLink.Fault] = []
    /// What a hand does on the sensors instead of a person; nil for nothing.
    var hand: (any ForceSource)?
    /// What the sensor under a technician's weights is wrong by; nil for what the seed draws.
    var sensor: VirtualTechnician.Faults?
    /// Plates of several channels that stand on it instead of two sensors; nil for sensors.
    var plate: VirtualPlate?
    /// Part by which the channels of a plate show too much and too little by turns.
    var uneven = 0.0
    /// True where a technician puts weights on.
    var hasWeights = false
    /// % by which the right plate shows more of the same force.
    var mismatch = 0.0
    /// Nanoseconds from the start after which an unplugged device is plugged in again; nil for never.
    var replug: UInt64?
    /// Milliseconds that transfers take on their way: always, and in the mean of an exponential beside that.
    var delay = (constant: 0.0, jitter: 0.0)
    /// False where the program is not to know what the sensors measure.
    var tellsSpan = true
    /// The person's side under a served device of a pair; nil for both, or for what the pair says.
    var side: Side?

    /// Every key with what it means, for help and errors.
    static let keys: [(key: String, meaning: String)] = [
        (
            "person",
            "who stands on it: \(PersonSettings.Activity.allCases.map(\.rawValue).joined(separator: ", ")), or weights"
        ),
        (
            "hand",
            "push, knock, step or 20kg: nobody trains there, somebody does what `bilanx rig` or `calibrate` asks for"
        ),
        ("mismatch", "% by which the right plate shows more of the same force"),
        ("mass", "body mass in kg"), ("load", "barbell or vest in kg"), ("height", "jump height in m"),
        ("box", "height of the box in m"), ("contact", "contact of drop jumps, rebounds and hops in s"),
        ("pull", "force of a pull in N"),
        ("rise", "time constant of a pull in s"),
        ("asymmetry", "true SIs of every phase in %, positive = right larger"),
        ("asymmetryBrake", "of braking"), ("asymmetryPropulsion", "of propulsion"),
        ("asymmetryLanding", "of the landing"), ("asymmetryStanding", "of standing"),
        ("alternating", "yes: limbs by turns on dynamometers"), ("fatigue", "loss of strength a repetition in %"),
        ("fidget", "N of a restless moment before the movement"), ("dip", "m/s by which a squat jump's hold gives way"),
        ("bounce", "yes: off the plates once after landing"), ("ringing", "N by which the plate rings after take-off"),
        ("drift", "of each sensor in N a minute"), ("sway", "SD of a standing person's force in N"),
        ("variation", "trial-to-trial SD in %"), ("reps", "repetitions"),
        ("start", "on: begins on the plate, or seconds before the person steps on"),
        ("cells", "400x600: two plates on four cells so many mm apart, instead of two sensors"),
        (
            "six",
            "40: two plates of six components with the surface so many mm above their origin, instead of two sensors"
        ),
        ("uneven", "% by which the channels of a plate show too much and too little by turns"),
        ("gain", "of a sensor under weights: by how many % it shows too much"),
        ("bend", "of a sensor under weights: nonlinearity in % of the span"),
        ("hysteresis", "of a sensor under weights, in % of the span"),
        ("creep", "of a sensor under weights, in % of the force"),
        ("warmer", "K by which a sensor under weights is warmer than where its gain holds"),
        ("seed", "start of the random numbers"), ("noise", "SD of a reading in N"), ("clock", "clock error in ppm"),
        ("serial", "serial number"),
        ("side", "left or right: the person's side under a served device of a pair"),
        ("span", "no: as if nobody had said what the sensors measure"),
        ("pace", "real or max: as fast as it goes"),
        ("pause", "SECOND:LENGTH, nobody reads for a while"), ("lose", "SECOND:COUNT, transfers lost on the way"),
        ("stall", "SECOND, the stream's endpoint halts"), ("unplug", "SECOND, the plug is pulled"),
        ("replug", "SECOND, it is plugged in again"),
        ("delay", "ms that every transfer takes on its way"),
        ("jitter", "mean of what each transfer takes beside that, in ms"),
    ]

    /// Reads `FAMILY,key=value,…`, with or without `virtual:` before it.
    init(_ text: String) throws(DeviceError) {
        try self.init(DeviceName(text.hasPrefix("virtual:") ? text : "virtual:" + text))
    }

    /// Takes the settings of a parsed name.
    ///
    /// - Throws: an unknown key or a value out of range, with the keys that there are.
    init(_ name: DeviceName) throws(DeviceError) {
        family = try name.configuredFamily()
        let own = Set(family.settings.map(\.key))
        let settings = name.virtual ?? []
        if let activity = settings.last(where: { $0.key == "person" })?.value, activity == "weights" {
            hasWeights = true
        } else if let activity = settings.last(where: { $0.key == "person" })?.value, activity != "none" {
            guard let known = PersonSettings.Activity(rawValue: activity) else {
                throw Self.bad("person", activity, name)
            }
            person = PersonSettings(known)
        }
        for setting in settings where setting.key != "person" && !own.contains(setting.key) {
            try apply(setting, name)
        }
        faults.sort { $0.moment < $1.moment }
        // Each foot stands a little outside and in front of its plate's middle.
        options.cells = spread.map { CellWiring(left: $0(SIMD2(-20, 30)), right: $0(SIMD2(20, 30))) }
    }

    /// What each channel of a plate shows of a force at a place; nil for two sensors.
    var spread: (@Sendable (SIMD2<Double>) -> [Double])? {
        guard let plate else { return nil }
        let uneven = uneven
        return { place in plate.parts(place, uneven: uneven) }
    }

    private static func bad(_ key: String, _ value: String, _ name: DeviceName) -> DeviceError {
        let meaning = keys.first { $0.key == key }?.meaning
        let list = keys.map(\.key).joined(separator: ", ")
        return DeviceError(
            device: "\(name)",
            detail: meaning == nil ? "`\(key)` is no setting of a virtual device" : "\(key)=\(value) cannot be used",
            remedy: meaning.map { "\(key) is \($0)." } ?? "There are: \(list).", isUsage: true)
    }

    private mutating func apply(_ setting: DeviceName.Setting, _ name: DeviceName) throws(DeviceError) {
        let failure = Self.bad(setting.key, setting.value, name)
        func number(_ range: ClosedRange<Double>) throws(DeviceError) -> Double {
            guard let value = Double(setting.value), range.contains(value) else { throw failure }
            return value
        }
        func pair() throws(DeviceError) -> (UInt64, Double) {
            let parts = setting.value.split(separator: ":")
            guard parts.count == 2, let at = Double(parts[0]), let size = Double(parts[1]), (0...1e6).contains(at),
                (0...1e6).contains(size)
            else { throw failure }
            return (UInt64(at * 1e9), size)
        }
        func person(_ change: (inout PersonSettings) -> Void) throws(DeviceError) {
            guard var settings = self.person else {
                throw DeviceError(
                    device: "\(name)", detail: "\(setting.key) needs a person",
                    remedy: "Add person=cmj or another before it.", isUsage: true)
            }
            change(&settings)
            self.person = settings
        }
        func sensor(_ change: (inout VirtualTechnician.Faults) -> Void) {
            var faults = self.sensor ?? VirtualTechnician.Faults()
            change(&faults)
            self.sensor = faults
        }
        switch setting.key {
        case "gain": let v = try number(-50...50); sensor { $0.gain = v / 100 }
        case "bend": let v = try number(-5...5); sensor { $0.bend = v / 100 }
        case "hysteresis": let v = try number(-5...5); sensor { $0.hysteresis = v / 100 }
        case "creep": let v = try number(-5...5); sensor { $0.creep = v / 100 }
        case "warmer": let v = try number(-60...60); sensor { $0.warmer = v }
        case "drift" where self.person == nil: let v = try number(-1000...1000); sensor { $0.drift = v }
        case "mass": let v = try number(20...300); try person { $0.mass = v }
        case "height": let v = try number(0.05...0.8); try person { $0.jumpHeight = v }
        case "load": let v = try number(0...500); try person { $0.load = v }
        case "box": let v = try number(0.05...1); try person { $0.boxHeight = v }
        case "contact": let v = try number(0.1...0.6); try person { $0.contactTime = v }
        case "fatigue": let v = try number(0...20); try person { $0.fatigue = v }
        case "fidget": let v = try number(0...500); try person { $0.fidget = v }
        case "dip": let v = try number(0...1); try person { $0.countermovement = v }
        case "ringing": let v = try number(0...1000); try person { $0.ringing = v }
        case "drift": let v = try number(-1000...1000); try person { $0.drift = v }
        case "alternating":
            guard setting.value == "yes" else { throw failure }
            try person { $0.alternating = true }
        case "bounce":
            guard setting.value == "yes" else { throw failure }
            try person { $0.secondContact = true }
        case "pull": let v = try number(10...10_000); try person { $0.pullForce = v }
        case "rise": let v = try number(0.01...2); try person { $0.riseTime = v }
        case "asymmetry": let v = try number(-100...100); try person { $0.asymmetry = v }
        case "asymmetryBrake": let v = try number(-100...100); try person { $0.phaseAsymmetry[.braking] = v }
        case "asymmetryPropulsion":
            let v = try number(-100...100)
            try person { $0.phaseAsymmetry[.propulsion] = v }
        case "asymmetryStanding": let v = try number(-100...100); try person { $0.phaseAsymmetry[.standing] = v }
        case "asymmetryLanding": let v = try number(-100...100); try person { $0.phaseAsymmetry[.landing] = v }
        case "sway": let v = try number(0...50); try person { $0.sway = v }
        case "variation": let v = try number(0...50); try person { $0.variation = v }
        case "reps": let v = try number(1...1000); try person { $0.repetitions = Int(v) }
        case "start":
            let v = setting.value == "on" ? 0 : try number(1...60)
            try person { $0.stepOn = v }
        case "seed":
            guard let seed = UInt64(setting.value) else { throw failure }
            options.seed = seed
            self.person?.seed = seed
        case "noise": options.noise = try number(0...100)
        case "clock": options.clockError = try number(-20_000...20_000)
        case "serial":
            guard UInt32(setting.value) != nil else { throw failure }
            options.serial = setting.value
        case "side":
            guard let side = Side(rawValue: setting.value) else { throw failure }
            self.side = side
            options.side = side
        case "pace":
            switch setting.value {
            case "real": pace = .realTime
            case "max": pace = .asFastAsPossible
            default: throw failure
            }
        case "span":
            guard setting.value == "no" else { throw failure }
            tellsSpan = false
        case "pause":
            let (at, length) = try pair()
            faults.append(.pause(at: at, length: UInt64(length * 1e9)))
        case "lose":
            let (at, count) = try pair()
            faults.append(.lose(at: at, transfers: Int(count)))
        case "stall": faults.append(.stall(at: UInt64(try number(0...1e6) * 1e9)))
        case "unplug": faults.append(.unplug(at: UInt64(try number(0...1e6) * 1e9)))
        case "hand":
            switch setting.value {
            case "push": hand = PushingHand()
            case "push-right-first": hand = PushingHand(first: .right)
            case "knock": hand = Knocks()
            case "step": hand = SteppingPerson()
            case let text where text.hasSuffix("kg"):
                guard let mass = Double(text.dropLast(2)), (1...500).contains(mass) else { throw failure }
                hand = PlacingHand(kilograms: mass)
            default: throw failure
            }
        case "mismatch": mismatch = try number(-50...50)
        case "cells":
            let parts = setting.value.split(separator: "x").compactMap { Double($0) }
            guard parts.count == 2, parts.allSatisfy({ (50...2000).contains($0) }) else { throw failure }
            plate = .fourCells(halfWidth: parts[0] / 2, halfLength: parts[1] / 2)
        case "six": plate = .sixComponents(height: try number(-200...200))
        case "uneven": uneven = try number(-20...20) / 100
        case "replug": replug = UInt64(try number(0...1e6) * 1e9)
        case "delay": delay.constant = try number(0...1000)
        case "jitter": delay.jitter = try number(0...1000)
        default: throw failure
        }
    }

    /// What each transfer takes on its way in nanoseconds; nil for nothing.
    ///
    /// - Parameter side: two devices of a pair do not share their chance.
    func arrivalDelay(_ side: Side?) -> (() -> UInt64)? {
        guard delay.constant > 0 || delay.jitter > 0 else { return nil }
        var random = SplitMix64(seed: options.seed ^ (side == .right ? 0xA5A5 : 0x5A5A))
        let delay = delay
        return { UInt64((delay.constant - delay.jitter * log(1 - random.unit())) * 1e6) }
    }

    /// The device, plugged in again; nil where that is never or not yet.
    func replugged(_ old: InProcessLink, now: UInt64) -> InProcessLink? {
        guard let replug else { return nil }
        let moment = old.start + replug
        // Where time is only counted nobody else lets it pass.
        guard now >= moment || pace == .asFastAsPossible else { return nil }
        return InProcessLink(makeDevice().model, insteadOf: old, at: max(now, moment))
    }

    /// The person's test, where it is one.
    var test: TestID? { person.flatMap { TestID(rawValue: $0.activity.rawValue) } }

    /// What the sensor under weights is wrong by.
    var sensorFaults: VirtualTechnician.Faults { sensor ?? .drawn(seed: options.seed) }

    /// A technician who has no plan: 20 kg, 40 kg and off again.
    private var weights: any ForceSource {
        VirtualTechnician(
            [0, 196.133, 392.266, 0].map { VirtualTechnician.Step(force: $0, hold: 10) }, faults: sensorFaults)
    }

    /// The device with the person on it.
    func makeDevice() -> VirtualDevice {
        var source: any ForceSource = hand ?? person.map { VirtualPerson($0) } ?? (hasWeights ? weights : NoLoad())
        if mismatch != 0 { source = MismatchedPlates(source, percent: mismatch) }
        // Of two channels, a device of one side uses the first.
        let isSwapped = options.side == .right && family.channels == 2
        return family.makeVirtual(isSwapped ? SwappedSides(source) : source, options)
    }
}
