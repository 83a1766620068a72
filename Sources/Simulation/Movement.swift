import SignalCore
import Statistics

/// A person's movement from beginning to end: forces and the truth behind them.
struct Movement: Sendable {
    /// Where the forces come from.
    enum Course: Sendable {
        /// A body on plates.
        case body(PlateCourse)
        /// Each limb on its own sensor.
        case limbs(left: LimbCourse, right: LimbCourse)
    }

    var course: Course
    var trials: [PersonTruth.Trial]
    /// Seconds from which the person stands with both feet.
    var standing: Double
    /// Seconds at which the person leaves.
    var leaves: Double

    /// Writes the movement of the settings; nil for those that ``VirtualPerson`` makes itself.
    init?(_ settings: PersonSettings, random: inout SplitMix64) {
        var draw = RepetitionDraw(settings, random)
        switch settings.activity {
        case .cmj, .imtp, .isosquat, .stance: return nil
        case .iso where !settings.alternating: return nil
        case .iso, .squeeze, .grip, .pull, .nordic: self = Handheld.write(settings, &draw)
        case .sj: self = SquatJumps.write(settings, &draw)
        case .dj, .sldj: self = DropJumps.write(settings, &draw)
        case .cmjr: self = Rebounds.write(settings, &draw)
        case .hops, .slhop: self = HopSeries.write(settings, &draw)
        case .lah: self = Landings.write(settings, &draw)
        case .slcmj: self = SingleLegJumps.write(settings, &draw)
        case .squat: self = Squats.write(settings, &draw)
        case .sts: self = Rises.write(settings, &draw)
        case .gait: self = Walking.write(settings, &draw)
        case .free: self = FreeStand.write(settings, &draw)
        }
        random = draw.random
    }

    init(_ script: PlateScript, _ trials: [PersonTruth.Trial], standing: Double) {
        course = .body(script.finished)
        self.trials = trials
        self.standing = standing
        leaves = script.time
    }

    init(left: LimbCourse, right: LimbCourse, _ trials: [PersonTruth.Trial], leaves: Double) {
        course = .limbs(left: left, right: right)
        self.trials = trials
        standing = 0
        self.leaves = leaves
    }

    /// Newtons of a side at `time`.
    ///
    /// - Parameter sway: newtons by which a standing person's total sways then.
    func force(_ side: Side, at time: Double, mass: Double, sway: Double) -> Double {
        let forces = forces(at: time, mass: mass, sway: sway)
        return side == .left ? forces.left : forces.right
    }

    /// Newtons of both sides at `time`.
    func forces(at time: Double, mass: Double, sway: Double) -> (left: Double, right: Double) {
        switch course {
        case .body(let course):
            let loads = course.loads(time)
            guard loads.left > 0 || loads.right > 0 else { return (0, 0) }
            let perKilogram = course.perKilogram(time)
            let index = course.share.value(time)
            // Sway fades with the load: nobody sways in the air.
            let total = mass * perKilogram + sway * min(perKilogram / course.gravity, 1)
            return (total * (0.5 - index / 200) * loads.left, total * (0.5 + index / 200) * loads.right)
        case .limbs(let left, let right): return (left.force(time), right.force(time))
        }
    }
}
