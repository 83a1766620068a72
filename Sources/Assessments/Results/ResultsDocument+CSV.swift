import SignalCore
import Symmetry

extension ResultsDocument {
    /// Columns of the tidy table.
    static let columns = [
        "recording", "athlete", "test", "trial", "metric", "limb", "value", "unit", "status", "method", "index",
        "larger", "ci_low", "ci_high", "n", "verdict", "lost", "preset", "software",
    ]

    /// The tidy table with its header row: one value a row, limb `left`, `right`, `both` or `asymmetry`.
    ///
    /// `recording` is the id, else the source, and empty for sets and for what needs two tests. `trial` is empty for a
    /// summary row. An absent value is an empty field with its status; limbs that a metric does not have make no row.
    public func csv() -> String { Self.csvHeader + csvOfRecordings() + csvOfSets() }

    /// The header row of the tidy table.
    public static var csvHeader: String { columns.joined(separator: ",") + "\n" }

    /// The rows of single recordings, so that a long table is written recording by recording.
    public func csvOfRecordings() -> String {
        var text = ""
        for recording in recordings.map(\.withMarks) {
            var row = Row(test: recording.test.rawValue, athlete: recording.info.athlete ?? "")
            row.recording = recording.info.id ?? recording.info.source
            for trial in recording.trials {
                for metric in trial.metrics { append(row.of(metric, trial: trial.index), to: &text) }
            }
            for summary in recording.summary { append(row.of(summary), to: &text) }
            for spread in recording.spread?.rows ?? [] {
                for (row, name) in row.of(spread, besides: preset) { append([row], preset: name, to: &text) }
            }
        }
        return text
    }

    /// The rows of sets and of what needs two tests.
    public func csvOfSets() -> String {
        var text = ""
        for set in sets.map(withMarks) {
            let row = Row(test: set.test.rawValue, athlete: set.athlete ?? "")
            for summary in set.summary { append(row.of(summary), to: &text) }
        }
        for result in derived.map(withMarks) { append(Row.of(result), to: &text) }
        return text
    }

    private func append(_ rows: [Row], preset other: String? = nil, to text: inout String) {
        let end = "," + CSVCell.text(other ?? preset) + "," + CSVCell.text(software) + "\n"
        for row in rows {
            for (k, field) in row.fields.enumerated() {
                if k > 0 { text += "," }
                if !field.isEmpty { text += CSVCell.text(field) }
            }
            text += end
        }
    }
}

/// One row of the tidy table, without the columns that are the same for all.
private struct Row {
    var recording = ""
    var athlete = ""
    var test = ""
    var trial = ""
    var metric = ""
    var limb = ""
    var value: Double?
    var unit = ""
    var status = ""
    var method = ""
    var index = ""
    var larger = ""
    var interval: ClosedRange<Double>?
    var count = ""
    var verdict = ""
    var lost = ""

    init(test: String, athlete: String) {
        self.test = test
        self.athlete = athlete
    }

    var fields: [String] {
        func number(_ value: Double?) -> String { value.flatMap(NumberText.significant) ?? "" }
        return [
            recording, athlete, test, trial, metric, limb, number(value), unit, status, method, index, larger,
            number(interval?.lowerBound), number(interval?.upperBound), count, verdict, lost,
        ]
    }

    func of(_ metric: MetricResult, trial: Int) -> [Row] {
        var row = self
        row.trial = String(trial)
        row.metric = metric.id
        row.unit = metric.unit
        row.method = metric.method
        row.status = metric.status.rawValue
        row.lost = String(metric.lost)
        // A trial says of every metric why it is absent; a summary has said it with them.
        return row.limbs(metric.left, metric.right, metric.both, saysAbsent: !metric.status.carriesValue)
            + row.compared(metric.asymmetry)
    }

    /// A row a method with its name; the document's own method has its rows already.
    func of(_ spread: MethodSpread.Row, besides own: String) -> [(Row, String)] {
        spread.values.filter { $0.preset != own }.map { value in
            var row = self
            row.trial = String(spread.trial)
            row.metric = spread.metric
            row.limb = spread.quantity.rawValue
            row.unit = spread.unit
            row.method = value.method
            row.value = value.value
            row.status = value.status.rawValue
            row.larger = value.larger?.rawValue ?? ""
            if spread.quantity == .asymmetry { row.index = value.index }
            return (row, value.preset)
        }
    }

    func of(_ summary: MetricSummary) -> [Row] {
        var row = self
        row.metric = summary.id
        row.unit = summary.unit
        row.method = summary.method
        row.count = String(summary.count)
        row.status = summary.status.rawValue
        return row.limbs(summary.left, summary.right, summary.both)
            + row.compared(summary.asymmetry, summary.interval, summary.verdict)
    }

    static func of(_ result: DerivedResult) -> [Row] {
        let (above, below) = (result.numerator, result.denominator)
        var row = Row(test: above.test.rawValue + ":" + below.test.rawValue, athlete: result.athlete ?? "")
        row.metric = result.id
        row.unit = result.unit
        row.method = above.metric + "/" + below.metric
        row.count = String(min(above.count, below.count))
        let limbs = [("left", result.left), ("right", result.right), ("both", result.both)]
        return limbs.compactMap { limb, value in
            guard let value else { return nil }
            var one = row
            one.limb = limb
            one.value = value.value
            one.status = value.status.rawValue
            return one
        } + row.compared(result.asymmetry)
    }

    private func limbs(_ left: Double?, _ right: Double?, _ both: Double?, saysAbsent: Bool = false) -> [Row] {
        [("left", left), ("right", right), ("both", both)].compactMap { limb, value in
            guard value != nil || (saysAbsent && limb == "both") else { return nil }
            var row = self
            row.limb = limb
            row.value = value
            return row
        }
    }

    private func compared(
        _ asymmetry: AsymmetryResult?, _ interval: ClosedRange<Double>? = nil, _ verdict: DifferenceRule.Verdict? = nil
    ) -> [Row] {
        guard let asymmetry else { return [] }
        var row = self
        row.limb = "asymmetry"
        row.value = asymmetry.value
        row.unit = asymmetry.unit
        row.status = asymmetry.statusText
        row.index = asymmetry.index
        row.larger = asymmetry.larger?.rawValue ?? ""
        row.interval = interval
        row.verdict = verdict?.rawValue ?? ""
        return [row]
    }
}
