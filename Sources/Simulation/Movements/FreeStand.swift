/// Ten seconds of standing, without a test.
enum FreeStand {
    static func write(_ settings: PersonSettings, _ draw: inout RepetitionDraw) -> Movement {
        var (script, standing) = PlateScript.begin(settings, settle: 10)
        script.leave()
        return Movement(script, [], standing: standing)
    }
}
