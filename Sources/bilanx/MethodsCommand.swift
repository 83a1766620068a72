import ArgumentParser
import Assessments
import Foundation
import Symmetry

/// `bilanx methods`: every metric and rule with unit, definition and source.
struct MethodsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "methods", abstract: "Every metric and method with unit, definition and source.")

    @Option(help: "Only the metrics and rules of this test.")
    var test: TestID?

    @Option(help: "Only the metrics that go by this id or name, also in another system, such as mRSI.")
    var name: String?

    @Option(help: "How the list is written: table, json, csv.")
    var format: AnalyzeCommand.Format = .table

    @OptionGroup(title: "Indices") var indices: IndexOptions

    private struct Metric: Encodable {
        var id: String
        var name: String
        var unit: String
        var tests: [String]
        var headline: [String]
        var sides: Bool
        var index: String?
        var method: String
        var definition: String
        var source: String
        var aliases: [Alias]
    }

    private struct Alias: Encodable {
        var system: String
        var name: String
    }

    private struct Rule: Encodable {
        var test: String
        var subject: String
        var text: String
        var source: String
    }

    private struct Preset: Encodable {
        var id: String
        var name: String
        var changes: String
        var source: String
        var preferredIndex: String?
        var rules: [String: String]
    }

    private struct Document: Encodable {
        var presets: [Preset]
        var metrics: [Metric]
        var rules: [Rule]
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        if indices.isAsked { return try Output.results(indices.text(format)) }
        // A name asks for metrics alone.
        let tests = TestCatalogue.all.filter { name == nil && (test == nil || $0.id == test) }
        var metrics = MetricCatalogue.all
        if let test { metrics = MetricCatalogue.metrics(of: test) + MetricCatalogue.setMetrics(of: test) }
        if let name {
            let named = Set(MetricCatalogue.named(name).map(\.id))
            metrics = metrics.filter { named.contains($0.id) }
            if metrics.isEmpty {
                throw ValidationError("No metric goes by the name `\(name)`; `bilanx methods` lists all names.")
            }
        }
        switch format {
        case .table: try Output.results(table(metrics, tests))
        case .csv: try Output.results(csv(metrics))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let document = Document(
                presets: name == nil ? MethodPresets.all.map(Self.preset) : [],
                metrics: metrics.map(Self.metric),
                rules: tests.flatMap { test in
                    test.notes.map {
                        Rule(test: test.id.rawValue, subject: $0.subject, text: $0.text, source: $0.source)
                    }
                })
            try Output.results(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
        }
    }

    private static func preset(_ preset: MethodPreset) -> Preset {
        Preset(
            id: preset.id, name: preset.name, changes: preset.changes, source: preset.source,
            preferredIndex: preset.preferredIndex?.rawValue,
            rules: Dictionary(
                uniqueKeysWithValues: MethodRule.allCases.map { ($0.rawValue, $0.text(preset.rules)) }))
    }

    /// The presets, each with the rules in which it differs from the first one.
    private static func presets() -> String {
        var text = "presets (analyze --preset ID; single rules by the options of the same names)\n"
        for preset in MethodPresets.all {
            let own = MethodRule.allCases.filter {
                preset == MethodPresets.bilanx || !$0.isSame(preset.rules, .bilanx)
            }
            text += "  \(preset.id): \(preset.changes) [\(preset.source)]\n"
            text += "    " + own.map { "\($0.rawValue) \($0.text(preset.rules))" }.joined(separator: " · ") + "\n"
            if let index = preset.preferredIndex { text += "    shows differences as \(index.rawValue)\n" }
        }
        return text + "\n"
    }

    private static func metric(_ definition: MetricDefinition) -> Metric {
        Metric(
            id: definition.id, name: definition.name, unit: definition.unit,
            tests: definition.tests.map(\.rawValue), headline: definition.headlineOf.map(\.rawValue),
            sides: definition.split, index: definition.index?.rawValue, method: definition.method,
            definition: definition.definition, source: definition.source,
            aliases: definition.aliases.map { Alias(system: $0.system.rawValue, name: $0.name) })
    }

    private func table(_ metrics: [MetricDefinition], _ tests: [TestDefinition]) -> String {
        var text = name == nil ? Self.presets() : ""
        for test in tests {
            text += "\(test.id.rawValue): \(test.name)\n"
            for note in test.notes { text += "  \(note.subject): \(note.text) [\(note.source)]\n" }
            text += "\n"
        }
        var table = PlainTable(["METRIC", "UNIT", "INDEX", "METHOD", "TESTS", "DEFINITION", "SOURCE", "ALSO CALLED"])
        for metric in metrics {
            let first = test.map { metric.headlineOf.contains($0) } ?? false
            table.add([
                metric.id + (first ? " *" : ""), metric.unit, metric.index?.rawValue ?? "-", metric.method,
                metric.tests.map(\.rawValue).joined(separator: " "), metric.definition, metric.source,
                Self.aliases(metric),
            ])
        }
        return text + table.text + (test == nil ? "" : "\n* shown first\n")
    }

    /// Names in other systems, one after the other.
    private static func aliases(_ metric: MetricDefinition) -> String {
        metric.aliases.map { "\($0.system.rawValue): \($0.name)" }.joined(separator: "; ")
    }

    private func csv(_ metrics: [MetricDefinition]) -> String {
        var lines = ["metric,name,unit,index,method,tests,definition,source,aliases"]
        for metric in metrics {
            lines.append(
                [
                    metric.id, metric.name, metric.unit, metric.index?.rawValue ?? "", metric.method,
                    metric.tests.map(\.rawValue).joined(separator: " "), metric.definition, metric.source,
                    Self.aliases(metric),
                ].map(CSVCell.text).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
