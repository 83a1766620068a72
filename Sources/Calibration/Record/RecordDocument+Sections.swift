import SignalCore

extension RecordDocument {
    private typealias Fact = RecordSection.Fact
    private typealias Table = RecordSection.Table

    /// Every part of the page in its order.
    public var sections: [RecordSection] {
        [administration, item, environment, traceability] + asFound + outcome.sections + closing
    }

    private var administration: RecordSection {
        RecordSection(
            "Record",
            [
                .facts([
                    Fact("Record", record.id),
                    Fact("Laboratory", record.laboratory.isEmpty ? "not stated" : record.laboratory),
                    Fact("Client", record.client ?? "not stated"),
                    Fact("Method", record.method.isEmpty ? "not stated" : record.method),
                    Fact("Plan", outcome.run.plan.name),
                    Fact("Received", record.received?.description ?? "not stated"),
                    Fact("Calibrated", outcome.run.day?.description ?? "not stated"),
                    Fact("Issued", record.issued?.description ?? "not stated"),
                    Fact("Measured by", outcome.run.operatorName.isEmpty ? "not stated" : outcome.run.operatorName),
                    Fact("Authorised by", record.authorisedBy ?? "not stated"),
                ])
            ])
    }

    private var item: RecordSection {
        let device = outcome.run.device
        let n = CalibrationOutcome.number
        return RecordSection(
            "Item",
            [
                .facts([
                    Fact("Model", device.model), Fact("Serial number", device.serial ?? "not told"),
                    Fact("Firmware", device.firmware ?? "not told"),
                    Fact("Channels", device.channels.joined(separator: ", ")),
                    Fact("Side of use", outcome.run.side?.rawValue ?? "none"),
                    Fact("Reading", "\(device.quantity) at \(n(device.rate, 6)) a second"),
                    Fact(
                        "Resolution",
                        device.resolution.map { n($0, 4) + " " + device.quantity }
                            ?? "not stated: not counted as 0; the uncertainty is a lower bound without it"),
                    Fact("Capacity", device.capacity.map { n($0, 6) + " N" } ?? "not stated"),
                    Fact("Condition", record.condition ?? "not stated"),
                    Fact("State", outcome.run.phase == .asFound ? "as found" : "as left, after the adjustment"),
                    Fact(
                        "Warmed up before",
                        outcome.run.warmUp.map { n($0, 4) + " min" } ?? "not stated"),
                ])
            ])
    }

    private var environment: RecordSection {
        let run = outcome.run
        let climate = run.climate
        let n = CalibrationOutcome.number
        func value(_ value: Double?, _ uncertainty: Double?, _ unit: String) -> String {
            guard let value else { return "not measured" }
            return n(value, 6) + " " + unit + (uncertainty.map { " ± \(n(2 * $0, 3)) \(unit) (k = 2)" } ?? "")
        }
        let gravity = run.site.gravity
        return RecordSection(
            "Environment",
            [
                .facts([
                    Fact("Place", run.site.name),
                    Fact("Air temperature", value(climate.temperature, climate.temperatureUncertainty, "°C")),
                    Fact("Relative humidity", value(climate.humidity, climate.humidityUncertainty, "%")),
                    Fact("Pressure", value(climate.pressure, climate.pressureUncertainty, "hPa")),
                    Fact(
                        "Air density",
                        value(climate.air.value, climate.air.uncertainty, "kg/m³")
                            + (climate.air == .conventional ? ", conventional: the climate was not measured" : "")),
                    Fact(
                        "Temperature of the sensor",
                        temperature(run.temperatures)),
                    Fact("Local gravity", RecordNumber.fixed(gravity.value, 6) + " m/s²"),
                    Fact("Uncertainty of gravity", n(2 * gravity.uncertainty, 3) + " m/s² (k = 2)"),
                    Fact("Source of gravity", gravity.source),
                ])
            ]
                + (record.temperatureRuns.isEmpty
                    ? []
                    : [
                        .table(
                            Table(
                                "Runs at other temperatures, for the temperature coefficients",
                                ["run", "temperature", "SHA-256 of its raw data"],
                                record.temperatureRuns.map {
                                    [$0.run, temperature($0.temperature), $0.rawHash ?? "not computed"]
                                }))
                    ]))
    }

    private func temperature(_ range: ClosedRange<Double>?) -> String {
        let n = CalibrationOutcome.number
        return range.map {
            $0.lowerBound == $0.upperBound
                ? n($0.lowerBound, 5) + " °C" : "\(n($0.lowerBound, 5)) °C to \(n($0.upperBound, 5)) °C"
        } ?? "not measured"
    }

    private var traceability: RecordSection {
        let n = CalibrationOutcome.number
        return RecordSection(
            "Traceability",
            [
                .words(
                    "Forces are those of weights under local gravity, less the buoyancy of the air: F = m·g·(1 − ρair/ρweight). The weights' certificates link the results to the unit of mass; this record can be no better than they are."
                ),
                .table(
                    Table(
                        "Reference weights",
                        ["id", "class", "mass kg", "U kg", "k", "density kg/m³", "certificate", "valid until"],
                        outcome.run.masses.map { mass in
                            [
                                mass.id, mass.accuracyClass ?? "none",
                                n(mass.mass, 9) + (mass.isConventional ? " (conv.)" : ""),
                                n(mass.expandedUncertainty, 3), n(mass.coverageFactor, 3), n(mass.density, 5),
                                mass.certificate ?? "none", mass.due?.description ?? "not stated",
                            ]
                        })),
            ] + (outcome.run.concerns.isEmpty ? [] : [.list(outcome.run.concerns)]))
    }

    private var asFound: [RecordSection] {
        guard let found else { return check.map { [checkSection($0)] } ?? [] }
        var blocks: [RecordSection.Block] = [
            .facts([
                Fact("Run", "\(found.run.id), \(found.run.day?.description ?? "no date")"),
                Fact("SHA-256 of its raw data", foundHash ?? "not computed"),
            ]),
            .table(CalibrationOutcome.readings(found.run)),
        ]
        let (before, after) = (found.set.coefficients, outcome.set.coefficients)
        if before.count == after.count, !before.isEmpty {
            blocks.append(
                .table(
                    Table(
                        "Coefficients as found and as left", ["power", "as found", "as left", "change %"],
                        before.indices.map { k in
                            [
                                String(k), RecordNumber.significant(before[k]), RecordNumber.significant(after[k]),
                                before[k] == 0
                                    ? RecordNumber.absent
                                    : RecordNumber.significant(100 * (after[k] / before[k] - 1), 3),
                            ]
                        })))
        }
        return [RecordSection("As found, before the adjustment", blocks)] + (check.map { [checkSection($0)] } ?? [])
    }

    private func checkSection(_ check: AsFoundCheck) -> RecordSection {
        let n = CalibrationOutcome.number
        return RecordSection(
            "As found against the set in use",
            [
                .facts([Fact("Set in use", check.scale), Fact("Outcome", check.outcome.words)]),
                .table(
                    Table(
                        "Errors of the indication",
                        ["force N", "error N", "U of the reference N", "limit N", "outcome"],
                        check.rows.map {
                            [
                                RecordNumber.fixed($0.force, 4), RecordNumber.fixed($0.error, 4), n($0.expanded, 3),
                                n($0.limit, 4), $0.outcome.words,
                            ]
                        })),
            ])
    }

    private var closing: [RecordSection] {
        let missing = shortcomings
        return [
            RecordSection(
                "Statements",
                [
                    .facts([
                        Fact("Decision rule", record.decisionRule ?? "no statement of conformity was asked for"),
                        Fact(
                            "Interval",
                            "no recommendation on when to calibrate again is part of this record; the days above say for how long the program uses the set"
                        ),
                        Fact("SHA-256 of the raw data", rawHash ?? "not computed"),
                        Fact("Run", outcome.run.id), Fact("Program", software),
                        Fact("Fingerprint of the set", outcome.set.fingerprint),
                        Fact("Entry of the register, number:SHA-256", record.registerEntry ?? "the set was not kept"),
                        Fact("Authorised by", record.authorisedBy ?? "not stated"),
                    ]),
                    .words(CalibrationRecord.statement),
                ] + (outcome.run.notes.isEmpty ? [] : [.words("Remarks:"), .list(outcome.run.notes)])),
            RecordSection(
                "Missing in this record",
                missing.isEmpty ? [.words("Nothing that this program looks for.")] : [.list(missing)]),
        ]
    }
}

extension DecisionRule.Outcome {
    /// The outcome for people.
    var words: String {
        switch self {
        case .pass: "within the limit"
        case .undecided: "undecided: the uncertainty reaches over the limit"
        case .fail: "beyond the limit"
        }
    }
}
