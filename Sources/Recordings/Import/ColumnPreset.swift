import SignalCore

/// The columns of a system whose export names its sides itself.
///
/// Where no file and no reader of an export could be had, the names are those that its maker's pages use; such a preset is
/// never recognised by itself and says that its layout was not seen.
struct ColumnPreset {
    var time: Set<String>
    var left: Set<String>
    var right: Set<String>
    /// Both sides together, where a file has no other force.
    var total: Set<String> = []
    /// Unit of its times.
    var timeUnit = "s"
    /// True where a file or a published reader of it was seen.
    var isSeen = false

    /// Hawkin Dynamics: force-time data of its cloud.
    ///
    /// HawkinDynamics/hawkinR: `R/get_forcetime.R` names the fields of the answer and of its table, `get_forcetime_bulk.R`
    /// writes them as csv, tsv and json; hdforce 2.2.0 writes the names of the answer.
    static let hawkin = ColumnPreset(
        time: ["time", "times"], left: ["leftforce", "forceleft", "leftforcen"],
        right: ["rightforce", "forceright", "rightforcen"], isSeen: true)

    /// VALD ForceDecks: exported trace.
    ///
    /// Layout not seen.
    static let vald = ColumnPreset(
        time: ["time", "times"],
        left: ["left", "zleft", "leftforce", "forceleft", "leftvertical", "leftverticalforce"],
        right: ["right", "zright", "rightforce", "forceright", "rightvertical", "rightverticalforce"],
        total: ["total", "ztotal", "totalforce", "forcetotal"])

    /// Bertec Digital Acquire: comma-separated export of two plates.
    ///
    /// Layout not seen.
    static let bertec = ColumnPreset(
        time: ["time", "times", "timestamp"], left: ["fzleft", "leftfz", "fzl", "lfz"],
        right: ["fzright", "rightfz", "fzr", "rfz"])

    /// Rows of an LSL stream with its time stamps in seconds, as scripts over LabRecorder files write them.
    ///
    /// Layout not seen.
    static let labRecorder = ColumnPreset(
        time: ["timestamp", "timestamps", "lsltime", "lsltimestamp", "time"],
        left: ["left", "leftforce", "forceleft", "fzl", "fzleft", "leftfz"],
        right: ["right", "rightforce", "forceright", "fzr", "fzright", "rightfz"], total: ["force", "fz", "total"])

    /// A name without its unit, blanks and marks.
    static func bare(_ name: String) -> String {
        ColumnName.split(name).base.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The only column of these names; nil where there is none or more than one.
    private static func only(_ names: Set<String>, in layout: TextLayout) -> Int? {
        let found = layout.columns.indices.filter { i in
            let column = layout.columns[i]
            return [column.name, column.fullName].contains { $0.map { names.contains(bare($0)) } == true }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// Finds its columns.
    func plates(_ bytes: [UInt8], name: String, _ format: ImportFormat) throws(RecordingError) -> PlateText {
        let layout = try TextLayout(try TextSource(bytes, name: name))
        let time = Self.only(time, in: layout)
        var plates: [PlateText.Plate] = []
        func add(_ names: Set<String>, _ side: Side?) {
            guard let column = Self.only(names, in: layout) else { return }
            plates.append(
                PlateText.Plate(
                    title: layout.columns[column].name ?? "column \(column + 1)", column: column, side: side, time: time
                ))
        }
        add(left, .left)
        add(right, .right)
        if plates.count < 2 {
            plates = []
            add(total, nil)
        }
        guard !plates.isEmpty else {
            let names = layout.columns.compactMap(\.name).prefix(12).joined(separator: ", ")
            throw RecordingError(
                .needsOption, file: name,
                problem: "has no columns of the names that \(format.title) is known by (it has: \(names))",
                remedy: "leave --from out and name them: --left COLUMN --right COLUMN --time COLUMN")
        }
        var text = PlateText(name: name, plates: plates)
        text.timeUnit = timeUnit
        text.needsRate = time == nil
        // What is known of a layout by hearsay says nothing of its units.
        text.forceUnit = isSeen ? "N" : ""
        if !isSeen {
            text.notices = [
                "\(name): the layout of \(format.title) was not seen by us; hold a number of it against the vendor's own."
            ]
        }
        return text
    }
}
