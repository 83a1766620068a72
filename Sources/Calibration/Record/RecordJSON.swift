import SignalCore

/// The parts of the document for programs.
enum RecordJSON {
    static func environment(_ run: CalibrationRun) -> RecordValue {
        let (climate, gravity, air) = (run.climate, run.site.gravity, run.climate.air)
        return .object([
            .init("place", run.site.name), .init("latitude_deg", run.site.latitude),
            .init("height_m", run.site.height), .init("temperature_C", climate.temperature),
            .init("temperature_u_C", climate.temperatureUncertainty), .init("humidity_percent", climate.humidity),
            .init("humidity_u_percent", climate.humidityUncertainty), .init("pressure_hPa", climate.pressure),
            .init("pressure_u_hPa", climate.pressureUncertainty), .init("gravity_m_s2", gravity.value),
            .init("gravity_u_m_s2", gravity.uncertainty), .init("gravity_source", gravity.source),
            .init("air_density_kg_m3", air.value), .init("air_density_u_kg_m3", air.uncertainty),
        ])
    }

    static func mass(_ mass: ReferenceMass) -> RecordValue {
        .object([
            .init("id", mass.id), .init("class", mass.accuracyClass), .init("mass_kg", mass.mass),
            .init("conventional", mass.isConventional), .init("U_kg", mass.expandedUncertainty),
            .init("k", mass.coverageFactor), .init("density_kg_m3", mass.density),
            .init("certificate", mass.certificate), .init("due", mass.due),
        ])
    }

    static func run(_ run: CalibrationRun, hash: String?) -> RecordValue {
        let rows = run.plan.steps.enumerated().map { number, step -> RecordValue in
            let reading = run.reading(number)
            return .object([
                .init("step", number + 1), .init("kind", step.kind.rawValue), .init("series", step.series),
                .init("direction", step.direction.rawValue), .init("rotation_deg", step.rotation),
                .init("position_mm", step.position), .init("weights", step.masses),
                .init("force_N", run.load(step)?.force), .init("force_u_N", run.load(step)?.uncertainty),
                .init("means", reading?.means), .init("deviations", reading?.deviations),
                .init("count", reading.map { .integer($0.count) } ?? .absent),
                .init("temperature_C", reading?.temperature),
                .init("reference_N", reading?.reference.map { [$0.x, $0.y, $0.z] }),
            ])
        }
        return .object([
            .init("id", run.id), .init("started", run.started), .init("phase", run.phase.rawValue),
            .init("operator", run.operatorName), .init("plan", run.plan.name), .init("warm_up_min", run.warmUp),
            .init("raw_sha256", hash), .init("readings", .array(rows)), .init("concerns", run.concerns),
            .init("notes", run.notes),
        ])
    }

    static func found(_ outcome: CalibrationOutcome, hash: String?) -> RecordValue {
        .object([.init("run", run(outcome.run, hash: hash)), .init("set", set(outcome.set))])
    }

    static func check(_ check: AsFoundCheck) -> RecordValue {
        .object([
            .init("scale", check.scale), .init("outcome", check.outcome.rawValue),
            .init(
                "rows",
                .array(
                    check.rows.map {
                        .object([
                            .init("force_N", $0.force), .init("error_N", $0.error), .init("U_N", $0.expanded),
                            .init("limit_N", $0.limit), .init("outcome", $0.outcome.rawValue),
                        ])
                    })),
        ])
    }

    static func set(_ set: CalibrationSet) -> RecordValue {
        .object([
            .init("id", set.id), .init("run", set.run), .init("interim", set.isInterim),
            .init("phase", set.phase.rawValue), .init("coefficients", set.isPlate ? nil : set.coefficients),
            .init("coefficient_half_widths", set.isPlate ? nil : set.coefficientHalfWidths),
            .init("cells", set.cells.map(cells) ?? .absent), .init("matrix", set.matrix.map(matrix) ?? .absent),
            .init("temperature", set.temperatureModel.map(temperature) ?? .absent),
            .init("temperature_C", set.temperature), .init("range_N", [set.range.lowerBound, set.range.upperBound]),
            .init("relative_uncertainty", set.relativeUncertainty), .init("from", set.from), .init("until", set.until),
            .init("fingerprint", set.fingerprint),
        ])
    }

    private static func temperature(_ model: TemperatureModel) -> RecordValue {
        .object([
            .init("temperature_C", model.temperature), .init("span_per_K", model.span),
            // With two temperatures nothing is left over to tell an uncertainty.
            .init("span_u_per_K", model.spanUncertainty > 0 ? model.spanUncertainty : nil),
            .init("zero_per_K", model.zero),
            .init("zero_u_per_K", model.zeroUncertainty > 0 ? model.zeroUncertainty : nil),
        ])
    }

    private static func cells(_ cells: PlateCells) -> RecordValue {
        .object([
            .init("positions_mm", .array(cells.positions.map { .array([.number($0.x), .number($0.y)]) })),
            .init("gains", cells.gains), .init("gain_half_widths", cells.halfWidths), .init("zeros", cells.zeros),
            .init("mismatch_percent", cells.mismatchPercent),
            .init("largest_force_residual_N", cells.largestForceResidual),
            .init("largest_position_residual_mm", cells.largestPositionResidual), .init("condition", cells.condition),
        ])
    }

    private static func matrix(_ matrix: PlateMatrix) -> RecordValue {
        .object([
            .init("components", matrix.components.map(\.rawValue)),
            .init("channels", .array(matrix.channels.map { .integer($0) })),
            .init("rows", .array(matrix.rows.map { .array($0.map { .number($0) }) })),
            .init(
                "standard_errors",
                matrix.standardErrors.map { .array($0.map { .array($0.map { .number($0) }) }) } ?? .absent),
            .init("height_mm", matrix.height), .init("loads", matrix.count), .init("rank", matrix.rank),
            .init("condition", matrix.condition),
            .init("residual_percent", .array(matrix.residualPercent.map { $0.map { .number($0) } ?? .absent })),
            .init("off_diagonal_percent", matrix.offDiagonalPercent),
        ])
    }

    static func budget(_ budget: UncertaintyBudget) -> RecordValue {
        .object([
            .init("force_N", budget.force),
            .init(
                "contributions",
                .array(
                    budget.contributions.map {
                        .object([
                            .init("source", $0.name), .init("value", $0.value),
                            .init("distribution", $0.distribution.rawValue), .init("divisor", $0.divisor),
                            .init("sensitivity", $0.sensitivity), .init("u_N", $0.newtons),
                            .init("degrees_of_freedom", $0.degreesOfFreedom), .init("shared", $0.isShared),
                            .init("of_gain", $0.isOfGain),
                        ])
                    })),
            .init("combined_N", budget.combined), .init("effective_degrees", budget.effectiveDegrees),
            .init("k", budget.coverageFactor), .init("U_N", budget.expanded),
            .init("undetermined", budget.undetermined),
        ])
    }

    // MARK: Evaluations

    static func evaluation<Value>(
        _ evaluation: CalibrationOutcome.Evaluation<Value>, _ members: (Value) -> [RecordValue.Member]
    ) -> RecordValue {
        switch evaluation {
        case .not(let reason): .object([.init("informative", true), .init("not_evaluated", reason)])
        case .done(let value): .object([.init("informative", true)] + members(value))
        }
    }

    static func iso376(
        _ evaluation: ISO376Evaluation, _ uncertainties: [ISO376Uncertainty]
    ) -> [RecordValue.Member] {
        func terms(_ w: ISO376Uncertainty?) -> [RecordValue.Member] {
            guard let w else { return [] }
            return [
                .init("w1", w.appliedForce), .init("w2", w.reproducibility), .init("w3", w.repeatability),
                .init("w4", w.resolution), .init("w5", w.creep), .init("w6", w.zeroReturn),
                .init("w7", w.temperature), .init("w8", w.interpolation), .init("W_cases_AB", w.expandedAtForces),
                .init("W_cases_CD", w.expanded),
            ]
        }
        return [
            .init("unseen", evaluation.manner.unseen), .init("zero_return_percent", evaluation.zeroReturn),
            .init("creep_percent", evaluation.creep),
            .init("cases", evaluation.cases.map(\.rawValue)),
            .init("unverified_class_case_d", evaluation.unverifiedClass(case: .d)?.rawValue),
            .init("W_unverified", true), .init("W_undetermined", uncertainties.first?.undetermined ?? []),
            .init(
                "rows",
                .array(
                    evaluation.rows.enumerated().map { k, row in
                        .object(
                            [
                                .init("force_N", row.force), .init("b", row.reproducibility),
                                .init("b_prime", row.repeatability), .init("fc", row.interpolation),
                                .init("v", row.reversibility),
                            ] + terms(k < uncertainties.count ? uncertainties[k] : nil))
                    })),
        ]
    }

    static func e74(_ evaluation: E74Evaluation) -> [RecordValue.Member] {
        [
            .init("unseen", evaluation.manner.unseen), .init("degree", evaluation.fit.degree),
            .init("s", evaluation.deviation), .init("llf_N", evaluation.lowerLimitFactor),
            .init("unverified_class_a_N", evaluation.unverifiedClassA),
            .init("unverified_class_aa_N", evaluation.unverifiedClassAA),
            .init("enough_readings", evaluation.hasEnoughReadings),
        ]
    }

    static func verification(_ evaluation: MachineVerification) -> [RecordValue.Member] {
        [
            .init("unseen", evaluation.manner.unseen), .init("zero_return_percent", evaluation.zeroReturn),
            .init("unverified_class", evaluation.unverifiedClass?.rawValue),
            .init(
                "rows",
                .array(
                    evaluation.rows.map {
                        .object([
                            .init("force_N", $0.force), .init("q", $0.error), .init("b", $0.repeatability),
                            .init("v", $0.reversibility),
                        ])
                    })),
        ]
    }

    static func map(_ map: PositionMap) -> [RecordValue.Member] {
        [
            .init("unseen", map.manner.unseen), .init("keeps_suggested_limits", map.keepsSuggestedLimits),
            .init("missing", map.shortcomings),
            .init(
                "points",
                .array(
                    map.points.map {
                        .object([
                            .init("position_mm", $0.load.position), .init("force_N", $0.load.force),
                            .init("error_N", $0.forceError), .init("error_percent", $0.forcePercent),
                            .init("position_error_mm", $0.positionError),
                            .init("crosstalk_percent", $0.crosstalkPercent),
                        ])
                    })),
        ]
    }
}
