/// Squats from standing to standing; the way down has the share of braking, the way up that of propulsion.
enum Squats {
    private static let depth = 0.45
    private static let time = 2.4

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            let (asymmetry, strength) = draw.next()
            let onset = script.time
            script.share.turn(to: asymmetry[.braking] ?? 0, at: onset)
            let bottom = onset + time / 2
            script.share.turn(to: asymmetry[.propulsion] ?? 0, at: bottom)
            script.dip(time, depth: depth * strength)
            let end = script.time
            script.share.turn(to: asymmetry[.standing] ?? 0, at: end)
            script.stand(1.8)
            var trial = PersonTruth.Trial(onset: onset, end: end, asymmetry: asymmetry, brakingEnd: bottom)
            trial.depth = depth * strength
            trials.append(trial)
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
