/// Recordings of Chronojump's force sensor: microseconds of the device and newtons of one sensor.
///
/// GNOME/chronojump: `src/gui/app1/forceSensor.cs` writes `Time (micros);Force(N)` and rows in the decimal mark of the
/// system; files under `r-scripts/tests/forceOnset/data` were looked at. The first rows after a start command come at
/// uneven times. The side is kept in its database and not in the file.
enum ChronojumpText {
    static func recognizes(_ head: TextHead) -> Bool {
        guard let line = head.lines.first?.lowercased().filter({ $0 != " " && $0 != "\"" }) else { return false }
        return line == "time(micros);force(n)" || line == "time(micros),force(n)"
    }

    /// Its only sensor.
    static func plates(name: String) -> PlateText {
        var text = PlateText(name: name, plates: [PlateText.Plate(title: "Force(N)", column: 1, time: 0)])
        text.timeUnit = "us"
        text.isSensor = true
        text.dropsUnevenStart = true
        return text
    }
}
