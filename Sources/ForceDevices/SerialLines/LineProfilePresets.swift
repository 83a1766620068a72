extension LineProfile {
    /// The devices that need no file.
    ///
    /// Formats met in public sketches, in the makers' command sets and in the firmware of the open ones. A unit that a
    /// device does not state is left open.
    public static let presets: [LineProfile] = [
        arduinoPair, arduinoTimedPair, chronojump, openScale, loadstar, mark10, sauter, jsonPair,
    ]

    /// The preset of that name; nil where there is none.
    public static func preset(_ name: String) -> LineProfile? { presets.first { $0.name == name } }

    /// Two HX711 on an Arduino, `812345,-22110` a line.
    public static let arduinoPair: LineProfile = {
        var profile = LineProfile(name: "arduino-pair", title: "Arduino with two cells", columns: [.left, .right])
        profile.bootTime = 2
        profile.limit = 8_388_608
        return profile
    }()

    /// The same with the Arduino's `millis()` before it.
    public static let arduinoTimedPair: LineProfile = {
        var profile = LineProfile(
            name: "arduino-ms-pair", title: "Arduino with two cells and a clock",
            columns: [.milliseconds, .left, .right])
        profile.bootTime = 2
        profile.limit = 8_388_608
        return profile
    }()

    /// Chronojump's force sensor, firmware 0.1 to 0.6: `microseconds;newtons`, and `R` or `r` for the trigger's edges.
    public static let chronojump: LineProfile = {
        var profile = LineProfile(
            name: "chronojump", title: "Chronojump force sensor", columns: [.microseconds, .force])
        profile.separator = ";"
        profile.unit = .newton
        profile.decimals = 2
        profile.limit = 50_000
        profile.rate = 84.75
        // Opening restarts the board; it reads commands by a call that waits a second for more.
        profile.bootTime = 3
        profile.replyTime = 2.5
        profile.identify = Command(request: "get_version:\n", reply: "Force_Sensor-")
        profile.start = Command(request: "start_capture:\n", reply: "Starting capture")
        profile.stop = Command(request: "end_capture:\n", reply: "Capture ended")
        profile.banners = ["Force_Sensor", "Starting capture", "Capture ended", "Not a valid command"]
        profile.triggerOn = "R"
        profile.triggerOff = "r"
        return profile
    }()

    /// SparkFun OpenScale with its time stamp and without temperatures: `1234,12.34,kg,`.
    public static let openScale: LineProfile = {
        var profile = LineProfile(
            name: "openscale", title: "SparkFun OpenScale", columns: [.milliseconds, .force, .unit])
        profile.baud = 9600
        profile.rate = 10
        profile.decimals = 2
        profile.bootTime = 2
        profile.limit = 100_000
        profile.banners = ["Readings:", "OpenScale", "Serial", "To bring", "Press", "SparkFun", "Calibration", "Tare"]
        return profile
    }()

    /// Loadstar DI-100U and DI-1000U in continuous mode; the unit is the one that `unit` was set to.
    public static let loadstar: LineProfile = {
        var profile = LineProfile(name: "loadstar", title: "Loadstar DI-1000U", columns: [.force])
        profile.baud = 9600
        profile.rate = 60
        profile.decimals = 2
        profile.limit = 1_000_000
        profile.identify = Command(request: "\r", reply: "A")
        profile.start = Command(request: "wc\r")
        profile.stop = Command(request: "\r")
        profile.banners = ["A", "Tared"]
        return profile
    }()

    /// Mark-10 gauges of series 4, 5 and 7, asked for each reading: `-18.78 lbF`.
    public static let mark10: LineProfile = {
        var profile = LineProfile(name: "mark10", title: "Mark-10 force gauge", columns: [.force])
        profile.rate = 20
        profile.decimals = 2
        profile.limit = 1_000_000
        profile.unitFollows = true
        profile.poll = Poll(request: "?\r", period: 0.05)
        return profile
    }()

    /// Sauter FH and FL, asked for each reading: `1011.70`, where the first digit is the sign.
    public static let sauter: LineProfile = {
        var profile = LineProfile(name: "sauter", title: "Sauter FH", columns: [.force])
        profile.baud = 9600
        profile.rate = 20
        profile.decimals = 2
        profile.limit = 1_000_000
        profile.signDigit = true
        profile.poll = Poll(request: "9", period: 0.05)
        return profile
    }()

    /// A JSON object a line: `{"w":123,"w2":98,"t":456}` with milliseconds.
    public static let jsonPair: LineProfile = {
        var profile = LineProfile(
            name: "json-pair", title: "Two cells as JSON lines", columns: [.left, .right, .milliseconds])
        profile.syntax = .json
        profile.keys = ["w", "w2", "t"]
        profile.baud = 921_600
        profile.rate = 320
        profile.limit = 8_388_608
        return profile
    }()
}
