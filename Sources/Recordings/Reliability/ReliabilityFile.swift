import Assessments
import Foundation
import Symmetry

/// What reliability studies found, from a small file.
///
/// CSV has a header row with `test`, `metric`, `source` and either `d_pct`, the typical error of one trial's log ratio in %, or
/// `left` and `right`, that of each limb in the metric's unit; `df` (degrees of freedom, people minus one) is optional. Lines
/// that begin with `#` are comments. JSON is an array of objects with the same members.
public enum ReliabilityFile {
    /// Reads a file of either form.
    public static func read(_ path: String) throws(RecordingError) -> [KnownReliability] {
        try read(try FileAccess.read(path), name: path)
    }

    /// Reads bytes of either form; `name` stands in errors.
    public static func read(_ bytes: [UInt8], name: String) throws(RecordingError) -> [KnownReliability] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error(name, nil, "is not UTF-8")
        }
        let first = text.first { !$0.isWhitespace }
        let entries = first == "[" || first == "{" ? try json(bytes, name) : try csv(text, name)
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.test.rawValue + " " + entry.metric).inserted {
            throw error(name, nil, "has \(entry.metric) of \(entry.test.rawValue) twice")
        }
        if entries.isEmpty { throw error(name, nil, "has no entry") }
        return entries
    }

    private static let members = ["test", "metric", "d_pct", "left", "right", "df", "source"]

    private static func error(_ name: String, _ line: Int?, _ problem: String) -> RecordingError {
        RecordingError(
            .badData, file: name, line: line, problem: problem,
            remedy: "write test, metric, source and either d_pct, or left and right; df where it is known")
    }

    private static func csv(_ text: String, _ name: String) throws(RecordingError) -> [KnownReliability] {
        var header: [String]?
        var entries: [KnownReliability] = []
        for (k, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let cells = cells(line)
            guard let header else {
                for cell in cells where !members.contains(cell) {
                    throw error(name, k + 1, "has a column `\(cell)` that is not known")
                }
                header = cells
                continue
            }
            guard cells.count == header.count else {
                throw error(name, k + 1, "has \(cells.count) cells under a header of \(header.count)")
            }
            let values = Dictionary(
                zip(header, cells).filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
            entries.append(try entry(values, name, line: k + 1, where: nil))
        }
        return entries
    }

    /// Cells of a line; quotes hold commas, two of them stand for one.
    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func json(_ bytes: [UInt8], _ name: String) throws(RecordingError) -> [KnownReliability] {
        guard let parsed = try? JSONSerialization.jsonObject(with: Data(bytes)) else {
            throw error(name, nil, "is no JSON")
        }
        guard let objects = parsed as? [[String: Any]] else { throw error(name, nil, "is no array of objects") }
        var entries: [KnownReliability] = []
        for (k, object) in objects.enumerated() {
            var values: [String: String] = [:]
            for (key, value) in object {
                guard members.contains(key) else {
                    throw error(name, nil, "has a member `\(key)` in entry \(k + 1) that is not known")
                }
                if let text = value as? String { values[key] = text } else { values[key] = "\(value)" }
            }
            entries.append(try entry(values, name, line: nil, where: "entry \(k + 1)"))
        }
        return entries
    }

    private static func entry(
        _ values: [String: String], _ name: String, line: Int?, where place: String?
    ) throws(RecordingError) -> KnownReliability {
        let at = place.map { " in " + $0 } ?? ""
        func number(_ key: String) throws(RecordingError) -> Double? {
            guard let text = values[key] else { return nil }
            guard let value = Double(text), value.isFinite, value >= 0 else {
                throw error(name, line, "has `\(text)` for \(key)\(at), which is no number of 0 or more")
            }
            return value
        }
        guard let testName = values["test"], let test = TestID(rawValue: testName) else {
            throw error(name, line, "names the test `\(values["test"] ?? "")`\(at), which is not known")
        }
        guard let metric = values["metric"],
            let definition = (MetricCatalogue.metrics(of: test)).first(where: { $0.id == metric })
        else { throw error(name, line, "names `\(values["metric"] ?? "")`\(at), which is no metric of \(testName)") }
        guard definition.index(in: test) != nil else {
            throw error(name, line, "names `\(metric)`\(at), which has no left and right")
        }
        guard let source = values["source"] else { throw error(name, line, "does not say its source\(at)") }
        let freedom = try number("df")
        if let freedom, freedom < 1 || freedom != freedom.rounded() || freedom > 1e6 {
            throw error(name, line, "has a df\(at) that is no whole number of 1 or more")
        }
        func known(_ typicalError: Double) throws(RecordingError) -> KnownError {
            guard let known = KnownError(typicalError: typicalError, degreesOfFreedom: freedom.map { Int($0) }) else {
                throw error(name, line, "has a typical error\(at) that cannot be one")
            }
            return known
        }
        let reliability: DifferenceRule.Reliability
        switch (try number("d_pct"), try number("left"), try number("right")) {
        case (let d?, nil, nil): reliability = .logRatio(try known(d / 100))
        case (nil, let left?, let right?): reliability = .limbs(left: try known(left), right: try known(right))
        default: throw error(name, line, "needs either d_pct, or left and right\(at)")
        }
        return KnownReliability(test: test, metric: metric, error: reliability, source: source)
    }
}
