import Foundation

/// Force-time data of Hawkin Dynamics as csv, tsv or json.
///
/// HawkinDynamics/hawkinR, `R/get_forcetime.R` and `R/get_forcetime_bulk.R`: time_s, force_right, force_left,
/// force_combined, velocity, displacement, power; in json `samples` holds them row by row. The answer of the server has
/// `Time(s)`, `LeftForce(N)`, `RightForce(N)` as lists. Only time and the two sides are taken: what the vendor computed
/// is recomputed.
enum HawkinExport {
    static func recognizes(_ head: TextHead) -> Bool {
        guard let line = head.lines.first else { return false }
        let names = Set(line.split { $0 == "," || $0 == "\t" }.map { ColumnPreset.bare($0.filter { $0 != "\"" }) })
        let preset = ColumnPreset.hawkin
        return !names.isDisjoint(with: preset.left) && !names.isDisjoint(with: preset.right)
            && !names.isDisjoint(with: ["combinedforce", "forcecombined"])
            && names.contains { $0.hasPrefix("velocity") }
    }

    /// True for a json document with its names.
    static func recognizesJSON(_ head: TextHead) -> Bool {
        let text = head.opening
        guard text.first == "{" else { return false }
        return text.contains("force_left") && text.contains("force_right")
            || text.contains("LeftForce(N)") && text.contains("RightForce(N)")
    }

    /// Reads the json document.
    static func forces(_ bytes: [UInt8], name: String) throws(RecordingError) -> TimedForces {
        let root = try JSONDocument.read(bytes, name: name)
        guard let object = root as? [String: Any] else { throw foreign(name) }
        func column(_ keys: [String]) -> [Double]? {
            if let rows = object["samples"] as? [[String: Any]] {
                let values = rows.map { row in keys.lazy.compactMap { JSONDocument.number(row[$0]) }.first ?? .nan }
                return values.contains { !$0.isNaN } ? values : nil
            }
            for key in keys {
                guard let list = object[key] as? [Any] else { continue }
                return list.map { JSONDocument.number($0) ?? .nan }
            }
            return nil
        }
        guard let times = column(["time_s", "Time(s)", "Time (s)"]),
            let left = column(["force_left", "LeftForce(N)", "LeftForce (N)"]),
            let right = column(["force_right", "RightForce(N)", "RightForce (N)"]),
            times.count == left.count, left.count == right.count, !times.contains(where: \.isNaN)
        else { throw foreign(name) }
        return TimedForces(name: name, times: times, unit: "s", columns: [left, right])
    }

    private static func foreign(_ name: String) -> RecordingError {
        RecordingError(
            .badData, file: name, problem: "holds no time, left and right force of equal length under Hawkin's names",
            remedy: "export it as csv and name its columns with --left and --right")
    }
}
