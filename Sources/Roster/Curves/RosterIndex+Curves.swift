import Foundation
import GRDB
import Recordings
import SignalCore

extension RosterIndex {
    /// The forces of one trial, read from the recording's own file.
    ///
    /// - Parameters:
    ///   - recording: its id.
    ///   - trial: number from 1; nil for the one that stands for the recording: of the trials that count the one in the
    ///     middle by its peak force.
    ///   - points: places at most.
    /// - Returns: nil where there is no such recording or trial.
    /// - Throws: where the file is there and cannot be read.
    public func curve(recording: String, trial: Int? = nil, points: Int = 600) throws(RecordingError) -> TrialCurve? {
        guard let row = try self.recording(recording), row.id == recording || row.path == recording else { return nil }
        let middle = trial == nil ? try middleTrial(row.id) : nil
        guard let number = trial ?? middle else { return nil }
        let folder = RecordingFolder(path: data.path + "/" + row.path)
        guard let bytes = try SystemFile.read(folder.results) else { return nil }
        let document: CurveDocument
        do { document = try JSONDecoder().decode(CurveDocument.self, from: Data(bytes)) } catch {
            throw RecordingError(
                .badData, file: folder.results, problem: "is no results document: \(error)",
                remedy: "`bilanx analyze` makes results of the recording anew")
        }
        guard let found = document.recordings.first?.trials.first(where: { $0.index == number }) else { return nil }
        let file = try TrialFileReader.read(path: folder.trialFile).file
        let record = file.record
        let from = Int((found.start_s * record.rate).rounded())
        let through = Int((found.end_s * record.rate).rounded())
        guard from >= 0, through > from else { return nil }
        return TrialCurve(
            recording: row.id, started: row.started, trial: number, record: record, span: from..<through + 1,
            events: found.events.mapValues { $0 - found.start_s }, limb: found.limb, points: points)
    }

    /// Of the trials that count the one whose peak force is in the middle; the first one where no peak is known.
    func middleTrial(_ recording: String) throws(RecordingError) -> Int? {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT trial.number AS number, max(metric.value) AS peak FROM recording
                    JOIN trial ON trial.recording = recording.row
                    LEFT JOIN metric ON metric.recording = recording.row AND metric.metric = 'peakForce'
                        AND metric.trial = trial.number AND metric.limb IN ('both', 'left', 'right')
                    WHERE recording.id = ? AND trial.kept = 1 AND NOT EXISTS (SELECT 1 FROM decision
                        WHERE decision.recording = recording.id AND decision.trial = trial.number)
                    GROUP BY trial.number ORDER BY peak, number
                    """, arguments: [recording])
            guard !rows.isEmpty else { return nil }
            return rows[(rows.count - 1) / 2]["number"]
        }
    }
}

/// The parts of `bilanx.results/1` that a drawing needs; the names are the document's.
private struct CurveDocument: Decodable {
    struct Trial: Decodable {
        var index: Int
        var start_s: Double
        var end_s: Double
        var limb: String?
        var events: [String: Double]
    }

    struct Recording: Decodable {
        var trials: [Trial]
    }

    var recordings: [Recording]
}
