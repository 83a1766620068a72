import Assessments
import Foundation
import Recordings
import SignalCore

/// What the index keeps of one recording's folder.
struct RecordingFacts {
    /// A trial.
    struct Trial {
        var number: Int
        var start: Double
        var end: Double
        /// Whether it counts by the notes that came later.
        var kept: Bool
        /// Whether it counted when the summary was reported.
        var reported: Bool
        var status: String
        var reasons: [String]
        var limb: String?
    }

    /// A value.
    struct Value {
        /// Trial from 1, 0 for the summary.
        var trial: Int
        var metric: String
        var limb: String
        var value: Double?
        var unit: String
        var status: String
        var method: String
        var index: String?
        var larger: String?
        var low: Double?
        var high: Double?
        var count: Int?
        var verdict: String?
        var lost: Int?
    }

    var header: TrialHeader
    var preset = ""
    var computedBy = ""
    var bodyMass: Double?
    var trials: [Trial] = []
    var values: [Value] = []
    var notes: [String] = []

    /// Reads header, reported results and notes.
    ///
    /// - Throws: where one of them is there and cannot be read; a recording without results has a header and no values.
    init(_ folder: RecordingFolder) throws(RecordingError) {
        header = try Self.header(folder)
        if let bytes = try SystemFile.read(folder.results) {
            let document: ResultsFile
            do { document = try JSONDecoder().decode(ResultsFile.self, from: Data(bytes)) } catch {
                throw RecordingError(
                    .badData, file: folder.results, problem: "is no results document: \(error)",
                    remedy: "`bilanx analyze` makes results of the recording anew")
            }
            preset = document.preset
            computedBy = document.software
            if let recording = document.recordings.first { take(recording) }
        }
        let notes = try RecordingNotes.read(folder)
        self.notes = notes.entries.map { $0.json() }
        for entry in notes.entries {
            guard let number = entry.trial, let at = trials.firstIndex(where: { $0.number == number }) else { continue }
            if entry.action == .discard { trials[at].kept = false }
            if entry.action == .keep { trials[at].kept = true }
        }
    }

    /// The lines above the rows of `trial.csv`; the rows, which may be many, are not read.
    static func header(_ folder: RecordingFolder) throws(RecordingError) -> TrialHeader {
        guard let file = FileHandle(forReadingAtPath: folder.trialFile) else {
            throw SystemFile.failure(errno, folder.trialFile, "could not be opened")
        }
        defer { try? file.close() }
        var bytes: [UInt8] = []
        while let block = try? file.read(upToCount: 1 << 14), !block.isEmpty {
            bytes += block
            var start = 0
            while let end = bytes[start...].firstIndex(of: 0x0A) {
                if bytes[start] != 0x23 {
                    return try TrialFileReader.read(Array(bytes[...end]), name: folder.trialFile).file.header
                }
                start = end + 1
            }
        }
        return try TrialFileReader.read(bytes, name: folder.trialFile).file.header
    }

    private mutating func take(_ recording: ResultsFile.Recording) {
        bodyMass = recording.body_mass_kg
        var units: [String: (unit: String, method: String)] = [:]
        for trial in recording.trials {
            trials.append(
                Trial(
                    number: trial.index, start: trial.start_s, end: trial.end_s, kept: trial.kept,
                    reported: trial.kept, status: trial.status, reasons: trial.reasons, limb: trial.limb))
            for metric in trial.metrics {
                units[metric.id] = (metric.unit, metric.method)
                var value = Value(
                    trial: trial.index, metric: metric.id, limb: "both", unit: metric.unit, status: metric.status,
                    method: metric.method, lost: metric.lost)
                add(
                    metric.left, metric.right, metric.both, &value,
                    saysAbsent: !["ok", "lowQuality"].contains(metric.status))
                add(metric.asymmetry, value)
            }
        }
        for summary in recording.summary {
            let known = units[summary.id]
            var value = Value(
                trial: 0, metric: summary.id, limb: "both", unit: known?.unit ?? "", status: "ok",
                method: known?.method ?? "", count: summary.n)
            add(summary.left, summary.right, summary.both, &value, saysAbsent: false)
            add(summary.asymmetry, value)
        }
    }

    private mutating func add(
        _ left: Double?, _ right: Double?, _ both: Double?, _ value: inout Value, saysAbsent: Bool
    ) {
        for (limb, number) in [("left", left), ("right", right), ("both", both)] {
            guard number != nil || (saysAbsent && limb == "both") else { continue }
            value.limb = limb
            value.value = number
            values.append(value)
        }
    }

    private mutating func add(_ asymmetry: ResultsFile.Asymmetry?, _ metric: Value) {
        guard let asymmetry else { return }
        var value = metric
        value.limb = "asymmetry"
        value.value = asymmetry.value
        value.unit = asymmetry.unit ?? "%"
        value.status = asymmetry.status ?? (asymmetry.value == nil ? "undefined" : "ok")
        value.index = asymmetry.index
        value.larger = asymmetry.larger
        value.low = asymmetry.ci95?.first
        value.high = asymmetry.ci95?.last
        value.verdict = asymmetry.verdict
        values.append(value)
    }
}

/// The parts of `bilanx.results/1` that the index takes; the names are the document's.
struct ResultsFile: Decodable {
    struct Asymmetry: Decodable {
        var index: String
        var unit: String?
        var value: Double?
        var larger: String?
        var status: String?
        var ci95: [Double]?
        var verdict: String?
    }

    struct Metric: Decodable {
        var id: String
        var unit: String
        var method: String
        var status: String
        var lost: Int?
        var both: Double?
        var left: Double?
        var right: Double?
        var asymmetry: Asymmetry?
    }

    struct Summary: Decodable {
        var id: String
        var n: Int
        var both: Double?
        var left: Double?
        var right: Double?
        var asymmetry: Asymmetry?
    }

    struct Trial: Decodable {
        var index: Int
        var start_s: Double
        var end_s: Double
        var kept: Bool
        var limb: String?
        var status: String
        var reasons: [String]
        var metrics: [Metric]
    }

    struct Recording: Decodable {
        var body_mass_kg: Double?
        var trials: [Trial]
        var summary: [Summary]
    }

    var software: String
    var preset: String
    var recordings: [Recording]
}
