/// Jumps out of a held squat.
enum SquatJumps {
    private static let depth = 0.35

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            let (asymmetry, strength) = draw.next()
            let height = settings.height(strength)
            func index(_ phase: PersonSettings.Phase) -> Double { asymmetry[phase] ?? 0 }
            script.move(1.1, by: -depth)
            script.stand(1.6)
            if settings.countermovement > 0 { script.bump(0.2, change: -settings.countermovement) }
            let onset = script.time
            script.share.turn(to: index(.propulsion), at: onset)
            script.push(to: (2 * settings.gravity * height).squareRoot())
            let takeoff = script.time
            script.fly()
            let landing = script.time
            script.share.turn(to: index(.landing), at: landing - 0.05)
            script.land(settings)
            let end = script.time
            script.share.turn(to: index(.standing), at: end)
            script.stand(3.6)
            trials.append(
                .init(
                    onset: onset, end: end, asymmetry: asymmetry, takeoff: takeoff, landing: landing, jumpHeight: height
                ))
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
