/// Exports of the Tindeq app: seconds and weight of one sensor, below a heading that names the unit, or alone.
///
/// Files of SantiCiri/climbers_tindeq_asessment @86334348: `rfd_test_….csv` with the heading
/// `date,tag,comment,unit,…` and the unit `SI`, which is kilograms; `data_set_1.csv` of repeaters with `time,weight`
/// alone, whose unit stands in the file `info.csv` beside it. About every sixteenth sample is missing in them, each alone;
/// these are bridged by a straight line and flagged as interpolated.
enum TindeqText {
    private static let names = "time,weight"

    static func recognizes(_ head: TextHead) -> Bool {
        guard let row = head.lines.first else { return false }
        if isNames(row) { return true }
        return row.lowercased().hasPrefix("date,tag,comment,unit,") && head.lines.prefix(8).contains(where: isNames)
    }

    private static func isNames(_ line: String) -> Bool {
        var line = line.lowercased().filter { $0 != " " && $0 != "\"" }
        while line.last == "," { line.removeLast() }
        return line == names
    }

    /// Its only sensor.
    static func plates(_ head: TextHead, name: String) -> PlateText {
        var text = PlateText(name: name, plates: [PlateText.Plate(title: "weight", column: 1, time: 0)])
        text.timeUnit = "s"
        text.isSensor = true
        text.dropsUnevenStart = true
        text.bridgesLoneSamples = true
        text.forceUnit = unit(head)
        text.unitRemedy = "see `unit` in the file info.csv beside it: for SI add --unit kg, else --unit lb"
        return text
    }

    /// The unit of its heading; nil where there is none, or one that is not known.
    private static func unit(_ head: TextHead) -> String? {
        guard head.lines.count > 1, !isNames(head.lines[0]) else { return nil }
        let fields = head.lines[1].split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count > 3 else { return nil }
        switch fields[3].lowercased() {
        case "si", "kg": return "kg"
        case "lb", "lbs": return "lb"
        case "n": return "N"
        default: return nil
        }
    }
}
