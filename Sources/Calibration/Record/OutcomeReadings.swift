import SignalCore

extension CalibrationOutcome {
    /// Every reading that counts with its spread, and the residuals of a curve with their plot.
    var residualSection: RecordSection? {
        var blocks: [RecordSection.Block] = [.table(Self.readings(run, residual: residual))]
        if case .curve(let analysis) = fit {
            blocks.append(
                .residualPlot(
                    analysis.residuals.map {
                        ResidualPlot.Point(
                            force: $0.point.force, residual: $0.newtons, isFalling: $0.point.direction == .descending,
                            series: $0.point.series)
                    }))
        }
        return RecordSection("Readings and residuals", blocks)
    }

    /// The residual in newtons of a step; nil where the fit tells none.
    private func residual(_ number: Int) -> Double? {
        let step = run.plan.steps[number]
        switch fit {
        case .curve(let analysis):
            // Residuals stand in the order of the steps that count for the curve.
            guard step.kind == .zero || step.kind == .load else { return nil }
            let before = run.plan.steps.indices.prefix(number).count { k in
                let kind = run.plan.steps[k].kind
                return (kind == .zero || kind == .load) && run.reading(k) != nil && run.load(run.plan.steps[k]) != nil
            }
            return before < analysis.residuals.count ? analysis.residuals[before].newtons : nil
        case .zeroSpan(let analysis):
            guard step.kind == .zero || step.kind == .load, let force = run.load(step)?.force,
                let reading = run.reading(number)
            else { return nil }
            return force - analysis.twoPoint.force(reading.sum)
        case .cells, .sixComponents:
            guard step.kind == .load || step.kind == .corner || step.kind == .zero, let zeros = run.zeroMeans,
                let reading = run.reading(number), let force = reading.reference?.z ?? run.load(step)?.force,
                reading.means.count == zeros.count
            else { return nil }
            let values = zip(reading.means, zeros).map { $0 - $1 }
            if let cells = set.cells { return force - zip(cells.gains, values).reduce(0) { $0 + $1.0 * $1.1 } }
            guard case .sixComponents(let calibration) = fit, let row = calibration.fit.components.firstIndex(of: .fz)
            else { return nil }
            return calibration.fit.load(values).map { force - $0[row] }
        }
    }

    /// The readings of a run, a row a step.
    static func readings(_ run: CalibrationRun, residual: ((Int) -> Double?)? = nil) -> Table {
        let unit = run.device.quantity
        var rows: [[String]] = []
        for (number, step) in run.plan.steps.enumerated() {
            guard let reading = run.reading(number) else {
                rows.append(
                    [String(number + 1), step.kind.rawValue, "", "", "not done", "", ""]
                        + (residual == nil ? [] : [""]))
                continue
            }
            var what = step.kind.rawValue + (step.direction == .descending ? " down" : "")
            if let place = step.position {
                what += " at \(RecordNumber.significant(place.x, 4)), \(RecordNumber.significant(place.y, 4)) mm"
            }
            let force = run.load(step)?.force
            let channels = reading.means.indices
            rows.append(
                [
                    String(number + 1), what, "\(step.series + 1) / \(RecordNumber.significant(step.rotation, 4))°",
                    RecordNumber.fixed(force, 4),
                    channels.map { RecordNumber.significant(reading.means[$0], 9) }.joined(separator: " "),
                    reading.deviations.map { RecordNumber.significant($0, 3) }.joined(separator: " "),
                    String(reading.count),
                ] + (residual.map { [RecordNumber.fixed($0(number), 4)] } ?? []))
        }
        return Table(
            "Readings of run \(run.id)",
            ["step", "what", "series", "force N", "mean \(unit)", "SD \(unit)", "n"]
                + (residual == nil ? [] : ["residual N"]), rows)
    }

    /// What the runs up and down say beside the curve.
    var characteristics: RecordSection? {
        guard case .curve(let analysis) = fit else { return nil }
        let n = Self.number
        func pair(_ newtons: Double?, _ percent: Double?) -> [String] { [n(newtons, 4), n(percent, 3)] }
        let series = analysis.series
        let zero = analysis.zero
        var rows = [
            ["nonlinearity, best straight line"]
                + pair(analysis.bestFitLinearity.newtons, analysis.bestFitLinearity.percent),
            ["nonlinearity, line through the end points"]
                + pair(analysis.endPointLinearity.newtons, analysis.endPointLinearity.percent),
            ["hysteresis"] + pair(series.hysteresis, series.hysteresisPercent),
            ["repeatability, without rotation (SD)"] + pair(series.repeatability, series.repeatabilityPercent),
            ["reproducibility, with rotation (range)"] + pair(series.reproducibility, series.reproducibilityPercent),
            ["reversibility, of the reading"] + pair(nil, series.reversibilityPercent),
            ["zero return"] + pair(zero?.largestReturn, zero?.returnPercent),
            ["zero drift, first to last"] + pair(zero?.drift, nil),
        ]
        // A share of the reading has no newtons of its own, and a drift no share.
        rows[5][1] = series.reversibilityPercent == nil ? RecordNumber.absent : "-"
        rows[7][2] = zero == nil ? RecordNumber.absent : "-"
        let creep = analysis.creep.map { creep in
            creep.style == .dataSheet ? "creep, 30 s to 30 min, of the reading" : "creep, 30 s to 300 s, of the reading"
        }
        rows.append([
            creep ?? "creep", analysis.creep == nil ? RecordNumber.absent : "-", n(analysis.creep?.percent, 3),
        ])
        let place = analysis.eccentricity
        rows.append(
            ["eccentricity" + (place.map { " under \(n($0.force, 6)) N, of that force" } ?? "")]
                + pair(place?.largest, place.map { 100 * $0.largest / $0.force }))
        return RecordSection(
            "Characteristics",
            [
                .table(
                    Table("In newtons and in % of full scale unless said", ["characteristic", "N", "%"], rows))
            ])
    }
}
