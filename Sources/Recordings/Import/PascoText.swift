/// Exports of PASCO Capstone: a row with the run of each column, then names with units; several runs side by side.
///
/// mattsams89/shiny-vertical-jump, `Example Data/comma_pasco.csv`: `Run #1` above `Date and Time`, `Time (s)`,
/// `Force Beam 1 (N)` … `Normal Force (N)`, `Parallel Force (N)` of each platform, decimal commas in quotes.
enum PascoText {
    static func recognizes(_ head: TextHead) -> Bool {
        guard head.lines.count > 1, isRun(head.lines[0]) else { return false }
        return head.lines[1].lowercased().contains("force")
    }

    private static func isRun(_ text: String) -> Bool {
        let first = text.filter { $0 != "\"" }.lowercased()
        return first.hasPrefix("run #") || first.hasPrefix(",run #") || first.hasPrefix(",,run #")
    }

    /// Finds its plates: each normal force, or each force beam where there is none.
    static func plates(_ bytes: [UInt8], name: String) throws(RecordingError) -> PlateText {
        let layout = try TextLayout(try TextSource(bytes, name: name))
        var plates: [PlateText.Plate] = []
        for word in ["normal force", "force"] where plates.isEmpty {
            var time: Int?
            var run = ""
            for (i, column) in layout.columns.enumerated() where !layout.wordColumns.contains(i) {
                if let group = column.group, group != run { (run, time) = (group, nil) }
                guard let base = column.name.map({ ColumnName.split($0).base.lowercased() }) else { continue }
                if base == "time" { time = i }
                guard base == word || base.hasPrefix(word + ",") else { continue }
                plates.append(
                    PlateText.Plate(title: "\(run) \(column.name ?? "") column \(i + 1)", column: i, time: time))
            }
        }
        guard !plates.isEmpty else {
            throw RecordingError(
                .badData, file: name, problem: "is a PASCO export without a column Normal Force or Force",
                remedy: "export the force of the platforms too, or name columns with --left and --right")
        }
        var text = PlateText(name: name, plates: plates)
        text.timeUnit = "s"
        text.needsRate = plates.contains { $0.time == nil }
        return text
    }
}
