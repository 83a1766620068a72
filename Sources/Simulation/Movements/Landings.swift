/// Landings from a box that are held.
enum Landings {
    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            let (asymmetry, _) = draw.next()
            script.stepOff(away: 2)
            let landing = script.time
            script.share.turn(to: asymmetry[.landing] ?? 0, at: landing - 0.05)
            script.fall(speed: (2 * settings.gravity * settings.boxHeight).squareRoot(), height: 0.10)
            script.land(settings)
            let end = script.time
            script.share.turn(to: asymmetry[.standing] ?? 0, at: end)
            script.stand(5)
            var trial = PersonTruth.Trial(onset: landing, end: end, asymmetry: asymmetry, landing: landing)
            trial.dropHeight = settings.boxHeight
            trials.append(trial)
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
