import SignalCore

/// Countermovement jumps on one leg, left and right by turns.
enum SingleLegJumps {
    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            for limb in Side.allCases {
                let (asymmetry, strength) = draw.next()
                let height = settings.height(strength * settings.limbStrength(limb == .right))
                script.share.turn(to: limb == .right ? 100 : -100, at: script.time + 0.5, width: 0.6)
                script.stand(2.5)
                script.unrest(settings)
                let profile = JumpProfile(height: height, gravity: settings.gravity)
                let onset = script.time
                script.jump(profile)
                script.land(settings)
                let end = script.time
                script.share.turn(to: settings.asymmetry(.standing), at: end + 2, width: 0.6)
                script.stand(3.6)
                var trial = PersonTruth.Trial(
                    onset: onset, end: end, asymmetry: asymmetry,
                    peakNegativeVelocity: onset + profile.peakNegativeVelocity,
                    brakingEnd: onset + profile.brakingEnd, takeoff: onset + profile.takeoff,
                    landing: onset + profile.landing, jumpHeight: height)
                trial.limb = limb
                trials.append(trial)
            }
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
