/// Rising from a seat; the person stands, sits down, rises as often as asked and stands.
enum Rises {
    private static let way = 0.30
    private static let time = 1.5
    private static let seatOff = 0.55
    /// Part of body weight under the feet of somebody seated.
    private static let part = 0.22

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings)
        var trials: [PersonTruth.Trial] = []
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            let (asymmetry, _) = draw.next()
            script.seat(time + 0.2, by: -way, seatOff: seatOff, part: part)
            script.stand(2.5, part: part)
            let onset = script.time
            script.share.turn(to: asymmetry[.propulsion] ?? 0, at: onset)
            script.seat(time, by: way, seatOff: seatOff, part: part)
            let end = script.time
            script.share.turn(to: asymmetry[.standing] ?? 0, at: end + 3.4)
            script.stand(3.5)
            var trial = PersonTruth.Trial(onset: onset, end: end, asymmetry: asymmetry)
            trial.seatOff = onset + seatOff
            trials.append(trial)
        }
        script.leave()
        return Movement(script, trials, standing: standing)
    }
}
