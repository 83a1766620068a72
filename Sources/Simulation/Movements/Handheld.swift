import SignalCore

/// Efforts against a dynamometer a limb, of both at once or by turns.
enum Handheld {
    private static let hold = 3.0
    private static let lowering = 3.0
    private static let rest = 4.0

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var courses: [Side: LimbCourse] = [.left: LimbCourse(), .right: LimbCourse()]
        var trials: [PersonTruth.Trial] = []
        var time = settings.stepOn + 2.5
        let groups: [[Side]] = settings.alternating ? [[.left], [.right]] : [[.left, .right]]
        let shape: LimbCourse.Shape =
            settings.activity == .nordic
            ? .lowering(seconds: lowering) : .hold(rise: settings.riseTime, seconds: hold)
        for _ in 0..<min(max(settings.repetitions, 1), 1000) {
            for limbs in groups {
                let (asymmetry, strength) = draw.next()
                let both = (settings.pullForce ?? settings.mass * 8) * strength
                let alone = limbs.count == 1
                var pulled = 0.0
                for limb in limbs {
                    // Of limbs by turns the size varies and the difference between them follows; at once both vary.
                    let index = alone ? settings.asymmetry(.standing) : asymmetry[.standing] ?? 0
                    let own = both * (0.5 + (limb == .right ? index : -index) / 200)
                    courses[limb]?.efforts.append(.init(start: time, newtons: own, shape: shape))
                    pulled += own
                }
                let end = time + shape.duration
                var trial = PersonTruth.Trial(onset: time, end: end, asymmetry: asymmetry, pullForce: pulled)
                if alone { trial.limb = limbs.first }
                trials.append(trial)
                time = end + rest
            }
        }
        return Movement(
            left: courses[.left] ?? LimbCourse(), right: courses[.right] ?? LimbCourse(), trials, leaves: time)
    }
}
