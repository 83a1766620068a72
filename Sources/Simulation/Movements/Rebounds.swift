/// Countermovement jumps with a rebound out of their landing.
enum Rebounds {
    /// The rebound's height relative to the jump's.
    private static let rebound = 0.85

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            let (asymmetry, strength) = draw.next()
            let height = settings.height(strength)
            func index(_ phase: PersonSettings.Phase) -> Double { asymmetry[phase] ?? 0 }
            script.unrest(settings)
            let profile = JumpProfile(height: height, gravity: settings.gravity)
            let onset = script.time
            script.share.turn(to: index(.braking), at: onset + profile.peakNegativeVelocity)
            script.share.turn(to: index(.propulsion), at: onset + profile.brakingEnd)
            script.jump(profile)
            let touchdown = script.time
            script.share.turn(to: index(.braking), at: touchdown - 0.05)
            let turning = script.contact(
                settings.contactTime, to: (2 * settings.gravity * height * rebound).squareRoot())
            script.share.turn(to: index(.propulsion), at: touchdown + turning)
            let takeoff = script.time
            script.fly()
            let landing = script.time
            script.share.turn(to: index(.landing), at: landing - 0.05)
            script.land(settings)
            let end = script.time
            script.share.turn(to: index(.standing), at: end)
            script.stand(3.6)
            var trial = PersonTruth.Trial(
                onset: onset, end: end, asymmetry: asymmetry,
                peakNegativeVelocity: onset + profile.peakNegativeVelocity, brakingEnd: onset + profile.brakingEnd,
                takeoff: onset + profile.takeoff, landing: touchdown, jumpHeight: height)
            trial.touchdown = touchdown
            trial.reboundTakeoff = takeoff
            trial.reboundLanding = landing
            trials.append(trial)
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
