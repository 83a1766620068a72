import SignalCore

extension RecordDocument {
    /// The document for programs: schema `bilanx.calibration/1`, nine significant digits, what is absent left out.
    public var json: String {
        let device = outcome.run.device
        let members: [RecordValue.Member] = [
            .init("schema", Self.schema), .init("kind", "record"), .init("title", CalibrationRecord.title),
            .init("informative", true), .init("accredited", false), .init("software", software), .init("id", record.id),
            .init("laboratory", record.laboratory.isEmpty ? nil : record.laboratory), .init("client", record.client),
            .init("method", record.method.isEmpty ? nil : record.method), .init("condition", record.condition),
            .init("received", record.received), .init("calibrated", outcome.run.day), .init("issued", record.issued),
            .init("authorised_by", record.authorisedBy), .init("decision_rule", record.decisionRule),
            .init("register_entry", record.registerEntry), .init("statement", CalibrationRecord.statement),
            .init(
                "device",
                .object([
                    .init("model", device.model), .init("serial", device.serial), .init("firmware", device.firmware),
                    .init("channels", device.channels), .init("quantity", device.quantity),
                    .init("rate_hz", device.rate), .init("resolution", device.resolution),
                    .init("capacity_N", device.capacity), .init("side", outcome.run.side?.rawValue),
                ])),
            .init("environment", RecordJSON.environment(outcome.run)),
            .init("weights", .array(outcome.run.masses.map(RecordJSON.mass))),
            .init("run", RecordJSON.run(outcome.run, hash: rawHash)),
            .init(
                "temperature_runs",
                record.temperatureRuns.isEmpty
                    ? .absent
                    : .array(
                        record.temperatureRuns.map { other in
                            .object([
                                .init("run", other.run), .init("raw_sha256", other.rawHash),
                                .init("temperature_C", other.temperature.map { [$0.lowerBound, $0.upperBound] }),
                            ])
                        })),
            .init("as_found", found.map { RecordJSON.found($0, hash: foundHash) } ?? .absent),
            .init("as_found_check", check.map(RecordJSON.check) ?? .absent),
        ]
        return RecordValue.object(
            members + outcome.members + [.init("missing", shortcomings)]
        ).text() + "\n"
    }
}

extension CalibrationOutcome {
    /// The document of `fit` for programs.
    public func json(software: String, rawHash: String?) -> String {
        RecordValue.object(
            [
                .init("schema", RecordDocument.schema), .init("kind", "fit"), .init("software", software),
                .init("run", RecordJSON.run(run, hash: rawHash)),
            ] + members
        ).text() + "\n"
    }

    /// Set, characteristics, evaluations and budget.
    var members: [RecordValue.Member] {
        [
            .init("set", RecordJSON.set(set)), .init("fit", fitValue),
            .init(
                "evaluations",
                .object([
                    .init("iso376", RecordJSON.evaluation(iso376) { RecordJSON.iso376($0, iso376Uncertainties) }),
                    .init("astm_e74", RecordJSON.evaluation(e74, RecordJSON.e74)),
                    .init("iso7500_1", RecordJSON.evaluation(verification, RecordJSON.verification)),
                    .init("astm_f3109", RecordJSON.evaluation(map, RecordJSON.map)),
                ])),
            .init("temperature_limit_per_K", temperatureLimit), .init("budget", RecordJSON.budget(set.budget)),
        ]
    }

    private var fitValue: RecordValue {
        guard case .curve(let analysis) = fit else { return .absent }
        let series = analysis.series
        return .object([
            .init("degree", analysis.degree), .init("refused_turning", analysis.refusedTurning),
            .init("deviation_N", analysis.fit.deviation),
            .init(
                "f_tests",
                .array(
                    analysis.tests.map {
                        .object([
                            .init("from", $0.from), .init("f", $0.ratio), .init("critical", $0.critical),
                            .init("significant", $0.isSignificant),
                        ])
                    })),
            .init(
                "residuals",
                .array(
                    analysis.residuals.map {
                        .object([
                            .init("force_N", $0.point.force), .init("raw", $0.point.raw),
                            .init("direction", $0.point.direction.rawValue), .init("series", $0.point.series),
                            .init("residual_N", $0.newtons),
                        ])
                    })),
            .init("nonlinearity_best_fit_percent", analysis.bestFitLinearity.percent),
            .init("nonlinearity_end_point_percent", analysis.endPointLinearity.percent),
            .init("hysteresis_N", series.hysteresis), .init("repeatability_N", series.repeatability),
            .init("reproducibility_N", series.reproducibility),
            .init("reversibility_percent", series.reversibilityPercent),
            .init("creep_percent", analysis.creep?.percent), .init("creep_style", analysis.creep?.style.rawValue),
            .init("zero_return_N", analysis.zero?.largestReturn), .init("zero_drift_N", analysis.zero?.drift),
            .init("zero_drift_N_per_h", analysis.zero?.driftPerHour),
            .init("eccentricity_N", analysis.eccentricity?.largest),
            .init("eccentricity_at_N", analysis.eccentricity?.force),
        ])
    }
}
