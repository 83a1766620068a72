/// Text exports of Kistler BioWare: a heading with device, samples and rate of each column, then names, units and rows.
///
/// Its files hold 17 columns a plate: Fx Fy Fz, eight of the sensors, Mx My Mz Tz, Ax Ay; a plate begins at each `Fx`.
enum BioWareText {
    static func recognizes(_ head: TextHead) -> Bool { head.lines.first?.hasPrefix("BioWare") == true }

    /// Finds its plates.
    static func plates(_ bytes: [UInt8], name: String) throws(RecordingError) -> PlateText {
        let source = try TextSource(bytes, name: name)
        let layout = try TextLayout(source)
        let head = TextHead(source.bytes)
        let devices = cells(head, "Device:")
        var plates: [PlateText.Plate] = []
        for (i, column) in layout.columns.enumerated() where column.name == "Fz" {
            let device = devices.indices.contains(i) ? devices[i] : ""
            plates.append(
                PlateText.Plate(
                    title: device.isEmpty ? "Fz of column \(i + 1)" : "\(device) (column \(i + 1))", column: i))
        }
        guard !plates.isEmpty else {
            throw RecordingError(
                .badData, file: name, problem: "is a BioWare export without a column Fz",
                remedy: "export the forces of the plates too, or name columns with --left and --right")
        }
        var text = PlateText(name: name, plates: plates)
        text.rows = cells(head, "Samples (#):").dropFirst().first.flatMap { Int($0) }
        text.rate = cells(head, "Rate (Hz):").dropFirst().first.flatMap { Double($0) }
        return text
    }

    private static func cells(_ head: TextHead, _ title: String) -> [String] {
        guard let line = head.lines.first(where: { $0.hasPrefix(title) }) else { return [] }
        return line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
}
