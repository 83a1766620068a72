import SignalCore
import Statistics

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A person on two sensors: steps on, stands, does the repetitions, steps off.
///
/// Exact truth is in ``truth``.
public struct VirtualPerson: ForceSource {
    /// What the person was asked to do.
    public let settings: PersonSettings
    /// The moments and sizes behind the forces.
    public private(set) var truth: PersonTruth
    /// Seconds until the person has left and two more have gone by.
    public let duration: Double

    private let repetitions: [Repetition]
    private let movement: Movement?
    let swayPhases: [Double]

    private struct Repetition: Sendable {
        var start: Double
        var profile: JumpProfile?
        var pull: Double
        var asymmetry: [Double]
    }

    private static let settleTime = 4.5
    private static let stepTime = 0.9
    private static let pullHold = 3.0
    private static let releaseTime = 0.35
    private static let ringTime = 0.15
    private static let ringDecay = 0.015
    private static let ringFrequency = 70.0
    static let swayFrequencies = [0.31, 0.53, 0.97, 1.41, 2.3, 6.1]

    /// Puts the person's time together.
    public init(_ settings: PersonSettings) {
        self.settings = settings
        var random = SplitMix64(seed: settings.seed)
        swayPhases = Self.swayFrequencies.map { _ in 2 * .pi * random.unit() }
        let weight = settings.activity.isHandheld ? 0 : (settings.mass + settings.load) * settings.gravity
        if let movement = Movement(settings, random: &random) {
            self.movement = movement
            repetitions = []
            truth = PersonTruth(
                mass: settings.mass, weight: weight, standing: movement.standing, trials: movement.trials,
                leaves: movement.leaves)
            duration = movement.leaves + Self.stepTime + 2
            truth.measure { side, time in
                movement.force(side, at: time, mass: settings.mass + settings.load, sway: 0)
            }
            return
        }
        movement = nil
        let standing = settings.stepOn > 0 && weight > 0 ? settings.stepOn + Self.stepTime : settings.stepOn
        var repetitions: [Repetition] = []
        var trials: [PersonTruth.Trial] = []
        var at = standing + (settings.activity == .iso ? 2.5 : Self.settleTime)
        let count = settings.activity == .stance ? 0 : min(max(settings.repetitions, 1), 1000)
        for number in 0..<count {
            let shift = settings.variation * random.gaussian()
            let strength = (1 + settings.variation / 100 * random.gaussian()) * settings.strength(of: number)
            var asymmetry: [PersonSettings.Phase: Double] = [:]
            for phase in PersonSettings.Phase.allCases {
                asymmetry[phase] = min(max(settings.asymmetry(phase) + shift, -100), 100)
            }
            let shares = PersonSettings.Phase.allCases.map { asymmetry[$0] ?? 0 }
            if settings.activity == .cmj {
                let height = min(max(settings.jumpHeight * strength, 0.05), 0.8)
                let profile = JumpProfile(height: height, gravity: settings.gravity)
                repetitions.append(Repetition(start: at, profile: profile, pull: 0, asymmetry: shares))
                trials.append(
                    .init(
                        onset: at, end: at + profile.end, asymmetry: asymmetry,
                        peakNegativeVelocity: at + profile.peakNegativeVelocity, brakingEnd: at + profile.brakingEnd,
                        takeoff: at + profile.takeoff, landing: at + profile.landing, jumpHeight: height))
                at += profile.landing + 5.5
            } else {
                let usual = settings.mass * (settings.activity == .iso ? 8 : 20)
                let pull = (settings.pullForce ?? usual) * strength
                repetitions.append(Repetition(start: at, profile: nil, pull: pull, asymmetry: shares))
                let end = at + Self.pullHold + Self.releaseTime
                trials.append(.init(onset: at, end: end, asymmetry: asymmetry, pullForce: pull))
                at = end + 4
            }
        }
        if settings.activity == .stance { at = standing + 32 }
        self.repetitions = repetitions
        let leaves = at
        truth = PersonTruth(mass: settings.mass, weight: weight, standing: standing, trials: trials, leaves: leaves)
        duration = leaves + Self.stepTime + 2
        let known = self
        truth.measure { side, time in known.moved(side, at: time, sway: 0) }
    }

    /// Newtons on one side at `seconds` of the person's time; 0 before the step on and after the step off.
    public func force(_ side: Side, at seconds: Double) -> Double {
        force(side, at: seconds, sway: sway(at: seconds))
    }

    /// The same with the sway of the total known.
    func force(_ side: Side, at seconds: Double, sway: Double) -> Double {
        let force = moved(side, at: seconds, sway: sway)
        return settings.ringing == 0 && settings.drift == 0 ? force : force + plate(side, at: seconds)
    }

    /// The same of both sides.
    func forces(at seconds: Double, sway: Double) -> (left: Double, right: Double) {
        guard let movement, settings.ringing == 0, settings.drift == 0 else {
            return (force(.left, at: seconds, sway: sway), force(.right, at: seconds, sway: sway))
        }
        return movement.forces(at: seconds, mass: settings.mass + settings.load, sway: sway)
    }

    private func moved(_ side: Side, at seconds: Double, sway: Double) -> Double {
        if let movement {
            return movement.force(side, at: seconds, mass: settings.mass + settings.load, sway: sway)
        }
        let loads = loads(at: seconds)
        let own = side == .left ? loads.left : loads.right
        guard own > 0 || truth.weight == 0 else { return 0 }
        guard let repetition = repetitions.last(where: { $0.start <= seconds }) else {
            return truth.weight * share(side, 0, nil) * own + sway * share(side, 0, nil) * own
        }
        let t = seconds - repetition.start
        if let profile = repetition.profile {
            let perKilogram = profile.force(t)
            let right = rightShare(t, profile, repetition.asymmetry)
            let side = side == .right ? right : 1 - right
            // Sway fades with the load: nobody sways in the air.
            let loaded = min(perKilogram / settings.gravity, 1)
            return ((settings.mass + settings.load) * perKilogram + sway * loaded) * side * own
        }
        let part = share(side, 0, repetition)
        return ((truth.weight + sway) * own + repetition.pull * pullShape(t)) * part
    }

    /// What the plate adds of its own: drift, and ringing after each take-off.
    private func plate(_ side: Side, at seconds: Double) -> Double {
        var force = settings.drift * seconds / 60
        guard settings.ringing > 0 else { return force }
        for trial in truth.trials {
            guard let takeoff = trial.takeoff else { continue }
            let t = seconds - takeoff
            guard t > 0, t < Self.ringTime else { continue }
            force += settings.ringing / 2 * exp(-t / Self.ringDecay) * sin(2 * .pi * Self.ringFrequency * t)
        }
        return force
    }

    private func share(_ side: Side, _ phase: Int, _ repetition: Repetition?) -> Double {
        let asymmetry = repetition?.asymmetry[phase] ?? settings.asymmetry(.standing)
        return side == .right ? 0.5 + asymmetry / 200 : 0.5 - asymmetry / 200
    }

    /// How far each foot is on its plate, 0…1: the left one goes first both ways.
    private func loads(at seconds: Double) -> (left: Double, right: Double) {
        guard truth.weight > 0 else { return (0, 0) }
        func smooth(_ x: Double) -> Double {
            let x = min(max(x, 0), 1)
            return x * x * (3 - 2 * x)
        }
        let half = Self.stepTime / 2
        if seconds < truth.standing {
            let t = seconds - settings.stepOn
            return (smooth(t / half), smooth((t - half) / half))
        }
        let t = seconds - truth.leaves
        return (1 - smooth(t / half), 1 - smooth((t - half) / half))
    }

    /// The right side's part during a jump: each phase has its own, with 10 ms of crossing over at the borders.
    private func rightShare(_ t: Double, _ profile: JumpProfile, _ asymmetry: [Double]) -> Double {
        let borders = [
            (profile.peakNegativeVelocity, 1), (profile.brakingEnd, 2), (profile.landing - 0.05, 3), (profile.end, 0),
        ]
        var value = asymmetry[0]
        for (border, phase) in borders {
            let x = min(max((t - border) / 0.010 + 0.5, 0), 1)
            value += (asymmetry[phase] - value) * x * x * (3 - 2 * x)
        }
        return 0.5 + value / 200
    }

    private func pullShape(_ t: Double) -> Double {
        guard t > 0 else { return 0 }
        let held = min(t, Self.pullHold)
        let level = 1 - exp(-held / settings.riseTime)
        guard t > Self.pullHold else { return level }
        let x = min((t - Self.pullHold) / Self.releaseTime, 1)
        return level * (1 + cos(.pi * x)) / 2
    }

    /// Slow sway and tremor: six tones with the asked standard deviation over a long time.
    private func sway(at seconds: Double) -> Double {
        guard settings.sway > 0, truth.weight > 0 else { return 0 }
        var sum = 0.0
        for (frequency, phase) in zip(Self.swayFrequencies, swayPhases) {
            sum += sin(2 * .pi * frequency * seconds + phase)
        }
        return settings.sway * sum * (2 / Double(Self.swayFrequencies.count)).squareRoot()
    }
}
