import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

/// Real jumps against the medians of published implementations.
///
/// Body weight within 1 N, flight time within 3 samples, impulse height within 5 mm.
@Suite struct RealRecordingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let rate: Double
        let columns: [Int]
        let weight: Double
        let flight: Double
        let height: Double
        var testDescription: String { file }
    }

    static let cases = [
        Case(
            file: "gidiel-machado/Dual-CMJ-Fz.txt", rate: 1000, columns: [0, 1], weight: 663, flight: 0.511,
            height: 0.320),
        Case(
            file: "jumpmetrics/F02_CTRL1_time_left_right.csv.gz", rate: 2000, columns: [1, 2], weight: 723.1,
            flight: 0.529, height: 0.316),
        Case(
            file: "biomdp/kistler_CMJ_1plate.txt.gz", rate: 1000, columns: [3], weight: 766, flight: 0.554,
            height: 0.375),
    ]

    private func info(_ name: String) -> RecordingInfo {
        RecordingInfo(id: nil, source: name, format: "text", athlete: nil, loss: Loss(evidence: .unknown))
    }

    @Test(arguments: cases) func jump(_ expected: Case) throws {
        guard let record = try RealRecording.load(expected.file, rate: expected.rate, columns: expected.columns) else {
            return
        }
        let result = RecordingAnalysis.analyze(record, info: info(expected.file), test: .cmj)
        let weighing = try #require(result.weighing)
        #expect(abs(weighing.weight - expected.weight) <= 1, "\(weighing.weight)")
        #expect(weighing.isGood)
        #expect(result.trials.count == 1)
        let trial = try #require(result.trials.first)
        // The Kistler jumper weighs about 1 N more after landing than before: integrated over the whole jump that is more
        // than the 0.05 m/s of the validity rule, and the rule must say so.
        #expect(Set(trial.reasons).isSubset(of: ["preload", "residualVelocity"]), "\(trial.reasons)")
        let flight = try #require(trial.metric("flightTime")?.both)
        #expect(abs(flight - expected.flight) <= 3.001 / expected.rate, "\(flight)")
        let height = try #require(trial.metric("jumpHeightIM")?.both)
        #expect(abs(height - expected.height) <= 0.005, "\(height)")
        if expected.columns.count == 1 {
            #expect(trial.metric("peakForce")?.asymmetry?.status == .totalOnly)
            #expect(trial.metric("peakForce")?.left == nil)
        }
        let vTO = try #require(trial.metric("vTO")?.both)
        let onset = try #require(trial.event("onset"))
        print(
            "  \(expected.file): BW \(weighing.weight) N, onset \(Double(onset) / record.rate) s, flight \(flight) s, vTO \(vTO), height \(height) m, residual \(trial.metric("residualVelocity")?.both ?? .nan) \(trial.reasons)"
        )
    }

    /// Peaks and impulses of the two plates (reference numbers, section 3; their sign is the other way round).
    @Test func sidesOfTwoPlates() throws {
        let file = "gidiel-machado/Dual-CMJ-Fz.txt"
        guard let record = try RealRecording.load(file, rate: 1000, columns: [0, 1]) else { return }
        let result = RecordingAnalysis.analyze(record, info: info(file), test: .cmj)
        let trial = try #require(result.trials.first)
        let peak = try #require(trial.metric("peakForce"))
        #expect(abs(try #require(peak.left) - 853.72) < 0.01)
        #expect(abs(try #require(peak.right) - 917.56) < 0.01)
        #expect(abs(try #require(peak.asymmetry?.value) - 3.60) < 0.01)
        let at = try #require(trial.metric("forceAtTotalPeak"))
        #expect(abs(try #require(at.left) - 853.72) < 0.01)
        #expect(abs(try #require(at.right) - 914.76) < 0.01)
        let landing = try #require(trial.metric("peakLanding"))
        #expect(abs(try #require(landing.left) - 1210.83) < 0.01)
        #expect(abs(try #require(landing.right) - 1136.16) < 0.01)
        #expect(abs(try #require(landing.asymmetry?.value) + 3.18) < 0.01)
        let share = try #require(trial.metric("quietShare")?.left)
        #expect(abs(share - 46.49) < 0.1)
    }

    /// A squat jump on the same plates and a drop jump are no countermovement jumps, but must not stop the program.
    @Test(arguments: ["gidiel-machado/Dual-SJ-Fz.txt", "gidiel-machado/Dual-DJ-Fz.txt"])
    func otherJumps(_ file: String) throws {
        guard let record = try RealRecording.load(file, rate: 1000, columns: [0, 1]) else { return }
        let result = RecordingAnalysis.analyze(record, info: info(file), test: .cmj)
        let trial = try #require(result.trials.first)
        #expect(trial.event("takeoff") != nil)
        print("  \(file): \(trial.status) \(trial.reasons) \(trial.metric("flightTime")?.both ?? .nan)")
    }

    @Test func pull() throws {
        let file = "isometric_analyzer/Example1.csv.gz"
        guard let record = try RealRecording.load(file, rate: 1000, columns: [1]) else { return }
        let result = RecordingAnalysis.analyze(record, info: info(file), test: .imtp)
        let trial = try #require(result.trials.first)
        #expect(result.trials.count == 1)
        let peak = try #require(trial.metric("peakForce")?.both)
        #expect(abs(peak - 2803.55) < 0.01)
        // Reference numbers, section 5: their second of baseline is 9.654 s to 10.654 s.
        let baseline = try #require(trial.metric("baseline")?.both)
        #expect(abs(baseline - 827.262) < 0.001, "\(baseline)")
        let net = try #require(trial.metric("peakForceNet")?.both)
        #expect(abs(net - (peak - baseline)) < 1e-9)
        let onset = try #require(trial.event("onset"))
        // Our first sample over the threshold is the one after theirs; the noise of one sample is what early forces differ by.
        #expect(onset == 11_122)
        for (ms, reference) in [(100, 1869.13), (200, 2153.12), (250, 2093.43)] {
            #expect(abs(record.total[onset - 1 + ms] - reference) < 0.01, "\(ms)")
            #expect(trial.metric("f\(ms)")?.both == record.total[onset + ms])
        }
        let steep = try #require(trial.metric("rfdMax20")?.both)
        #expect(abs(steep - 14868.6) < 0.1, "\(steep)")
    }

    /// A jump of two seconds without a quiet one: the authors of the notebook weigh over its first 0.1 s, take the smallest
    /// force off as zero and look for 10 N over it (the data's own readme); the noise of their empty plate alone reaches that.
    @Test func shortRecordOfTheNotebook() throws {
        let file = "bmc/GRFZjump.txt"
        guard let record = try RealRecording.load(file, rate: 600, columns: [0]) else { return }
        var selection = MethodSelection()
        try selection.set(.weighing, "first:0.1s")
        var settings = AnalysisSettings(gravity: 9.8)
        settings.rules = selection.rules
        let result = RecordingAnalysis.analyze(record, info: info(file), test: .cmj, settings: settings)
        let trial = try #require(result.trials.first)
        #expect(result.trials.count == 1)
        // Times of samples at 600 Hz, as the notebook prints them: two samples for the other threshold.
        let takeoff = try #require(trial.event("takeoff"))
        let landing = try #require(trial.event("landing"))
        #expect(abs(Double(takeoff) / 600 - 0.907) < 0.004, "\(takeoff)")
        // Its landing at 1.323 s is noise that passes 10 N over the smallest force; the impact is four samples later.
        let low = try #require(record.total.min())
        let theirs = Int((1.323 * 600).rounded())
        #expect((theirs - 2...theirs + 2).contains { record.total[$0] - low > 10 })
        #expect(record.total[..<landing].suffix(20).allSatisfy { $0 < 20 } && record.total[landing] > 100)
        // 0.213 m is g·t²/8 of their flight; published implementations find 0.4217 to 0.425 s (reference numbers 2.2).
        let flight = try #require(trial.metric("flightTime")?.both)
        #expect((0.4160...0.4251).contains(flight), "\(flight)")
        let peak = try #require(trial.metric("peakForce")?.both)
        #expect((1414.77...1422.09).contains(peak), "\(peak)")
    }
}

/// Reads the columns of a delimited text file; the readers proper have their own tests.
enum RealRecording {
    /// nil, with a line that says so, where the recordings are not present.
    ///
    /// - Parameter snapped: false to keep what the file says, as other systems compute with it.
    static func load(
        _ name: String, rate: Double, columns: [Int], snapped: Bool = true
    ) throws -> ForceRecord? {
        guard let url = Repository.recording(name) else {
            print("recording test skipped: \(name)")
            return nil
        }
        var data = try Data(contentsOf: url)
        if url.pathExtension == "gz" {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/gzip")
            process.arguments = ["-dc", url.path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        var values = columns.map { _ in [Double]() }
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(omittingEmptySubsequences: false) {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\t")
            }
            let numbers = columns.compactMap { k in
                k < fields.count
                    ? Double(String(decoding: fields[k], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
                    : nil
            }
            // Header lines have no numbers in all of these columns, or words in their first one.
            guard numbers.count == columns.count, Double(String(decoding: fields[0], as: UTF8.self)) != nil else {
                continue
            }
            for k in columns.indices { values[k].append(snapped ? NewtonGrid.snap(numbers[k]) : numbers[k]) }
        }
        print("recording test ran: \(name)")
        return columns.count == 2
            ? ForceRecord(rate: rate, left: values[0], right: values[1]) : ForceRecord(rate: rate, total: values[0])
    }
}
