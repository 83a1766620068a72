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
            raw,
            info: RecordingInfo(id: nil, source: "dj", format: "text", athlete: nil, loss: Loss(evidence: .unknown)),
            test: .dj, weighing: 4000...4999, settings: settings)
        let trial = try #require(result.trials.first)
        let filtered = try Butterworth(order: 2, cutoff: 50, convention: .singlePass).cascade(rate: 1000)
        let record = ForceRecord(
            rate: 1000, left: try filtered.zeroPhase(raw.left), right: try filtered.zeroPhase(raw.right))
        return Run(record: record, trial: trial, weight: try #require(result.weighing?.weight), authors: authors)
    }

    /// Lines that mean the same in both: within 2 %.
    @Test func whatMeansTheSameAgrees() throws {
        guard let run = try run() else { return }
        let both = [
            "Weight (N)": "bw", "Mass (kg)": "mass", "ToV-D (m)": "jumpHeightIM", "FT (m)": "jumpHeightFT",
            "CoM-D (m)": "jumpHeightDI", "Flight (s)": "flightTime", "Mean-Upw (N)": "propMeanForce",
            "Mean-Pwr-Upw (W)": "propPowerMean", "Peak-Pwr (W)": "peakPower", "Peak-Brk (N)": "brakePeakForce",
            "Peak-Drop (N)": "peakForce", "Peak-Load (N)": "peakLanding", "RFD-Load (N/s)": "loadRateAvg",
            "Att (s)": "landAttenuationTime", "Cont (s)": "landControlTime", "Land-depth (m)": "landDepth",
            "Upw (s)": "propTime", "TT-PF (s)": "timeToPeakContact", "TT-PP (s)": "timeToPeakPower",
            "TT-TO (s)": "contactTime",
        ]
        for (line, id) in both { try expect(run, line, run.both(id)) }
        try expect(run, "Mean-Upw1 (N)", run.left("propMeanForce"))
        try expect(run, "Mean-Upw2 (N)", run.right("propMeanForce"))
        try expect(run, "Peak-Upw1 (N)", run.left("forceAtTotalPeak"))
        try expect(run, "Peak-Upw2 (N)", run.right("forceAtTotalPeak"))
    }

    /// Lines of another meaning: each agrees once the one rule that differs is the authors'.
    @Test func whatMeansSomethingElseIsExplained() throws {
        guard let run = try run() else { return }
        // "Upward impulse" of the total is that of the whole contact, of a side over half of the weight.
        try expect(run, "Imp-Upw (N*s)", run.both("pushImpulse"))
        let half = run.weight / 2 * (try run.both("propTime"))
        try expect(run, "Imp-Upw1 (N*s)", run.left("propImpulseGross") - half)
        try expect(run, "Imp-Upw2 (N*s)", run.right("propImpulseGross") - half)
        // "Peak RFD" divides the peak itself, not the rise to it.
        try expect(run, "Peak-RFD (N/s)", run.both("peakForce") / run.both("timeToPeakContact"))
        // The third height adds the rise at take-off to a height that has it already.
        try expect(run, "ToV+CoM-D (m)", run.both("jumpHeightDI") + run.both("sTO"))
        // Sides of the landing are read where the total peaks; ours are their own peaks.
        let landing = try run.row("landing")
        let peak = try #require((landing...(landing + 500)).max { run.record.total[$0] < run.record.total[$1] })
        try expect(run, "Peak-Load1 (N)", run.record.left[peak])
        try expect(run, "Peak-Load2 (N)", run.record.right[peak])
        #expect(try run.left("peakLanding") > run.record.left[peak])
        // Force at the lowest point of the landing stands in our stiffness.
        try expect(run, "Amortization (N)", run.both("landStiffness") * -run.both("landDepth"))
        try expect(run, "Amortization1 (N)", run.left("landStiffness") * -run.both("landDepth"))
        let valley = peak + Int((try run.both("landAttenuationTime") * 1000).rounded())
        let drop = (run.record.total[valley] - run.record.total[peak]) / (try run.both("landAttenuationTime"))
        try expect(run, "RFD-Att (N/s)", drop)
        try expect(run, "Fz-at-PP (N)", run.record.total[try run.row("touchdown") + 192])
    }

    /// The authors' braking begins where the body is fastest, when the force passes its weight; ours at touchdown.
    @Test func theirBrakingBeginsLater() throws {
        guard let run = try run() else { return }
        let touchdown = try run.row("touchdown")
        let end = try run.row("brakingEnd")
        let start = try #require((touchdown..<end).first { run.record.total[$0] >= run.weight })
        let time = Double(end - start) / 1000
        #expect(try run.both("brakeTime") > time * 1.1)
        try expect(run, "Brak (s)", time)
        func mean(_ force: [Double]) -> Double { force[start..<end].reduce(0, +) / Double(end - start) }
        func impulse(_ force: [Double], over weight: Double) -> Double {
            Integration.trapezoid(force, start...end, rate: 1000, minus: weight)
        }
        try expect(run, "Mean-Brk (N)", mean(run.record.total))
        try expect(run, "Mean-Brk1 (N)", mean(run.record.left))
        try expect(run, "Mean-Brk2 (N)", mean(run.record.right))
        try expect(run, "Imp-Brk (N*s)", impulse(run.record.total, over: run.weight))
        try expect(run, "Imp-Brk1 (N*s)", impulse(run.record.left, over: run.weight / 2))
        try expect(run, "Imp-Brk2 (N*s)", impulse(run.record.right, over: run.weight / 2))
        let rate = (run.record.total[end] - run.record.total[start]) / time
        try expect(run, "RFD-Brak (N/s)", rate)
        // Power over those rows, from the velocity at touchdown on.
        let gained = Integration.cumulative(
            run.record.total[touchdown...end].map { ($0 - run.weight) * 9.807 / run.weight }, rate: 1000)
        let down = try run.both("vTD")
        let power = (start..<end).map { run.record.total[$0] * (down + gained[$0 - touchdown]) }
        try expect(run, "Mean-Pwr-Brk (W)", power.reduce(0, +) / Double(power.count))
    }

    private func expect(_ run: Run, _ line: String, _ value: Double) throws {
        let theirs = try #require(run.authors[line], "\(line)")
        // Times have the script's three decimals.
        let limit = max(0.02 * abs(theirs), 0.0005001)
        #expect(abs(value - theirs) <= limit, "\(line): \(value), authors \(theirs)")
    }
}
