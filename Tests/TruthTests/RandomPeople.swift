import Assessments
import Simulation
import Statistics

/// Virtual people as they come: any mass, strength, difference and sampling rate that real ones could have.
struct RandomPerson: Sendable {
    var settings: PersonSettings
    /// Samples a second.
    var rate: Double
    /// Standard deviation of a reading in newtons.
    let noise = 0.5
    var seed: UInt64

    /// - Parameters:
    ///   - number: of the person; the same seed and number always make the same one.
    init?(_ test: TestID, seed: UInt64, number: Int) {
        guard let activity = PersonSettings.Activity(rawValue: test.rawValue) else { return nil }
        self.seed = SplitMix64.mix(seed &+ UInt64(number) &* 0x9E37_79B9 &+ UInt64(TestID.number(of: test)) << 48)
        var random = SplitMix64(seed: self.seed)
        func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.unit() }
        settings = PersonSettings(activity)
        settings.seed = random.next()
        settings.mass = between(45, 120)
        settings.asymmetry = between(-20, 20)
        settings.sway = between(0.3, 1.5)
        settings.repetitions = test == .hops || test == .slhop || test == .gait ? 1 : 2
        settings.variation = between(0, 3)
        settings.jumpHeight = activity.isSmallJump ? between(0.08, 0.25) : between(0.15, 0.50)
        settings.boxHeight = between(0.20, 0.50)
        settings.contactTime = test == .cmjr ? between(0.20, 0.40) : between(0.15, 0.24)
        settings.riseTime = between(0.08, 0.25)
        settings.pullForce =
            test == .nordic || test == .isosquat || test == .imtp
            ? settings.mass * between(6, 22) : between(150, 900)
        if [.iso, .squeeze, .grip, .pull].contains(test) { settings.alternating = random.index(2) == 1 }
        for phase in PersonSettings.Phase.allCases where random.index(4) == 0 {
            settings.phaseAsymmetry[phase] = between(-20, 20)
        }
        rate = [500, 1000, 1000, 1200, 2000][random.index(5)]
    }

    var person: VirtualPerson { VirtualPerson(settings) }

    /// What the analysis is told of the person.
    var analysis: AnalysisSettings {
        AnalysisSettings(loadKilograms: settings.load, boxHeight: settings.boxHeight, leverArm: 0.4)
    }
}

extension PersonSettings.Activity {
    /// Jumps on one leg and hops.
    fileprivate var isSmallJump: Bool { [.slcmj, .sldj, .slhop, .hops].contains(self) }
}

extension TestID {
    fileprivate static func number(of test: TestID) -> Int { allCases.firstIndex(of: test) ?? 0 }
}
