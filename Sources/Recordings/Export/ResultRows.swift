import Foundation

/// The rows of the tidy table that follow from a results document.
///
/// A summary of the document says neither unit nor method; they are those of its metric in the trials of the recording. Its
/// status is not in the document and stays empty, also in sets.
struct ResultRows {
    private typealias Members = [String: Any]

    /// One text a column in each row.
    private(set) var rows: [[String]] = []

    private let preset: String
    private let software: String

    /// What a summary leaves unsaid, by metric.
    private struct Metric {
        var unit: String
        var method: String
        var comparedUnit: String
    }

    /// Reads a document that was parsed; what it does not hold makes no row.
    init(_ document: [String: Any]) {
        preset = Self.text(document["preset"])
        software = Self.text(document["software"])
        var known: [String: Metric] = [:]
        for recording in Self.list(document["recordings"]) {
            let own = metrics(of: recording)
            known.merge(own) { first, _ in first }
            append(recording, own)
        }
        for set in Self.list(document["sets"]) {
            let base = ["test": Self.text(set["test"]), "athlete": Self.text(set["athlete"])]
            for summary in Self.list(set["summary"]) { append(summary: summary, base, known) }
        }
        for result in Self.list(document["derived"]) { append(derived: result) }
    }

    private static func list(_ value: Any?) -> [Members] { value as? [Members] ?? [] }

    private static func text(_ value: Any?) -> String { value as? String ?? "" }

    /// Nine significant digits, as the document has them; empty where there is no number.
    private static func number(_ value: Any?) -> String {
        guard let number = value as? NSNumber else { return "" }
        return String(format: "%.9g", number.doubleValue + 0)
    }

    private func metrics(of recording: Members) -> [String: Metric] {
        var found: [String: Metric] = [:]
        for trial in Self.list(recording["trials"]) {
            for metric in Self.list(trial["metrics"]) where found[Self.text(metric["id"])] == nil {
                let compared = metric["asymmetry"] as? Members ?? [:]
                found[Self.text(metric["id"])] = Metric(
                    unit: Self.text(metric["unit"]), method: Self.text(metric["method"]),
                    comparedUnit: Self.text(compared["unit"]))
            }
        }
        return found
    }

    private mutating func append(_ recording: Members, _ known: [String: Metric]) {
        let id = Self.text(recording["id"])
        let base = [
            "recording": id.isEmpty ? Self.text(recording["source"]) : id, "test": Self.text(recording["test"]),
            "athlete": Self.text(recording["athlete"]),
        ]
        for trial in Self.list(recording["trials"]) {
            for metric in Self.list(trial["metrics"]) {
                var row = base
                row["trial"] = Self.number(trial["index"])
                row["metric"] = Self.text(metric["id"])
                row["unit"] = Self.text(metric["unit"])
                row["method"] = Self.text(metric["method"])
                row["status"] = Self.text(metric["status"])
                row["lost"] = Self.number(metric["lost"])
                let isAbsent = !["left", "right", "both"].contains { metric[$0] != nil }
                append(limbs: metric, row, saysAbsent: isAbsent)
                append(compared: metric["asymmetry"], row, unit: nil)
            }
        }
        for summary in Self.list(recording["summary"]) { append(summary: summary, base, known) }
        for spread in Self.list(recording["spread"]) {
            for value in Self.list(spread["values"]) where Self.text(value["preset"]) != preset {
                var row = base
                row["trial"] = Self.number(spread["trial"])
                row["metric"] = Self.text(spread["id"])
                row["limb"] = Self.text(spread["limb"])
                row["unit"] = Self.text(spread["unit"])
                row["method"] = Self.text(value["method"])
                row["value"] = Self.number(value["value"])
                row["status"] = Self.text(value["status"])
                row["larger"] = Self.text(value["larger"])
                row["index"] = Self.text(value["index"])
                row["preset"] = Self.text(value["preset"])
                append(row)
            }
        }
    }

    private mutating func append(summary: Members, _ base: [String: String], _ known: [String: Metric]) {
        var row = base
        let id = Self.text(summary["id"])
        row["metric"] = id
        row["unit"] = known[id]?.unit
        row["method"] = known[id]?.method
        row["n"] = Self.number(summary["n"])
        append(limbs: summary, row, saysAbsent: false)
        append(compared: summary["asymmetry"], row, unit: known[id]?.comparedUnit)
    }

    private mutating func append(derived result: Members) {
        let above = result["numerator"] as? Members ?? [:]
        let below = result["denominator"] as? Members ?? [:]
        var row = [
            "test": Self.text(above["test"]) + ":" + Self.text(below["test"]), "athlete": Self.text(result["athlete"]),
            "metric": Self.text(result["id"]), "unit": Self.text(result["unit"]),
            "method": Self.text(above["metric"]) + "/" + Self.text(below["metric"]),
        ]
        let counts = [above["n"], below["n"]].compactMap { ($0 as? NSNumber)?.intValue }
        row["n"] = counts.min().map(String.init)
        for limb in ["left", "right", "both"] where result["status_" + limb] != nil {
            var one = row
            one["limb"] = limb
            one["value"] = Self.number(result[limb])
            one["status"] = Self.text(result["status_" + limb])
            append(one)
        }
        append(compared: result["asymmetry"], row, unit: nil)
    }

    private mutating func append(limbs values: Members, _ row: [String: String], saysAbsent: Bool) {
        for limb in ["left", "right", "both"] where values[limb] != nil || (saysAbsent && limb == "both") {
            var one = row
            one["limb"] = limb
            one["value"] = Self.number(values[limb])
            append(one)
        }
    }

    private mutating func append(compared value: Any?, _ row: [String: String], unit: String?) {
        guard let asymmetry = value as? Members else { return }
        var one = row
        one["limb"] = "asymmetry"
        one["value"] = Self.number(asymmetry["value"])
        one["unit"] = unit ?? Self.text(asymmetry["unit"])
        one["status"] = Self.text(asymmetry["status"])
        one["index"] = Self.text(asymmetry["index"])
        one["larger"] = Self.text(asymmetry["larger"])
        one["verdict"] = Self.text(asymmetry["verdict"])
        if let bounds = asymmetry["ci95"] as? [Any], bounds.count == 2 {
            one["ci_low"] = Self.number(bounds[0])
            one["ci_high"] = Self.number(bounds[1])
        }
        append(one)
    }

    private mutating func append(_ fields: [String: String]) {
        var row = fields
        row["software"] = software
        if row["preset"] == nil { row["preset"] = preset }
        rows.append(ResultTable.columns.map { row[$0.name] ?? "" })
    }
}
