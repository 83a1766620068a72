import SignalCore

/// Series of ten hops after a first jump, on both legs or on one after the other.
enum HopSeries {
    private static let hops = 10

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        let limbs: [Side?] = settings.activity.isOnOneLeg ? [.left, .right] : [nil]
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            for limb in limbs {
                let factor = limb.map { settings.limbStrength($0 == .right) } ?? 1
                if let limb {
                    script.share.turn(to: limb == .right ? 100 : -100, at: script.time + 0.5, width: 0.6)
                    script.stand(2)
                }
                script.unrest(settings)
                script.jump(JumpProfile(height: settings.height(factor), gravity: settings.gravity))
                for _ in 0..<hops {
                    let (asymmetry, strength) = draw.next()
                    let height = settings.height(strength * factor)
                    func index(_ phase: PersonSettings.Phase) -> Double {
                        limb.map { $0 == .right ? 100 : -100 } ?? asymmetry[phase] ?? 0
                    }
                    let touchdown = script.time
                    script.share.turn(to: index(.braking), at: touchdown - 0.02)
                    let turning = script.contact(
                        settings.contactTime, to: (2 * settings.gravity * height).squareRoot())
                    script.share.turn(to: index(.propulsion), at: touchdown + turning)
                    let takeoff = script.time
                    script.fly()
                    var trial = PersonTruth.Trial(
                        onset: touchdown, end: script.time, asymmetry: asymmetry, brakingEnd: touchdown + turning,
                        takeoff: takeoff, landing: script.time, jumpHeight: height)
                    trial.limb = limb
                    trial.touchdown = touchdown
                    trials.append(trial)
                }
                if limb == nil { script.share.turn(to: settings.asymmetry(.landing), at: script.time - 0.02) }
                script.land(settings)
                script.share.turn(to: settings.asymmetry(.standing), at: script.time + 0.6, width: 0.6)
                script.stand(3.6)
            }
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
