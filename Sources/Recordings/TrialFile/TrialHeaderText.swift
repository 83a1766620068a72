import SignalCore

extension TrialHeader {
    /// The lines between the first line and the header row, without line feeds.
    func textLines() -> [String] { lines.merged(fields()) }

    /// Every field that has a value, with its text, in the order in which new files list them.
    private func fields() -> [(key: String, value: String)] {
        var list: [(key: String, value: String)] = [
            ("id", id.description), ("format", FieldText.escape(format)), ("software", FieldText.escape(software)),
            ("started", started.description),
        ]
        if let startedMonotonic { list.append(("started_monotonic_ns", String(startedMonotonic))) }
        list.append(("test", FieldText.escape(test)))
        if let athlete { list.append(("athlete", FieldText.escape(athlete))) }
        list.append(("rate_hz", PlainNumber.text(rate)))
        if !devices.isEmpty {
            list.append(("devices", devices.map { FieldText.encode($0.fields) }.joined(separator: "; ")))
        }
        for side in Side.allCases {
            if let scale = scales[side] { list.append(("scale_\(side.rawValue)", FieldText.encode(scale.fields))) }
        }
        if !zero.isEmpty { list.append(("zero_N", PlainNumber.perSide(zero))) }
        if !noise.isEmpty { list.append(("noise_sd_N", PlainNumber.perSide(noise))) }
        list.append(("load_kg", PlainNumber.text(loadKilograms)))
        if let boxHeight { list.append(("box_m", PlainNumber.text(boxHeight))) }
        if let leverArm { list.append(("lever_m", PlainNumber.text(leverArm))) }
        if let gravity { list.append(("gravity_m_s2", PlainNumber.text(gravity))) }
        list.append(("sides_confirmed", sides.rawValue))
        if let alignment { list.append(("alignment", FieldText.encode(alignment.fields))) }
        if let check { list.append(("check", check.text)) }
        if let gainRatio { list.append(("gain_ratio_u", gainRatio.text)) }
        if let calibrationNote { list.append(("calibration_note", FieldText.escape(calibrationNote))) }
        if let conditions { list.append(("conditions", FieldText.escape(conditions))) }
        return list
    }

    /// Reads header lines, the first of which is line `firstLine` of `file`.
    ///
    /// - Throws: `.badData` where a line that every recording needs is absent, stands twice, or cannot be read.
    init(lines text: [String], file: String, firstLine: Int) throws(RecordingError) {
        var values = KeyedValues(file: file, remedy: "mend the line, or read the file as plain text without its header")
        var lines = KeyedLines()
        for (i, line) in text.enumerated() {
            lines.append(line)
            try values.add(line, number: firstLine + i)
        }
        func whole(_ key: String, _ text: String) throws(RecordingError) -> Int64 {
            guard let number = Int64(text) else { throw values.bad(key, "is not a whole number") }
            return number
        }
        let idText = try values.required("id")
        guard let id = UUIDv7(idText) else { throw values.bad("id", "is not a UUID of version 7") }
        let startedText = try values.required("started")
        guard let started = ZonedTime(startedText) else {
            throw values.bad("started", "is not an ISO 8601 time with zone")
        }
        let rate = try values.number("rate_hz", try values.required("rate_hz"))
        guard rate > 0, rate <= 1_000_000 else { throw values.bad("rate_hz", "is not in 0…1 000 000") }
        self.init(
            id: id, software: FieldText.unescape(values["software"] ?? ""), started: started,
            test: FieldText.unescape(try values.required("test")), rate: rate)
        if let text = values["format"] { format = FieldText.unescape(text) }
        if let text = values["started_monotonic_ns"] { startedMonotonic = try whole("started_monotonic_ns", text) }
        athlete = values["athlete"].map { FieldText.unescape($0) }
        conditions = values["conditions"].map { FieldText.unescape($0) }
        if let text = values["devices"] {
            guard let items = FieldText.decodeItems(text) else { throw values.bad("devices", "has another form") }
            for item in items {
                guard let device = Device(item) else { throw values.bad("devices", "has another form") }
                devices.append(device)
            }
        }
        for side in Side.allCases {
            let key = "scale_\(side.rawValue)"
            guard let text = values[key] else { continue }
            guard let fields = FieldText.decode(text), let scale = ForceScale(fields) else {
                throw values.bad(key, "has another form")
            }
            scales[side] = scale
        }
        if let text = values["zero_N"] { zero = try values.perSide("zero_N", text) }
        if let text = values["noise_sd_N"] { noise = try values.perSide("noise_sd_N", text) }
        if let text = values["load_kg"] { loadKilograms = try values.number("load_kg", text) }
        if let text = values["box_m"] { boxHeight = try values.number("box_m", text) }
        if let text = values["lever_m"] { leverArm = try values.number("lever_m", text) }
        if let text = values["gravity_m_s2"] { gravity = try values.number("gravity_m_s2", text) }
        if let text = values["sides_confirmed"] {
            guard let confirmation = SidesConfirmation(rawValue: text) else {
                throw values.bad("sides_confirmed", "is none of birth, operator, push, no")
            }
            sides = confirmation
        }
        if let text = values["alignment"] {
            guard let fields = FieldText.decode(text), let read = Alignment(fields) else {
                throw values.bad("alignment", "has another form")
            }
            alignment = read
        }
        if let text = values["check"] {
            guard let read = Check(text: text) else { throw values.bad("check", "has another form") }
            check = read
        }
        if let text = values["gain_ratio_u"] {
            guard let read = GainRatio(text: text) else { throw values.bad("gain_ratio_u", "has another form") }
            gainRatio = read
        }
        calibrationNote = values["calibration_note"].map { FieldText.unescape($0) }
        lines.remember(self.fields())
        self.lines = lines
    }
}

extension TrialHeader.Device {
    fileprivate var fields: [(key: String, value: String)] {
        var list = [(key: "name", value: name)]
        if let serial { list.append(("serial", serial)) }
        if let port { list.append(("port", port)) }
        list.append(("side", side?.rawValue ?? "both"))
        return list
    }

    fileprivate init?(_ fields: [String: String]) {
        guard let name = fields["name"], let sideText = fields["side"] else { return nil }
        let side = Side(rawValue: sideText)
        guard side != nil || sideText == "both" else { return nil }
        self.init(name: name, serial: fields["serial"], port: fields["port"], side: side)
    }
}

extension TrialHeader.Alignment {
    fileprivate var fields: [(key: String, value: String)] {
        [
            ("uncertainty_ns", PlainNumber.text(uncertaintyNanoseconds)),
            ("scan_delay_ns", PlainNumber.text(scanDelayNanoseconds)),
        ]
    }

    fileprivate init?(_ fields: [String: String]) {
        guard let uncertainty = PlainNumber.read(fields["uncertainty_ns"]),
            let delay = PlainNumber.read(fields["scan_delay_ns"])
        else { return nil }
        self.init(uncertaintyNanoseconds: uncertainty, scanDelayNanoseconds: delay)
    }
}

extension ForceScale {
    fileprivate var fields: [(key: String, value: String)] {
        var list: [(key: String, value: String)] = [
            ("id", id), ("quantity", quantity),
            ("coefficients", coefficients.map { PlainNumber.text($0) }.joined(separator: ",")),
            ("zero_N", PlainNumber.text(zero)),
        ]
        if let relativeUncertainty { list.append(("relative_uncertainty", PlainNumber.text(relativeUncertainty))) }
        if let capacity { list.append(("capacity_N", PlainNumber.text(capacity))) }
        if let registerEntry { list.append(("register_entry", registerEntry)) }
        return list
    }

    fileprivate init?(_ fields: [String: String]) {
        guard let id = fields["id"], let quantity = fields["quantity"], let terms = fields["coefficients"],
            let zero = PlainNumber.read(fields["zero_N"])
        else { return nil }
        var coefficients: [Double] = []
        for term in terms.split(separator: ",") {
            guard let number = PlainNumber.read(String(term)) else { return nil }
            coefficients.append(number)
        }
        self.init(
            id: id, quantity: quantity, coefficients: coefficients, zero: zero,
            relativeUncertainty: PlainNumber.read(fields["relative_uncertainty"]),
            capacity: PlainNumber.read(fields["capacity_N"]), registerEntry: fields["register_entry"])
    }
}
