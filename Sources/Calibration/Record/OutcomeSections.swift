import SignalCore

extension CalibrationOutcome {
    typealias Table = RecordSection.Table
    typealias Fact = RecordSection.Fact

    static func number(_ value: Double?, _ digits: Int = 5) -> String { RecordNumber.significant(value, digits) }

    /// The fit with its coefficients, tests, residuals, characteristics, evaluations and budget: what `fit` prints.
    public var sections: [RecordSection] {
        [model] + [residualSection, characteristics].compactMap { $0 } + evaluations + [Self.budget(set.budget)]
    }

    /// The curve, the gains or the matrix.
    var model: RecordSection {
        var blocks: [RecordSection.Block] = []
        let unit = run.device.quantity
        var facts = [
            Fact("Set", set.id), Fact("Holds", Self.validity(set)), Fact("Temperature of use", temperatureOfUse),
        ]
        switch fit {
        case .curve(let analysis):
            facts.append(Fact("Model", "polynomial of degree \(analysis.degree), force over reading"))
            if analysis.refusedTurning {
                facts.append(Fact("Refused", "a higher degree, because its curve turns round in the range"))
            }
            facts.append(Fact("Standard deviation of the residuals", Self.number(analysis.fit.deviation) + " N"))
            blocks = [.facts(facts), .table(coefficients(unit))]
            if !analysis.tests.isEmpty {
                blocks.append(
                    .table(
                        Table(
                            "F tests of the degree", ["degrees", "F", "F at 95 %", "higher degree"],
                            analysis.tests.map {
                                [
                                    "\($0.from) to \($0.from + 1)",
                                    $0.ratio.isFinite ? Self.number($0.ratio) : "beyond any",
                                    Self.number($0.critical), $0.isSignificant ? "explains more" : "explains no more",
                                ]
                            })))
            }
            if let temperature = analysis.temperatureModel {
                blocks.append(.facts(Self.temperature(temperature, unit)))
            }
        case .zeroSpan:
            facts.append(Fact("Model", "zero and one weight: the straightness was not examined; interim use only"))
            blocks = [.facts(facts), .table(coefficients(unit))]
        case .cells: blocks = [.facts(facts)] + (set.cells.map(cellBlocks) ?? [])
        case .sixComponents: blocks = [.facts(facts)] + (set.matrix.map(matrixBlocks) ?? [])
        }
        return RecordSection("Result", blocks)
    }

    /// Within which temperatures the set may be used, and by what that is known.
    private var temperatureOfUse: String {
        if set.temperatureModel != nil { return "any, by the model below; the sensor's own has to be known" }
        let kelvin = "within \(Self.number(TemperatureModel.largestDifference)) K of "
        let place =
            set.temperature.map { kelvin + Self.number($0) + " °C" } ?? "not known: nobody measured at the calibration"
        guard let limit = temperatureLimit else { return place + "; no coefficient is known" }
        return place + "; span within \(Self.number(1e6 * limit, 3)) ppm/K as stated"
    }

    private static func validity(_ set: CalibrationSet) -> String {
        guard let from = set.from, let until = set.until else { return "no date is known" }
        return "\(from) to \(until), \(number(set.range.lowerBound)) N to \(number(set.range.upperBound, 7)) N"
    }

    private func coefficients(_ unit: String) -> Table {
        Table(
            "Coefficients", ["power", "value", "95 % interval", "unit"],
            zip(set.coefficients, set.coefficientHalfWidths).enumerated().map { k, pair in
                let per = k == 0 ? "N" : k == 1 ? "N per \(unit)" : "N per \(unit)^\(k)"
                return [String(k), Self.number(pair.0, 9), "± " + Self.number(pair.1, 3), per]
            })
    }

    static func temperature(_ model: TemperatureModel, _ unit: String) -> [Fact] {
        func sure(_ value: Double) -> String {
            value > 0 ? "± \(number(2 * value, 3)) (k = 2)" : "uncertainty not determined: two temperatures alone"
        }
        return [
            Fact("Temperature of the calibration", number(model.temperature) + " °C"),
            Fact("Span per kelvin", number(1e6 * model.span) + " ppm/K " + sure(1e6 * model.spanUncertainty)),
            Fact("Zero per kelvin", number(model.zero) + " \(unit)/K " + sure(model.zeroUncertainty)),
        ]
    }

    private func cellBlocks(_ cells: PlateCells) -> [RecordSection.Block] {
        let mismatch = cells.mismatchPercent
        let rows = cells.gains.indices.map { k in
            [
                k < run.device.channels.count ? run.device.channels[k] : String(k + 1),
                Self.number(cells.positions[k].x), Self.number(cells.positions[k].y), Self.number(cells.gains[k], 9),
                cells.halfWidths.map { "± " + Self.number($0[k], 3) } ?? RecordNumber.absent,
                Self.number(mismatch[k], 3), Self.number(cells.zeros[k], 9),
            ]
        }
        let unit = run.device.quantity
        return [
            .facts([
                Fact("Model", "one gain for each of \(cells.gains.count) cells"),
                Fact("Condition of the equations", Self.number(cells.condition, 4)),
                Fact("Largest error of force", Self.number(cells.largestForceResidual, 3) + " N"),
                Fact("Largest error of place", Self.number(cells.largestPositionResidual, 3) + " mm"),
            ]),
            .table(
                Table(
                    "Cells",
                    [
                        "channel", "x mm", "y mm", "gain N/\(unit)", "95 % interval", "beside the mean %",
                        "zero \(unit)",
                    ],
                    rows)),
        ]
    }

    private func matrixBlocks(_ matrix: PlateMatrix) -> [RecordSection.Block] {
        let names = matrix.channels.map { $0 < run.device.channels.count ? run.device.channels[$0] : String($0 + 1) }
        var facts = [
            Fact("Model", "matrix of \(matrix.components.count) components by \(matrix.channels.count) channels"),
            Fact("Loads", String(matrix.count)), Fact("Rank", "\(matrix.rank) of \(matrix.channels.count)"),
            Fact("Condition", Self.number(matrix.condition, 4)),
            Fact("Surface above the origin", Self.number(matrix.height) + " mm"),
        ]
        if matrix.components.count < 6 {
            facts.append(
                Fact("Not identified", "Fx, Fy and Mz: weights alone load \(Self.names(matrix.components)) only"))
        }
        let rows = matrix.rows.enumerated().map { i, row in
            [matrix.components[i].rawValue.capitalisedFirst] + row.map { Self.number($0, 7) } + [
                matrix.residualPercent[i].map { Self.number($0, 3) } ?? RecordNumber.absent,
                matrix.offDiagonalPercent.map { Self.number($0[i], 3) } ?? RecordNumber.absent,
            ]
        }
        return [
            .facts(facts),
            .table(
                Table(
                    "Matrix in N and N·m per \(run.device.quantity)",
                    ["row"] + names + ["residual %", "off-diagonal %"], rows)),
        ]
    }

    private static func names(_ components: [LoadComponent]) -> String {
        components.map(\.rawValue.capitalisedFirst).joined(separator: ", ")
    }

    /// The budget of an uncertainty.
    static func budget(_ budget: UncertaintyBudget) -> RecordSection {
        let shares = budget.shares
        let rows = budget.contributions.enumerated().map { k, source in
            [
                source.name, number(source.value, 4), source.distribution.rawValue, divisor(source),
                number(source.sensitivity, 4), number(source.newtons, 4),
                source.degreesOfFreedom.map { number($0, 3) } ?? "∞",
                k < shares.count ? RecordNumber.fixed(100 * shares[k], 1) : RecordNumber.absent,
            ]
        }
        let degrees = budget.effectiveDegrees
        var blocks: [RecordSection.Block] = [
            .table(
                Table(
                    "Contributions at \(number(budget.force, 7)) N",
                    [
                        "source", "value", "distribution", "divisor", "sensitivity", "u in N", "degrees of freedom",
                        "share %",
                    ], rows)),
            .facts([
                Fact("Combined standard uncertainty", number(budget.combined, 3) + " N"),
                Fact("Effective degrees of freedom", degrees.isFinite ? number(degrees, 4) : "∞"),
                Fact("Coverage factor k", number(budget.coverageFactor, 4)),
                Fact(
                    "Expanded uncertainty U",
                    "\(number(budget.expanded, 3)) N at \(number(budget.force, 7)) N"
                        + (budget.force > 0 ? " (\(number(100 * budget.expanded / budget.force, 2)) %)" : "")
                        + ", covering about 95 %"),
            ]),
        ]
        if !budget.undetermined.isEmpty {
            blocks.append(
                .words(
                    "Not determined: " + budget.undetermined.joined(separator: ", ")
                        + ". The uncertainty is a lower bound while these are open."))
        }
        return RecordSection("Measurement uncertainty (GUM)", blocks)
    }

    private static func divisor(_ source: Contribution) -> String {
        switch source.distribution {
        case .readings: "√" + number(source.divisor, 4)
        case .standard: "1"
        case .expanded: number(source.divisor, 4)
        case .rectangular: "√3"
        case .triangular: "√6"
        case .resolution: "√12"
        }
    }
}

extension String {
    /// `fx` as `Fx`.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
