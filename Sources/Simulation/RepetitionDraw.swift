import Statistics

/// The chances of a person's repetitions, in order.
struct RepetitionDraw {
    let settings: PersonSettings
    var random: SplitMix64
    private(set) var count = 0

    init(_ settings: PersonSettings, _ random: SplitMix64) {
        self.settings = settings
        self.random = random
    }

    /// True SIs of every phase and the factor on height and force of the next repetition.
    mutating func next() -> (asymmetry: [PersonSettings.Phase: Double], strength: Double) {
        let shift = settings.variation * random.gaussian()
        let strength = (1 + settings.variation / 100 * random.gaussian()) * settings.strength(of: count)
        count += 1
        var asymmetry: [PersonSettings.Phase: Double] = [:]
        for phase in PersonSettings.Phase.allCases {
            asymmetry[phase] = min(max(settings.asymmetry(phase) + shift, -100), 100)
        }
        return (asymmetry, strength)
    }
}

extension PersonSettings {
    /// Strength that fatigue leaves for a repetition, from 0.
    func strength(of repetition: Int) -> Double {
        var left = 1.0
        if fatigue > 0 { for _ in 0..<repetition { left *= 1 - fatigue / 100 } }
        return left
    }

    /// Height or force of a limb that works alone, relative to the mean of both.
    func limbStrength(_ isRight: Bool) -> Double { 1 + (isRight ? asymmetry : -asymmetry) / 100 }

    /// A height in metres that a body can jump.
    func height(_ strength: Double) -> Double { min(max(jumpHeight * strength, 0.02), 0.8) }
}
