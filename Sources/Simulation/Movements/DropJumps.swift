import SignalCore

/// Drop jumps from a box beside the plates, on both legs or on one after the other.
enum DropJumps {
    private static let away = 2.0
    /// Metres over standing at take-off.
    private static let takeoffHeight = 0.10

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        let limbs: [Side?] = settings.activity.isOnOneLeg ? [.left, .right] : [nil]
        let fall = (2 * settings.gravity * settings.boxHeight).squareRoot()
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            for limb in limbs {
                let (asymmetry, strength) = draw.next()
                let height = settings.height(strength * (limb.map { settings.limbStrength($0 == .right) } ?? 1))
                let speed = (2 * settings.gravity * height).squareRoot()
                func index(_ phase: PersonSettings.Phase) -> Double {
                    limb.map { $0 == .right ? 100 : -100 } ?? asymmetry[phase] ?? 0
                }
                script.stepOff(away: away)
                let touchdown = script.time
                script.share.turn(to: index(.braking), at: touchdown - 0.05)
                script.fall(speed: fall, height: takeoffHeight - (speed - fall) / 2 * settings.contactTime)
                let brakingEnd = touchdown + script.contact(settings.contactTime, to: speed)
                script.share.turn(to: index(.propulsion), at: brakingEnd)
                let takeoff = script.time
                script.fly()
                let landing = script.time
                script.share.turn(to: index(.landing), at: landing - 0.05)
                script.land(settings)
                let end = script.time
                if limb == nil {
                    script.share.turn(to: index(.standing), at: end)
                } else {
                    script.share.turn(to: settings.asymmetry(.standing), at: end + 2, width: 0.6)
                }
                script.stand(3.6)
                var trial = PersonTruth.Trial(
                    onset: touchdown, end: end, asymmetry: asymmetry, brakingEnd: brakingEnd, takeoff: takeoff,
                    landing: landing, jumpHeight: height)
                trial.limb = limb
                trial.touchdown = touchdown
                trial.dropHeight = settings.boxHeight
                trials.append(trial)
            }
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
