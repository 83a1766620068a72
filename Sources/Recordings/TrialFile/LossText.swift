import Assessments
import SignalCore

/// The loss lines of a trial file: `# loss: …`, one line a device of a pair, one `# lost N: …` line a loss with its place.
enum LossText {
    private typealias Field = (key: String, value: String)

    static func lines(_ loss: Loss) -> [(key: String, value: String)] {
        var list: [(key: String, value: String)] = [
            (
                "loss",
                sums(
                    (loss.missing, loss.duplicate, loss.reordered, loss.corrupt), loss.evidence, bound: loss.bound)
            )
        ]
        for device in loss.devices {
            list.append(
                (
                    "loss \(device.side.rawValue)",
                    sums(
                        (device.missing, device.duplicate, device.reordered, device.corrupt), device.evidence,
                        bound: device.bound)
                ))
        }
        for (i, entry) in loss.entries.enumerated() {
            var fields: [Field] = [("kind", entry.kind.rawValue)]
            if let side = entry.side { fields.append(("side", side.rawValue)) }
            fields += [
                ("from", String(entry.from)), ("count", String(entry.count)), ("evidence", entry.evidence.rawValue),
            ]
            if entry.bound > 0 { fields.append(("bound", String(entry.bound))) }
            list.append(("lost \(i + 1)", FieldText.encode(fields)))
        }
        return list
    }

    private static func sums(
        _ counts: (missing: Int, duplicate: Int, reordered: Int, corrupt: Int), _ evidence: Loss.Evidence, bound: Int
    ) -> String {
        var fields: [Field] = [
            ("missing", String(counts.missing)), ("duplicate", String(counts.duplicate)),
            ("reordered", String(counts.reordered)), ("corrupt", String(counts.corrupt)),
            ("evidence", evidence.rawValue),
        ]
        if bound > 0 { fields.append(("bound", String(bound))) }
        return FieldText.encode(fields)
    }

    /// The loss that lines tell; nil where none does.
    ///
    /// - Throws: `.badData` where a line has another form, or losses are not numbered from 1.
    static func read(_ values: KeyedValues) throws(RecordingError) -> Loss? {
        guard let text = values["loss"] else { return nil }
        var loss = Loss(evidence: .unknown)
        let sums = try sums("loss", text, values)
        loss.missing = sums.missing
        loss.duplicate = sums.duplicate
        loss.reordered = sums.reordered
        loss.corrupt = sums.corrupt
        loss.evidence = sums.evidence
        loss.bound = sums.bound
        for side in Side.allCases {
            let key = "loss \(side.rawValue)"
            guard let text = values[key] else { continue }
            var device = try Self.sums(key, text, values)
            device.side = side
            loss.devices.append(device)
        }
        for (key, text) in values.ordered where key.hasPrefix("lost ") {
            guard Int(key.dropFirst(5)) == loss.entries.count + 1 else {
                throw values.bad(key, "is not the next number (\(loss.entries.count + 1))")
            }
            loss.entries.append(try entry(key, text, values))
        }
        return loss
    }

    private static func count(
        _ text: String?, _ key: String, _ values: KeyedValues, atLeast least: Int = 0
    ) throws(RecordingError) -> Int {
        guard let number = Int(text ?? ""), number >= least else { throw values.bad(key, "has another form") }
        return number
    }

    private static func evidence(
        _ text: String?, _ key: String, _ values: KeyedValues
    ) throws(RecordingError) -> Loss.Evidence {
        guard let evidence = Loss.Evidence(rawValue: text ?? "") else {
            throw values.bad(key, "has no evidence=counted, reported, timed or unknown")
        }
        return evidence
    }

    /// The sums of a line, as those of a device whose side does not matter.
    private static func sums(
        _ key: String, _ text: String, _ values: KeyedValues
    ) throws(RecordingError) -> Loss.Device {
        guard let parts = FieldText.decode(text) else { throw values.bad(key, "has another form") }
        var sums = Loss.Device(side: .left, evidence: try evidence(parts["evidence"], key, values))
        sums.missing = try count(parts["missing"], key, values)
        sums.duplicate = try count(parts["duplicate"], key, values)
        sums.reordered = try count(parts["reordered"], key, values)
        sums.corrupt = try count(parts["corrupt"], key, values)
        if parts["bound"] != nil { sums.bound = try count(parts["bound"], key, values) }
        return sums
    }

    private static func entry(
        _ key: String, _ text: String, _ values: KeyedValues
    ) throws(RecordingError) -> Loss.Entry {
        guard let parts = FieldText.decode(text), let kind = Loss.Entry.Kind(rawValue: parts["kind"] ?? "") else {
            throw values.bad(key, "has no kind=missing, duplicate, reordered or corrupt")
        }
        let side = parts["side"].flatMap(Side.init(rawValue:))
        if parts["side"] != nil, side == nil { throw values.bad(key, "has no side=left or side=right") }
        return Loss.Entry(
            kind: kind, side: side, from: try count(parts["from"], key, values, atLeast: .min),
            count: try count(parts["count"], key, values), evidence: try evidence(parts["evidence"], key, values),
            bound: parts["bound"] == nil ? 0 : try count(parts["bound"], key, values))
    }
}
