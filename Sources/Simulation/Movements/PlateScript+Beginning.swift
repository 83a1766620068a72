extension PlateScript {
    /// Seconds of standing before the first repetition.
    static let settleTime = 4.5

    /// A script whose person steps on and stands, and from when both feet are there.
    static func begin(_ settings: PersonSettings, settle: Double = settleTime) -> (
        script: PlateScript, standing: Double
    ) {
        var script = PlateScript(
            start: settings.stepOn, standingOn: settings.stepOn <= 0, share: settings.asymmetry(.standing),
            gravity: settings.gravity)
        if settings.stepOn > 0 { script.stepOn() }
        let standing = script.time
        script.stand(settle)
        return (script, standing)
    }

    /// The restless moment before a movement, half a second before it begins.
    mutating func unrest(_ settings: PersonSettings) {
        guard settings.fidget > 0 else { return }
        fidget(settings.fidget / (settings.mass + settings.load))
        stand(0.5)
    }

    /// Lands, with a bounce where the person is to make one.
    mutating func land(_ settings: PersonSettings) {
        if settings.secondContact {
            contact(0.30, to: 0.7)
            fly()
        }
        land()
    }
}
