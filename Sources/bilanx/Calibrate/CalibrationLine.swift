import Calibration
import Laboratory

/// What somebody typed during a calibration.
enum CalibrationLine {
    case command(GuidedRun.Command)
    case help
    case fault(String)

    /// Every word with what it does.
    static let words: [(form: String, does: String)] = [
        ("Enter", "go on: the sensor is turned, or take the reading as it is now"),
        ("redo N WHY", "read step N again"), ("void WHY", "the last reading does not count"),
        ("pause, resume", "take no readings for a while"), ("note TEXT", "a remark for the record"),
        ("climate °C % hPa", "the climate as measured now"),
        ("warm", "end the warm-up; the record says so"), ("stop", "leave off; --resume goes on later"),
    ]

    /// Reads a line.
    static func read(_ line: String) -> CalibrationLine {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch parts.first?.lowercased() {
        case nil, "next", "accept": return .command(.next)
        case "redo":
            let pair = rest.split(separator: " ", maxSplits: 1).map(String.init)
            guard let number = pair.first.flatMap({ Int($0) }) else {
                return .fault("Say which step and why: redo 3 the weight had slipped.")
            }
            return .command(.redo(step: number, because: pair.count > 1 ? pair[1] : ""))
        case "void": return .command(.void(because: rest))
        case "pause": return .command(.pause)
        case "resume": return .command(.resume)
        case "note": return .command(.note(rest))
        case "climate":
            let values = rest.split(separator: " ").map { Double($0) }
            guard values.count == 3, let celsius = values[0], let humidity = values[1], let pressure = values[2],
                (-40...80).contains(celsius), (0...100).contains(humidity), (500...1200).contains(pressure)
            else { return .fault("Write °C, % and hPa: climate 20.5 45 1013.") }
            return .command(.climate(Climate(temperature: celsius, humidity: humidity, pressure: pressure)))
        case "warm": return .command(.warm)
        case "stop", "quit", "exit": return .command(.stop)
        case "?", "help": return .help
        default: return .fault("`\(line)` is no word of a calibration; ? names them all.")
        }
    }
}
