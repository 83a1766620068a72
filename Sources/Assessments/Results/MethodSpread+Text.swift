import SignalCore
import Symmetry

extension MethodSpread {
    /// The comparison for people: one block a trial, one column a method.
    func table(all: Bool) -> String {
        var text = "spread over the methods: \(presets.joined(separator: ", "))\n"
        for trial in Set(rows.map(\.trial)).sorted() {
            var table = TextTable(
                [.left] + presets.map { _ in .right } + [.right, .right, .right, .right, .left])
            table.add(["trial \(trial)"] + presets + ["lowest", "highest", "spread", "%", "rule that does most"])
            for row in rows where row.trial == trial && (all || row.headline) {
                // Metrics of one limb alone and those that no method found have nothing to compare.
                guard row.values.contains(where: { $0.value != nil }) else { continue }
                table.add(cells(row))
            }
            text += table.text(indent: "  ")
        }
        return text
    }

    private func cells(_ row: Row) -> [String] {
        func number(_ value: Double?) -> String { value.map { PeopleText.value($0, unit: row.unit) } ?? "–" }
        func difference(_ value: Double?) -> String {
            guard let value else { return "–" }
            // A single value without the method's status: the side alone tells left from right.
            let side = value > 0 ? " right" : value < 0 ? " left" : " even"
            return PeopleText.value(abs(value), unit: row.unit) + side
        }
        let isSigned = row.quantity == .asymmetry && !row.isShare
        let show = isSigned ? difference : number
        return [row.metric + (row.quantity == .asymmetry ? " L/R" : "")]
            + row.values.map { $0.value == nil ? $0.status.words : show($0.value) }
            + [show(row.lowest), show(row.highest), number(row.spread)]
            + [
                row.percent.map { NumberText.fixed($0, 1) } ?? "",
                row.cause.map {
                    "\($0.rule.rawValue) of \($0.preset), \(NumberText.fixed($0.percent, 0)) % of its distance"
                } ?? "",
            ]
    }

    /// The member `spread` of a recording in the results document.
    func write(_ json: inout JSONText) {
        for row in rows {
            json.lineBreak(indent: 3)
            json.object { json in
                json.member("trial", row.trial)
                json.member("id", row.metric)
                json.member("limb", row.quantity.rawValue)
                json.member("unit", row.unit)
                json.member("headline", row.headline)
                json.array("values") { json in
                    for value in row.values {
                        json.object { json in
                            json.member("preset", value.preset)
                            json.member("value", value.value)
                            json.member("larger", value.larger?.rawValue)
                            json.member("status", value.status.rawValue)
                            json.member("method", value.method.isEmpty ? nil : value.method)
                        }
                    }
                }
                json.member("lowest", row.lowest)
                json.member("highest", row.highest)
                json.member("spread", row.spread)
                json.member("percent", row.percent)
                guard let cause = row.cause else { return }
                json.object("cause") { json in
                    json.member("preset", cause.preset)
                    json.member("rule", cause.rule.rawValue)
                    json.member("percent", cause.percent)
                }
            }
        }
    }
}

extension MethodSpread.Row {
    /// True where the asymmetry is a share, even at 50.
    var isShare: Bool { MetricCatalogue.metric(metric)?.index == .share }
}
