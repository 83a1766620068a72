/// Text exports of AMTI NetForce: no heading, six columns a plate, Fx Fy Fz Mx My Mz.
///
/// The files say neither rate nor units nor names; one kind was seen, of two plates, below an empty line.
enum NetForceText {
    private static let columnsAPlate = 6

    /// True for an empty line above lines of twelve numbers with commas between; anything else must be named.
    static func recognizes(_ head: TextHead) -> Bool {
        guard head.lines.count >= 3, head.lines[0].isEmpty else { return false }
        return head.lines.dropFirst().filter { !$0.isEmpty }.allSatisfy { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return fields.count == 2 * columnsAPlate && fields.allSatisfy { PlainNumber.read(trimmed($0)) != nil }
        }
    }

    private static func trimmed(_ field: Substring) -> String { String(field.filter { $0 != " " }) }

    /// Finds its plates.
    static func plates(_ bytes: [UInt8], name: String) throws(RecordingError) -> PlateText {
        let layout = try TextLayout(try TextSource(bytes, name: name))
        let count = layout.columns.count
        guard count > 0, count.isMultiple(of: columnsAPlate), layout.columns.allSatisfy({ $0.name == nil }) else {
            throw RecordingError(
                .badData, file: name,
                problem: "has \(count) columns, which are no Fx Fy Fz Mx My Mz of each plate without names",
                remedy: "read it as plain text: leave --from out and name columns with --left and --right")
        }
        let plates = (0..<(count / columnsAPlate)).map { k in
            PlateText.Plate(title: "column \(columnsAPlate * k + 3)", column: columnsAPlate * k + 2)
        }
        var text = PlateText(name: name, plates: plates)
        text.needsRate = true
        text.notices = ["\(name): NetForce writes no units; its forces were read as newtons."]
        return text
    }
}
