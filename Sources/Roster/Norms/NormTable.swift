import Foundation
import Recordings

/// A table of normative values that the user supplies; the program brings none of its own.
///
/// Columns, in any order: `test`, `metric`, `source` (all three needed), `limb` (`left`, `right`, `both`, `asymmetry`),
/// `sex`, `age_from`, `age_to`, `unit`, `n`, `mean`, `sd`, and percentiles `p5`, `p50`, `p97.5` …
public struct NormTable: Sendable, Hashable {
    /// One line of the table.
    public struct Norm: Sendable, Hashable, Codable {
        /// Line in the file, from 1.
        public var line: Int
        /// Id of the test.
        public var test: String
        /// Id of the metric.
        public var metric: String
        /// The limb that it is for; nil for either side and for both.
        public var limb: String?
        /// The sex that it is for; nil for any.
        public var sex: String?
        /// Lowest age in years; nil for none.
        public var ageFrom: Double?
        /// Highest age in years; nil for none.
        public var ageTo: Double?
        /// Unit of the values; nil where the table says none.
        public var unit: String?
        /// People it rests on; nil where the table does not say.
        public var count: Int?
        /// Mean.
        public var mean: Double?
        /// Standard deviation, > 0.
        public var deviation: Double?
        /// Values by percentage, rising in both.
        public var percentiles: [Percentile]
        /// Where the values are from, as the table says.
        public var source: String
    }

    /// The value below which that percentage of the people lies.
    public struct Percentile: Sendable, Hashable, Codable {
        /// 0 to 100.
        public var percent: Double
        /// In the unit of the line.
        public var value: Double
    }

    /// The lines, in the file's order.
    public private(set) var norms: [Norm] = []
    /// Name of the file.
    public let name: String

    /// Reads a table.
    ///
    /// - Throws: `.badData` naming line and column for what cannot be a norm: no source, neither a mean with its deviation
    ///   nor percentiles, numbers that are none, percentiles that fall.
    public init(_ bytes: [UInt8], name: String) throws(RecordingError) {
        self.name = name
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RecordingError(
                .badData, file: name, problem: "is not UTF-8", remedy: "save it from the spreadsheet as \"CSV UTF-8\"")
        }
        var rows = DelimitedText.rows(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
        guard !rows.isEmpty else {
            throw RecordingError(
                .badData, file: name, problem: "is empty", remedy: "give a header row, then one norm a line")
        }
        let header = rows.removeFirst()
        let titles = header.fields.map { $0.lowercased() }
        for title in ["test", "metric", "source"] where !titles.contains(title) {
            throw RecordingError(
                .badData, file: name, line: header.number, problem: "has no column \(title)",
                remedy: "norms need test, metric and source, and mean with sd or percentiles such as p50")
        }
        for (k, title) in titles.enumerated() where !Self.isKnown(title) || titles[..<k].contains(title) {
            throw RecordingError(
                .badData, file: name, line: header.number, column: header.fields[k],
                problem: titles[..<k].contains(title) ? "stands there twice" : "is no column of norms",
                remedy:
                    "leave it out; known are test, metric, limb, sex, age_from, age_to, unit, n, mean, sd, source and percentiles such as p50"
            )
        }
        for row in rows where row.fields.contains(where: { !$0.isEmpty }) {
            norms.append(try Self.norm(NormRow(row, titles: titles, file: name)))
        }
    }

    private static func isKnown(_ title: String) -> Bool {
        ["test", "metric", "limb", "sex", "age_from", "age_to", "unit", "n", "mean", "sd", "source"].contains(title)
            || percent(title) != nil
    }

    /// `p97.5` is 97.5; nil for any other name.
    static func percent(_ title: String) -> Double? {
        guard title.hasPrefix("p"), let percent = Double(title.dropFirst()), percent > 0, percent < 100 else {
            return nil
        }
        return percent
    }

    private static func norm(_ row: NormRow) throws(RecordingError) -> Norm {
        let percentiles = try row.percentiles()
        let norm = Norm(
            line: row.number, test: try row.needed("test"), metric: try row.needed("metric"),
            limb: row["limb"]?.lowercased(), sex: row["sex"]?.lowercased(), ageFrom: try row.number("age_from"),
            ageTo: try row.number("age_to"), unit: row["unit"], count: try row.number("n").map { Int($0) },
            mean: try row.number("mean"), deviation: try row.number("sd"), percentiles: percentiles,
            source: try row.needed("source"))
        if let limb = norm.limb, !["left", "right", "both", "asymmetry"].contains(limb) {
            throw row.fault("limb", "is \(limb)", "write left, right, both or asymmetry, or leave it empty")
        }
        if let deviation = norm.deviation, deviation <= 0 {
            throw row.fault("sd", "is not above 0", "give the standard deviation between people")
        }
        if let count = norm.count, count < 1 { throw row.fault("n", "is below 1", "give the number of people") }
        guard norm.percentiles.count >= 2 || norm.mean != nil && norm.deviation != nil else {
            throw row.fault(
                nil, "has neither a mean with its standard deviation nor two percentiles", "give one of the two")
        }
        return norm
    }

    /// The norms that fit a value of a person; more than one where the table has several sources.
    ///
    /// - Parameters:
    ///   - limb: `left`, `right`, `both` or `asymmetry`; a line without a limb fits all but `asymmetry`.
    ///   - sex: as the roster has it; a line with a sex fits that one only.
    ///   - age: in years; a line with an age fits only where it is known.
    ///   - unit: a line with another unit does not fit.
    public func norms(
        test: String, metric: String, limb: String, sex: String?, age: Int?, unit: String
    ) -> [Norm] {
        norms.filter { norm in
            guard norm.test == test, norm.metric == metric, norm.unit == nil || norm.unit == unit else { return false }
            if let wanted = norm.limb {
                if wanted != limb { return false }
            } else if limb == "asymmetry" {
                return false
            }
            if let wanted = norm.sex, wanted != sex?.lowercased() { return false }
            if norm.ageFrom != nil || norm.ageTo != nil {
                guard let age else { return false }
                let years = Double(age)
                if years < norm.ageFrom ?? -.infinity || years > norm.ageTo ?? .infinity { return false }
            }
            return true
        }
    }
}

/// A line of a table of norms under its header.
struct NormRow {
    let number: Int
    private let fields: [String: String]
    private let file: String

    init(_ row: DelimitedText.Row, titles: [String], file: String) throws(RecordingError) {
        guard row.fields.count == titles.count else {
            throw RecordingError(
                .badData, file: file, line: row.number,
                problem: "has \(row.fields.count) fields where the header row has \(titles.count)",
                remedy: "put fields that hold a separator in quotes")
        }
        number = row.number
        self.file = file
        fields = Dictionary(zip(titles, row.fields), uniquingKeysWith: { first, _ in first }).filter {
            !$0.value.isEmpty
        }
    }

    subscript(title: String) -> String? { fields[title] }

    func fault(_ title: String?, _ problem: String, _ remedy: String) -> RecordingError {
        RecordingError(.badData, file: file, line: number, column: title, problem: problem, remedy: remedy)
    }

    func needed(_ title: String) throws(RecordingError) -> String {
        guard let text = fields[title] else { throw fault(title, "is empty", "every norm needs its \(title)") }
        return text
    }

    func number(_ title: String) throws(RecordingError) -> Double? {
        guard let text = fields[title] else { return nil }
        guard let value = Double(text), value.isFinite else {
            throw fault(title, "is no number: \(text)", "write numbers with a point, without a unit")
        }
        return value
    }

    private static func title(_ percent: Double) -> String {
        percent == percent.rounded() ? "p\(Int(percent))" : "p\(percent)"
    }

    func percentiles() throws(RecordingError) -> [NormTable.Percentile] {
        var list: [NormTable.Percentile] = []
        for title in fields.keys {
            guard let percent = NormTable.percent(title), let value = try number(title) else { continue }
            list.append(NormTable.Percentile(percent: percent, value: value))
        }
        list.sort { $0.percent < $1.percent }
        for (a, b) in zip(list, list.dropFirst()) where b.value < a.value {
            throw fault(
                Self.title(b.percent), "is below \(Self.title(a.percent))", "percentiles rise with their percentage")
        }
        return list
    }
}
