import Foundation

/// Downloads of Grip Connect: packets of one sensor as csv, json or xml.
///
/// Stevie-Ray/hangtime-grip-connect, `packages/core/src/models/device.model.ts`: csv without a heading, all in quotes:
/// received, sampleNum, battRaw, samples, masses; json and xml with the same names. `device/progressor.model.ts` puts the
/// device's microseconds into `sampleNum`; other devices count samples there. Later versions
/// (`interfaces/download.interface.ts`) have `current`, `unit`, `timestamp` instead. Masses are kilograms.
enum GripConnectExport {
    /// True for the csv: five quoted whole rows of which the first is a time in milliseconds since 1970.
    static func recognizes(_ head: TextHead) -> Bool {
        guard let line = head.lines.first, line.hasPrefix("\"") else { return false }
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 5, fields.allSatisfy({ $0.count > 2 && $0.hasPrefix("\"") && $0.hasSuffix("\"") }) else {
            return false
        }
        let values = fields.map { PlainNumber.read(String($0.dropFirst().dropLast())) }
        guard let received = values[0], let battery = values[2], !values.contains(nil) else { return false }
        return received > 1e12 && received < 1e13 && battery == battery.rounded()
    }

    static func recognizesDocument(_ head: TextHead) -> Bool {
        let text = head.opening
        if text.hasPrefix("<DownloadPackets>") { return true }
        return text.hasPrefix("[{") && text.contains("samples:[")
            && (text.contains("masses:[") || text.contains("current:"))
    }

    /// Its samples.
    static func forces(
        _ bytes: [UInt8], name: String, unit said: String?
    ) throws(RecordingError) -> (forces: TimedForces, notices: [String]) {
        let packets = try packets(bytes, name: name)
        guard packets.count > 1 else {
            throw RecordingError(
                .badData, file: name, problem: "holds fewer than two packets of one sensor",
                remedy: "download the recording again; of several sensors name columns of the csv with --from text")
        }
        let units = Set(packets.compactMap(\.unit))
        guard units.count <= 1 else {
            throw RecordingError(
                .badData, file: name, problem: "its unit changes within it", remedy: "split it where it changes")
        }
        // The library's own unit is the kilogram; later versions write the one that was chosen.
        let word = said ?? units.first ?? "kg"
        guard
            let unit = ForceUnit.names.first(where: { $0.lowercased() == word.lowercased() }) ?? ColumnName.unit(word),
            let factor = ForceUnit.newtons(unit)
        else {
            throw RecordingError(
                .badData, file: name, problem: "its unit \(word) is no force", remedy: "add --unit N, kN, kg or lb")
        }
        let counts = packets.map(\.count)
        let steps = (1..<counts.count).map { counts[$0] - counts[$0 - 1] }.sorted()
        // Steps of one are a count of samples and tell no time.
        let isClock = steps[steps.count / 2] >= 100
        var rows = packets
        var notices = [unit == "N" ? nil : ForceUnit.notice(unit).map { "\(name): \($0)" }].compactMap(\.self)
        if isClock {
            let median = steps[steps.count / 2]
            let uneven = (1..<min(rows.count, 17)).last { rows[$0].count - rows[$0 - 1].count < median / 2 }
            if let uneven, rows.count > 40 {
                rows.removeFirst(uneven)
                notices.append("\(name): its first \(uneven) rows come at uneven times and were left out.")
            }
        }
        return (
            TimedForces(
                name: name, times: isClock ? rows.map(\.count) : [], unit: "us",
                columns: [rows.map { $0.mass * factor }]),
            notices
        )
    }

    /// One sample of one sensor.
    private struct Packet {
        var count: Double
        var mass: Double
        var unit: String?
    }

    private static func packets(_ bytes: [UInt8], name: String) throws(RecordingError) -> [Packet] {
        switch bytes.first(where: { $0 > 0x20 && $0 < 0x80 }) {
        case UInt8(ascii: "["): return try json(bytes, name: name)
        case UInt8(ascii: "<"): return xml(bytes)
        default: return csv(bytes)
        }
    }

    private static func json(_ bytes: [UInt8], name: String) throws(RecordingError) -> [Packet] {
        let list = try JSONDocument.read(bytes, name: name) as? [[String: Any]] ?? []
        return list.compactMap { row in
            let performance = row["performance"] as? [String: Any]
            let count = [row["sampleNum"], row["sampleIndex"], performance?["sampleIndex"]].lazy
                .compactMap { JSONDocument.number($0) }.first
            let masses = row["masses"] as? [Any]
            guard let count, (masses?.count ?? 1) == 1,
                let mass = JSONDocument.number(masses?.first) ?? JSONDocument.number(row["current"])
            else { return nil }
            return Packet(count: count, mass: mass, unit: row["unit"] as? String)
        }
    }

    private static func xml(_ bytes: [UInt8]) -> [Packet] {
        var packets: [Packet] = []
        var count: Double?
        var masses: [Double] = []
        for event in XMLScanner.events(bytes[...]) {
            switch event {
            case .open("packet"): (count, masses) = (nil, [])
            case .text(let path, let text):
                if path.last == "sampleNum" { count = PlainNumber.read(text) }
                if path.last == "mass", let mass = PlainNumber.read(text) { masses.append(mass) }
            case .close("packet"):
                if let count, masses.count == 1 { packets.append(Packet(count: count, mass: masses[0])) }
            default: continue
            }
        }
        return packets
    }

    private static func csv(_ bytes: [UInt8]) -> [Packet] {
        let span = bytes.span
        var cursor = TextLines()
        var packets: [Packet] = []
        while let (range, _) = cursor.next(span) {
            var at = range.lowerBound
            var values: [Double] = []
            while at <= range.upperBound, values.count < 6 {
                var field = FieldSeparator.comma.next(span, &at, end: range.upperBound)
                guard let value = DecimalParser.parse(span, &field, mark: UInt8(ascii: ".")) else { break }
                values.append(value)
            }
            if values.count == 5 { packets.append(Packet(count: values[1], mass: values[4])) }
        }
        return packets
    }
}

extension DecimalParser {
    /// The number that a whole field is; nil where it is none.
    fileprivate static func parse(_ span: Span<UInt8>, _ field: inout Range<Int>, mark: UInt8) -> Double? {
        var at = field.lowerBound
        guard let value = parse(span, &at, mark: mark), at == field.upperBound else { return nil }
        return value
    }
}
