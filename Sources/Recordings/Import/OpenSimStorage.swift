import SignalCore

/// OpenSim storage files: a heading that ends in `endheader`, then names and rows; forces as vx, vy, vz of each plate.
///
/// OpenSim's vertical is y. Files that were never turned into its frame exist, so the axis that carries the load decides,
/// and is told where it is another.
enum OpenSimStorage {
    /// The three force columns of one plate, x, y, z, by index from 0.
    private struct Group {
        var key: String
        var axes: [Int?] = [nil, nil, nil]
        var columns: [Int]? { axes.compactMap(\.self).count == 3 ? axes.compactMap(\.self) : nil }
    }

    /// Its times are seconds, whatever the rate.
    private static let timeUnit = "s"

    static func recognizes(_ head: TextHead) -> Bool {
        guard let end = head.lines.firstIndex(of: "endheader"), end + 1 < head.lines.count else { return false }
        let names = head.lines[end + 1].split { $0 == "," || $0.isWhitespace }.map(String.init)
        return names.contains { axis($0) != nil }
    }

    /// The plate and the axis that a column's name gives: `1_ground_force_vy`, `f2_3`; nil where it is no force.
    static func axis(_ name: String) -> (key: String, axis: Int)? {
        let text = name.lowercased()
        for (k, end) in ["vx", "vy", "vz"].enumerated() where text.hasSuffix(end) && text.contains("force") {
            return (trimmed(String(text.dropLast(2))), k)
        }
        // As its C3D adapter names them: f, the number of the plate, the axis.
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first == "f", Int(parts[0].dropFirst()) != nil, let number = Int(parts[1]),
            (1...3).contains(number)
        else { return nil }
        return (String(parts[0]), number - 1)
    }

    private static func trimmed(_ key: String) -> String {
        var key = key
        while key.last == "_" { key.removeLast() }
        return key
    }

    /// The side that a word of a plate's name says: `R_ground_force`, `ground_force_l`.
    static func side(_ key: String) -> Side? {
        let words = Set(key.split(separator: "_").map(String.init))
        let isLeft = words.contains("l") || words.contains("left")
        let isRight = words.contains("r") || words.contains("right")
        guard isLeft != isRight else { return nil }
        return isLeft ? .left : .right
    }

    /// Finds its plates.
    static func plates(_ bytes: [UInt8], name: String, _ options: TextOptions) throws(RecordingError) -> PlateText {
        let source = try TextSource(bytes, name: name)
        let layout = try TextLayout(source)
        var groups: [Group] = []
        for (i, column) in layout.columns.enumerated() {
            guard let (key, axis) = column.name.flatMap(axis) else { continue }
            if let at = groups.firstIndex(where: { $0.key == key }) {
                groups[at].axes[axis] = i
            } else {
                groups.append(Group(key: key))
                groups[groups.count - 1].axes[axis] = i
            }
        }
        let whole = groups.filter { $0.columns != nil }
        guard !whole.isEmpty else {
            throw RecordingError(
                .badData, file: name,
                problem: "has no three force columns of a plate, such as ground_force_vx, _vy, _vz",
                remedy: "name columns with --left and --right, or export the external forces")
        }
        let axis = try verticalAxis(whole.compactMap(\.columns), bytes, name, options)
        let plates = whole.compactMap { group -> PlateText.Plate? in
            guard let columns = group.columns else { return nil }
            let title = layout.columns[columns[axis]].name ?? group.key
            return PlateText.Plate(title: title, column: columns[axis], side: side(group.key))
        }
        var text = PlateText(name: name, plates: plates)
        text.timeUnit = timeUnit
        if axis != 1 {
            text.notices = [
                "\(name): its vertical is \(["x", "y", "z"][axis]) and not OpenSim's y: that axis carries the load."
            ]
        }
        let head = TextHead(source.bytes)
        text.rows = (head.value("nRows") ?? head.value("datarows")).flatMap { Int($0) }
        return text
    }

    /// The axis along which the plates carry most, over all rows.
    private static func verticalAxis(
        _ plates: [[Int]], _ bytes: [UInt8], _ name: String, _ options: TextOptions
    ) throws(RecordingError) -> Int {
        var sums = [0.0, 0.0, 0.0]
        for plate in plates {
            for (k, column) in plate.enumerated() {
                var single = TextOptions(total: String(column + 1), time: options.time, rate: options.rate)
                single.timeUnit = timeUnit
                for force in try TextReader.read(bytes, name: name, options: single).record.total where force.isFinite {
                    sums[k] += abs(force)
                }
            }
        }
        // Feet push less than half as much sideways as down, so a near tie is no vertical at all.
        let axis = sums.indices.max { sums[$0] < sums[$1] } ?? 1
        let second = sums.indices.filter { $0 != axis }.map { sums[$0] }.max() ?? 0
        guard sums[axis] > 1.5 * second else {
            throw RecordingError(
                .needsOption, file: name,
                problem: "no axis carries clearly more than the others, so its vertical is in doubt",
                remedy: "name the vertical columns: --left COLUMN --right COLUMN")
        }
        return axis
    }
}
