import SignalCore

/// Walking with each foot on its own plate: twelve strides, or as many times that as there are repetitions.
///
/// Over a stride the steps of both feet carry body weight on average, so the body neither rises nor falls in the long run.
enum Walking {
    private static let strides = 12
    private static let stride = 1.10
    private static let stance = 0.68

    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var courses: [Side: LimbCourse] = [.left: LimbCourse(), .right: LimbCourse()]
        var trials: [PersonTruth.Trial] = []
        let start = max(settings.stepOn, 0.5)
        let weight = (settings.mass + settings.load) * settings.gravity
        // Mean of a step's shape over its stance: 2/π (1 + c/3).
        let mean = 2 / Double.pi * (1 + LimbCourse.secondWave / 3)
        let height = weight * stride / (2 * stance * mean)
        for k in 0..<(strides * min(max(settings.repetitions, 1), 1000)) {
            let (asymmetry, _) = draw.next()
            for limb in Side.allCases {
                let touchdown = start + Double(k) * stride + (limb == .right ? stride / 2 : 0)
                let index = asymmetry[.standing] ?? 0
                let own = height * (1 + (limb == .right ? index : -index) / 100)
                courses[limb]?.efforts.append(.init(start: touchdown, newtons: own, shape: .step(seconds: stance)))
                var trial = PersonTruth.Trial(
                    onset: touchdown, end: touchdown + stance, asymmetry: asymmetry, takeoff: touchdown + stance)
                trial.limb = limb
                trial.touchdown = touchdown
                trials.append(trial)
            }
        }
        let leaves = (trials.last?.end ?? start) + 1
        var movement = Movement(
            left: courses[.left] ?? LimbCourse(), right: courses[.right] ?? LimbCourse(), trials, leaves: leaves)
        movement.standing = start
        return movement
    }
}
