import SignalCore

extension ResultsDocument {
    /// Columns of the tidy table.
    static let columns = [
        "recording", "athlete", "test", "trial", "metric", "limb", "value", "unit", "status", "method", "index",
        "larger", "ci_low", "ci_high", "n", "verdict", "lost", "preset", "software",
    ]

    /// The tidy table with its header row: one value a row, limb `left`, `right`, `both` or `asymmetry`.
    ///
    /// `recording` is the id, else the source. `trial` is empty for a summary row. An absent value is an empty field with
    /// its status; limbs that a metric does not have make no row.
    public func csv() -> String {
        var text = Self.columns.joined(separator: ",") + "\n"
        for recording in recordings {
            for trial in recording.trials {
                for metric in trial.metrics { rows(metric, of: trial, in: recording, &text) }
            }
            for summary in recording.summary { rows(summary, in: recording, &text) }
            for row in recording.spread?.rows ?? [] { rows(row, in: recording, &text) }
        }
        return text
    }

    private struct Row {
        var trial = ""
        var metric = ""
        var limb = ""
        var value: Double?
        var unit = ""
        var status = ""
        var method = ""
        var index = ""
        var larger = ""
        var low: Double?
        var high: Double?
        var count = ""
        var verdict = ""
        var lost = ""
    }

    private func append(
        _ row: Row, _ recording: RecordingResult, _ text: inout String, preset other: String? = nil
    ) {
        func number(_ value: Double?) -> String { value.flatMap(NumberText.significant) ?? "" }
        let fields = [
            recording.info.id ?? recording.info.source, recording.info.athlete ?? "", recording.test.rawValue,
            row.trial, row.metric, row.limb, number(row.value), row.unit, row.status, row.method, row.index,
            row.larger, number(row.low), number(row.high), row.count, row.verdict, row.lost, other ?? preset,
            software,
        ]
        text += fields.map(Self.field).joined(separator: ",") + "\n"
    }

    /// A field in quotes where it needs them (RFC 4180).
    static func field(_ value: String) -> String {
        guard value.contains(where: { ",\"\n\r".contains($0) || $0 == "\r\n" }) else { return value }
        return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private func rows(
        _ metric: MetricResult, of trial: TrialResult, in recording: RecordingResult, _ text: inout String
    ) {
        var row = Row(trial: String(trial.index), metric: metric.id, unit: metric.unit, method: metric.method)
        row.status = metric.status.rawValue
        row.lost = String(metric.lost)
        let limbs: [(String, Double?)] = [("left", metric.left), ("right", metric.right), ("both", metric.both)]
        for (limb, value) in limbs where value != nil || (limb == "both" && !metric.status.carriesValue) {
            row.limb = limb
            row.value = value
            append(row, recording, &text)
        }
        guard let asymmetry = metric.asymmetry else { return }
        row.limb = "asymmetry"
        row.value = asymmetry.value
        row.unit = asymmetry.unit
        row.status = asymmetry.status.rawValue
        row.index = asymmetry.index
        row.larger = asymmetry.larger?.rawValue ?? ""
        append(row, recording, &text)
    }

    /// A row a method; the document's own method has its rows already.
    private func rows(_ spread: MethodSpread.Row, in recording: RecordingResult, _ text: inout String) {
        for value in spread.values where value.preset != preset {
            var row = Row(
                trial: String(spread.trial), metric: spread.metric, limb: spread.quantity.rawValue, unit: spread.unit,
                method: value.method)
            row.value = value.value
            row.status = value.status.rawValue
            row.larger = value.larger?.rawValue ?? ""
            if spread.quantity == .asymmetry { row.index = value.index }
            append(row, recording, &text, preset: value.preset)
        }
    }

    private func rows(_ summary: MetricSummary, in recording: RecordingResult, _ text: inout String) {
        var row = Row(metric: summary.id, unit: summary.unit, method: summary.method)
        row.count = String(summary.count)
        row.status = summary.status.rawValue
        let limbs: [(String, Double?)] = [("left", summary.left), ("right", summary.right), ("both", summary.both)]
        for (limb, value) in limbs where value != nil {
            row.limb = limb
            row.value = value
            append(row, recording, &text)
        }
        guard let asymmetry = summary.asymmetry else { return }
        row.limb = "asymmetry"
        row.value = asymmetry.value
        row.unit = asymmetry.unit
        row.status = asymmetry.status.rawValue
        row.index = asymmetry.index
        row.larger = asymmetry.larger?.rawValue ?? ""
        row.low = summary.interval?.lowerBound
        row.high = summary.interval?.upperBound
        row.verdict = summary.verdict?.rawValue ?? ""
        append(row, recording, &text)
    }
}
