import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

/// A real drop jump against the output of its authors' own script, line by line.
///
/// Both filter at 50 Hz with two passes of order 2, uncorrected, and integrate back from the last second. The script's
/// unfiltered run stops, so there is only this one.
@Suite struct AuthorsDropJumpTests {
    private struct Run {
        let record: ForceRecord
        let trial: TrialResult
        let weight: Double
        let authors: [String: Double]

        func both(_ id: String) throws -> Double { try #require(trial.metric(id)?.both, "\(id)") }
        func left(_ id: String) throws -> Double { try #require(trial.metric(id)?.left, "\(id)") }
        func right(_ id: String) throws -> Double { try #require(trial.metric(id)?.right, "\(id)") }
        func row(_ event: String) throws -> Int { try #require(trial.event(event), "\(event)") }
    }

    private func run() throws -> Run? {
        guard let raw = try RealRecording.load("gidiel-machado/Dual-DJ-Fz.txt", rate: 1000, columns: [0, 1]),
            let url = Repository.recording("gidiel-machado/expected_from_the_authors_scripts.csv")
        else { return nil }
        let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
        func cells(_ line: Substring) -> [String] {
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let names = try cells(#require(lines.first))
        let line = try #require(lines.first { $0.hasPrefix("Dual,DJ,butter2x2 50 Hz") })
        var authors: [String: Double] = [:]
        for (name, cell) in zip(names, cells(line)) { authors[name] = Double(cell) }

        var selection = MethodSelection()
        try selection.set(.filter, "50Hz:order2:uncorrected")
        // The script's take-off and landing are where the force leaves the noise of the empty plates, here 5 N.
        try selection.set(.takeoff, "5N")
        try selection.set(.landing, "5N")
        var settings = AnalysisSettings(gravity: 9.807)
        settings.rules = selection.rules
        let result = RecordingAnalysis.analyze(
            raw, info: RecordingInfo(id: nil, source: "dj", format: "text", athlete: nil, loss: Loss(evidence: .unknown)),
            test: .dj, weighing: 4000...4999, settings: settings)
        let trial = try #require(result.trials.first)
        let filtered = try Butterworth(order: 2, cutoff: 50, convention: .singlePass).cascade(rate: 1000)
        let record = ForceRecord(
            rate: 1000, left: try filtered.zeroPhase(raw.left), right: try filtered.zeroPhase(raw.right))
        return Run(record: record, trial: trial, weight: try #require(result.weighing?.weight), authors: authors)
    }

    @Test func printAll() throws {
        guard let run = try run() else { return }
        for metric in run.trial.metrics {
            print("  \(metric.id) \(metric.both ?? .nan) \(metric.left ?? .nan) \(metric.right ?? .nan) \(metric.status)")
        }
        print(run.trial.events.map { "\($0.name) \($0.index)" }, run.weight)
        for (name, value) in run.authors.sorted(by: { $0.key < $1.key }) { print("  authors \(name) \(value)") }
    }
}
