extension CalibrationOutcome {
    /// The evaluations in the manner of standards, each with what of it nobody here has seen.
    var evaluations: [RecordSection] { [iso376Section, e74Section, verificationSection, mapSection] }

    private static func section(_ manner: Manner, _ blocks: [RecordSection.Block]) -> RecordSection {
        RecordSection(
            "In the manner of \(manner.standard)",
            [.words("Informative only, no test by the standard: \(manner.unseen).")] + blocks, isInformative: true)
    }

    private static func notDone(_ manner: Manner, _ reason: String) -> RecordSection {
        section(manner, [.words("Not evaluated: \(reason).")])
    }

    private var iso376Section: RecordSection {
        let evaluation: ISO376Evaluation
        switch iso376 {
        case .not(let reason): return Self.notDone(.iso376, reason)
        case .done(let value): evaluation = value
        }
        let n = Self.number
        let rows = evaluation.rows.map { row in
            [
                n(row.force, 7), n(row.meanDeflection, 7), n(row.reproducibility, 3), n(row.repeatability, 3),
                n(row.interpolation, 3), n(row.reversibility, 3),
                evaluation.unverifiedClass(row, case: .d)?.rawValue ?? "none",
            ]
        }
        return Self.section(
            evaluation.manner,
            [
                .table(
                    Table(
                        "Per force, in %; class of the force alone by limits from memory, case D",
                        ["force N", "deflection", "b", "b′", "fc", "v", "class (from memory)"], rows)),
                .facts(
                    [
                        Fact("Zero return f0", n(evaluation.zeroReturn, 3) + " %"),
                        Fact("Creep c", n(evaluation.creep, 3) + " %"),
                    ] + Self.classes(evaluation)),
            ] + uncertainty(evaluation))
    }

    /// The class of the whole range in each case, by limits from memory.
    private static func classes(_ evaluation: ISO376Evaluation) -> [Fact] {
        ISO376Class.Case.allCases.map { kind in
            let name = "Whole range, case \(kind.rawValue), limits from memory"
            guard evaluation.cases.contains(kind) else {
                return Fact(
                    name, "not evaluated: \(kind.reverses ? "no falling forces" : "no creep") or no zero return")
            }
            return Fact(name, evaluation.unverifiedClass(case: kind).map { "class \($0.rawValue)" } ?? "no class")
        }
    }

    /// W of each force for the cases that were measured; what is missing is named and not counted as 0.
    private func uncertainty(_ evaluation: ISO376Evaluation) -> [RecordSection.Block] {
        guard let first = iso376Uncertainties.first else { return [] }
        let n = Self.number
        func stated(_ value: Double?) -> String { value.map { n($0, 3) } ?? "not stated" }
        let interpolates = evaluation.cases.isEmpty || evaluation.cases.contains(where: \.interpolates)
        let rows = zip(evaluation.rows, iso376Uncertainties).map { row, w in
            [
                n(row.force, 7), stated(w.appliedForce), n(w.reproducibility, 3), n(w.repeatability, 3),
                stated(w.resolution), stated(w.creep), stated(w.zeroReturn), stated(w.temperature),
                n(w.interpolation, 3), n(w.expandedAtForces, 3), interpolates ? n(w.expanded, 3) : RecordNumber.absent,
            ]
        }
        var blocks: [RecordSection.Block] = [
            .table(
                Table(
                    "Expanded uncertainty W (k = 2) in %, terms from memory, informative",
                    [
                        "force N", "w1 force", "w2 rotation", "w3 repeat", "w4 resolution", "w5 creep", "w6 zero",
                        "w7 temp.", "w8 interp.", "W, A and B", "W, C and D",
                    ], rows))
        ]
        if !first.undetermined.isEmpty {
            blocks.append(
                .words(
                    "Not stated or not measured, and not counted as 0: \(first.undetermined.joined(separator: ", ")). "
                        + "W is a lower bound while these are open."))
        }
        return blocks
    }

    private var e74Section: RecordSection {
        let evaluation: E74Evaluation
        switch e74 {
        case .not(let reason): return Self.notDone(.astmE74, reason)
        case .done(let value): evaluation = value
        }
        let n = Self.number
        func limit(_ value: Double?) -> String { value.map { n($0, 6) + " N" } ?? "beyond the largest force" }
        var facts = [
            Fact("Degree of the curve", String(evaluation.fit.degree)),
            Fact("Standard deviation s", n(evaluation.deviation, 5) + " " + run.device.quantity),
            Fact("Lower limit factor, 2.4 s", n(evaluation.lowerLimitFactor, 5) + " N"),
            Fact("Class A from (factor from memory)", limit(evaluation.unverifiedClassA)),
            Fact("Class AA from (factor from memory)", limit(evaluation.unverifiedClassAA)),
        ]
        if run.device.resolution == nil {
            facts.append(
                Fact(
                    "Resolution",
                    "not stated: the limit factor may not be below it, so that every limit here may lie higher"))
        }
        if !evaluation.hasEnoughReadings {
            facts.append(Fact("Readings", "fewer than thirty, ten forces and three runs"))
        }
        return Self.section(evaluation.manner, [.facts(facts)])
    }

    private var verificationSection: RecordSection {
        let evaluation: MachineVerification
        switch verification {
        case .not(let reason): return Self.notDone(.iso7500, reason)
        case .done(let value): evaluation = value
        }
        let n = Self.number
        return Self.section(
            evaluation.manner,
            [
                .words("Of the indication with the set of this record, on the readings from which the set stems."),
                .table(
                    Table(
                        "Per force, in %", ["force N", "q", "b", "v", "a"],
                        evaluation.rows.map { row in
                            [
                                n(row.force, 7), RecordNumber.fixed(row.error, 4), n(row.repeatability, 3),
                                n(row.reversibility, 3),
                                run.device.resolution == nil ? RecordNumber.absent : n(row.resolution, 3),
                            ]
                        })),
                .facts(
                    [
                        Fact("Zero return f0", n(evaluation.zeroReturn, 3) + " %"),
                        Fact(
                            "Finest class kept by what was measured, limits beside q from memory",
                            evaluation.unverifiedClass?.rawValue ?? "none"),
                    ]
                        + (run.device.resolution == nil
                            ? [
                                Fact(
                                    "Resolution a",
                                    "not stated: the class is one without it, and the resolution may forbid it")
                            ] : [])),
            ])
    }

    private var mapSection: RecordSection {
        let map: PositionMap
        switch self.map {
        case .not(let reason): return Self.notDone(.astmF3109, reason)
        case .done(let value): map = value
        }
        let n = Self.number
        let rows = map.points.map { point in
            [
                n(point.load.position.x, 4), n(point.load.position.y, 4), n(point.load.force, 6),
                RecordNumber.fixed(point.forceError, 3), RecordNumber.fixed(point.forcePercent, 3),
                n(point.positionError?.x, 3), n(point.positionError?.y, 3),
                point.keepsForceLimit && point.keepsPositionLimit != false ? "within" : "beyond",
            ]
        }
        var blocks: [RecordSection.Block] = [
            .positionPlot(PositionPlot.points(map)),
            .table(
                Table(
                    "Per place and force; limits suggested by this project",
                    ["x mm", "y mm", "force N", "error N", "error %", "Ex mm", "Ey mm", "limits"], rows)),
            .facts([
                Fact(
                    "Force error, largest and RMS",
                    "\(n(map.forceErrors?.largest, 3)) N, \(n(map.forceErrors?.rootMeanSquare, 3)) N"),
                Fact(
                    "Place error, largest and RMS",
                    "\(n(map.distances?.largest, 3)) mm, \(n(map.distances?.rootMeanSquare, 3)) mm"),
                Fact(
                    "Crosstalk, largest and RMS",
                    "\(n(map.crosstalk?.largest, 3)) %, \(n(map.crosstalk?.rootMeanSquare, 3)) %"),
            ]),
        ]
        if !map.shortcomings.isEmpty {
            blocks.append(.words("No whole map: " + map.shortcomings.joined(separator: ", ") + "."))
        }
        return Self.section(map.manner, blocks)
    }
}
