import Assessments
import SignalCore

extension TrialTrailer {
    /// The lines between the last row and the end line, without line feeds.
    func textLines() -> [String] { lines.merged(fields()) }

    private func fields() -> [(key: String, value: String)] {
        var list: [(key: String, value: String)] = []
        if let weigh { list.append(("weigh", FieldText.encode(Self.bounds(weigh)))) }
        for (i, trial) in trials.enumerated() {
            let kept = (key: "kept", value: trial.kept ? "yes" : "no")
            let limb = trial.limb.map { [(key: "limb", value: $0.rawValue)] } ?? []
            list.append(("trial \(i + 1)", FieldText.encode(Self.bounds(trial.window) + [kept] + limb)))
        }
        if !zeroAfter.isEmpty { list.append(("zero", PlainNumber.perSide(zeroAfter))) }
        if let loss { list += LossText.lines(loss) }
        if let clocks {
            var text = [(key: "count", value: String(clocks.count))]
            if let rate = clocks.measuredRate { text.append(("measured_hz", PlainNumber.text(rate))) }
            if let ppm = clocks.rightAgainstLeftPPM { text.append(("right_against_left_ppm", PlainNumber.text(ppm))) }
            if let residual = clocks.residualNanoseconds { text.append(("residual_ns", PlainNumber.text(residual))) }
            if clocks.isTapped { text.append(("tapped", "yes")) }
            list.append(("clocks", FieldText.encode(text)))
        }
        if let alignment {
            let text = FieldText.encode([
                ("uncertainty_ns", PlainNumber.text(alignment.uncertaintyNanoseconds)),
                ("scan_delay_ns", PlainNumber.text(alignment.scanDelayNanoseconds)),
            ])
            list.append(("alignment", text))
        }
        for (i, marker) in markers.enumerated() {
            let fields = [(key: "row", value: String(marker.row)), (key: "text", value: marker.text)]
            list.append(("marker \(i + 1)", FieldText.encode(fields)))
        }
        if let gate { list.append(("gate", gate.isEmpty ? "ok" : gate.joined(separator: ", "))) }
        return list
    }

    private static func bounds(_ window: ClosedRange<Int>) -> [(key: String, value: String)] {
        [("from", String(window.lowerBound)), ("to", String(window.upperBound))]
    }

    /// Reads trailer lines, the first of which is line `firstLine` of `file`.
    ///
    /// - Throws: `.badData` where a known line cannot be read, stands twice, or trials are not numbered from 1.
    init(lines text: [String], file: String, firstLine: Int) throws(RecordingError) {
        var values = KeyedValues(
            file: file, remedy: "mend the line, or delete it and let `bilanx analyze --fresh` find the windows anew")
        self.init()
        for (i, line) in text.enumerated() {
            lines.append(line)
            try values.add(line, number: firstLine + i)
        }
        func fields(_ key: String, _ text: String) throws(RecordingError) -> [String: String] {
            guard let fields = FieldText.decode(text) else { throw values.bad(key, "has another form") }
            return fields
        }
        func window(_ key: String, _ fields: [String: String]) throws(RecordingError) -> ClosedRange<Int> {
            guard let from = Int(fields["from"] ?? ""), let to = Int(fields["to"] ?? ""), 0 <= from, from <= to else {
                throw values.bad(key, "is no from=… to=… with 0 ≤ from ≤ to")
            }
            return from...to
        }
        func count(_ key: String, _ text: String?) throws(RecordingError) -> Int {
            guard let number = Int(text ?? ""), number >= 0 else { throw values.bad(key, "has another form") }
            return number
        }
        if let text = values["weigh"] { weigh = try window("weigh", try fields("weigh", text)) }
        for (key, text) in values.ordered where key.hasPrefix("trial ") {
            guard Int(key.dropFirst(6)) == trials.count + 1 else {
                throw values.bad(key, "is not the next number (\(trials.count + 1))")
            }
            let parts = try fields(key, text)
            guard let kept = parts["kept"], kept == "yes" || kept == "no" else {
                throw values.bad(key, "has no kept=yes or kept=no")
            }
            let limb = parts["limb"].flatMap(Side.init(rawValue:))
            if parts["limb"] != nil, limb == nil { throw values.bad(key, "has no limb=left or limb=right") }
            trials.append(TrialWindow(try window(key, parts), kept: kept == "yes", limb: limb))
        }
        if let text = values["zero"] { zeroAfter = try values.perSide("zero", text) }
        loss = try LossText.read(values)
        for (key, text) in values.ordered where key.hasPrefix("marker ") {
            let parts = try fields(key, text)
            guard Int(key.dropFirst(7)) == markers.count + 1, let row = Int(parts["row"] ?? ""), row >= 0,
                let words = parts["text"]
            else { throw values.bad(key, "is not the next marker with row=… and text=…") }
            markers.append(Marker(row: row, text: words))
        }
        if let text = values["clocks"] {
            let parts = try fields("clocks", text)
            clocks = Clocks(
                count: max(try count("clocks", parts["count"]), 1),
                measuredRate: PlainNumber.read(parts["measured_hz"]),
                rightAgainstLeftPPM: PlainNumber.read(parts["right_against_left_ppm"]))
            clocks?.residualNanoseconds = PlainNumber.read(parts["residual_ns"])
            clocks?.isTapped = parts["tapped"] == "yes"
        }
        if let text = values["alignment"] {
            let parts = try fields("alignment", text)
            guard let uncertainty = PlainNumber.read(parts["uncertainty_ns"]),
                let delay = PlainNumber.read(parts["scan_delay_ns"])
            else { throw values.bad("alignment", "has another form") }
            alignment = TrialHeader.Alignment(uncertaintyNanoseconds: uncertainty, scanDelayNanoseconds: delay)
        }
        if let text = values["gate"] {
            gate = text == "ok" ? [] : text.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
        }
        lines.remember(self.fields())
    }
}
