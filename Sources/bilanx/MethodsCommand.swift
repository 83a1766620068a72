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
    }

    private struct Rule: Encodable {
        var test: String
        var subject: String
        var text: String
        var source: String
    }

    private struct Document: Encodable {
        var metrics: [Metric]
        var rules: [Rule]
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        if indices.isAsked { return try Output.results(indices.text(format)) }
        let tests = TestCatalogue.all.filter { test == nil || $0.id == test }
        let metrics = test.map { MetricCatalogue.metrics(of: $0) } ?? MetricCatalogue.all
        switch format {
        case .table: try Output.results(table(metrics, tests))
        case .csv: try Output.results(csv(metrics))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let document = Document(
                metrics: metrics.map(Self.metric),
                rules: tests.flatMap { test in
                    test.notes.map {
                        Rule(test: test.id.rawValue, subject: $0.subject, text: $0.text, source: $0.source)
                    }
                })
            try Output.results(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
        }
    }

    private static func metric(_ definition: MetricDefinition) -> Metric {
        Metric(
            id: definition.id, name: definition.name, unit: definition.unit,
            tests: definition.tests.map(\.rawValue), headline: definition.headlineOf.map(\.rawValue),
            sides: definition.split, index: definition.index?.rawValue, method: definition.method,
            definition: definition.definition, source: definition.source)
    }

    private func table(_ metrics: [MetricDefinition], _ tests: [TestDefinition]) -> String {
        var text = ""
        for test in tests {
            text += "\(test.id.rawValue): \(test.name)\n"
            for note in test.notes { text += "  \(note.subject): \(note.text) [\(note.source)]\n" }
            text += "\n"
        }
        var table = PlainTable(["METRIC", "UNIT", "INDEX", "METHOD", "TESTS", "DEFINITION", "SOURCE"])
        for metric in metrics {
            let first = test.map { metric.headlineOf.contains($0) } ?? false
            table.add([
                metric.id + (first ? " *" : ""), metric.unit, metric.index?.rawValue ?? "-", metric.method,
                metric.tests.map(\.rawValue).joined(separator: " "), metric.definition, metric.source,
            ])
        }
        return text + table.text + (test == nil ? "" : "\n* shown first\n")
    }

    private func csv(_ metrics: [MetricDefinition]) -> String {
        var lines = ["metric,name,unit,index,method,tests,definition,source"]
        for metric in metrics {
            lines.append(
                [
                    metric.id, metric.name, metric.unit, metric.index?.rawValue ?? "", metric.method,
                    metric.tests.map(\.rawValue).joined(separator: " "), metric.definition, metric.source,
                ].map(CSVCell.text).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
