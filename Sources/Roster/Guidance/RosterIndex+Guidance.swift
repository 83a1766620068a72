import Assessments
import GRDB
import Recordings
import SignalCore
import Symmetry

extension RosterIndex {
    /// What guidance must know of the visit that a report shows; nil where it shows none.
    ///
    /// - Parameter supervision: what the operator said; the session's own note counts too.
    public func guidanceFacts(
        _ report: ChangeReport, supervision: GuidanceFacts.Supervision = .unknown
    ) throws(RecordingError) -> GuidanceFacts? {
        guard let point = report.latest else { return nil }
        let person = try athlete(report.athlete)
        let isNoted = try session(athlete: report.athlete, day: point.day).facts.supervised == true
        let index = point.index
        let weaker: Side? =
            switch index?.larger {
            case .left: .right
            case .right: .left
            default: nil
            }
        return GuidanceFacts(
            test: report.test, metric: report.metric, date: point.day, difference: index?.value,
            unit: index?.unit ?? "%", index: index?.index.rawValue ?? "", verdict: index?.verdict, weaker: weaker,
            noiseBand: report.series(.index)?.error?.minimalDetectableChange,
            trials: [.left: point.left?.count ?? 0, .right: point.right?.count ?? 0], flags: try flags(point),
            check: try check(point), pain: try pain(report.athlete, point.day), age: person?.age(on: point.day),
            supervision: isNoted ? .supervised : supervision, hasInvolvedSide: person?.involvedSide != nil)
    }

    /// Warnings of the trials that count.
    private func flags(_ point: SessionPoint) throws(RecordingError) -> [String] {
        try read { db in
            var flags: [String] = []
            for recording in point.recordings {
                let rows = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT trial.number AS number, trial.status AS status, trial.reasons AS reasons FROM recording
                        JOIN trial ON trial.recording = recording.row
                        WHERE recording.id = ? AND trial.kept = 1 AND trial.status <> 'ok' AND NOT EXISTS (
                            SELECT 1 FROM decision WHERE decision.recording = recording.id
                            AND decision.trial = trial.number) ORDER BY trial.number
                        """, arguments: [recording])
                flags += rows.map { row in
                    let reasons: String = row["reasons"]
                    return "trial \(row["number"] as Int): \(reasons.isEmpty ? row["status"] as String : reasons)"
                }
            }
            return flags
        }
    }

    /// How the plates stood, by the recordings' headers; the worst of a visit.
    private func check(_ point: SessionPoint) throws(RecordingError) -> GuidanceFacts.Check {
        var checks: [GuidanceFacts.Check] = []
        for id in point.recordings {
            guard let row = try recording(id) else { continue }
            let header: TrialHeader
            do throws(RecordingError) {
                header = try RecordingFacts.header(RecordingFolder(path: data.path + "/" + row.path))
            } catch {
                // Its rows are in the index, its file is gone or damaged.
                checks.append(.never)
                continue
            }
            switch header.check?.standing {
            case .passed: checks.append(.passed)
            case .failed: checks.append(.failed)
            case .expired: checks.append(.expired)
            case .never: checks.append(.never)
            case nil: checks.append(header.sides == .birth ? .notNeeded : .never)
            }
        }
        let worst: [GuidanceFacts.Check] = [.failed, .never, .expired, .passed, .notNeeded]
        return worst.first { checks.contains($0) } ?? .never
    }

    /// Pain as it was last told, within the days that count before a visit or since.
    private func pain(_ athlete: String, _ day: String) throws(RecordingError) -> Double? {
        guard let visit = Day(day) else { return nil }
        let since = visit.adding(-GuidanceFacts.painDays)
        return try entries(athlete: athlete, kind: .pain).last { entry in
            entry.date.flatMap { Day($0) }.map { $0 >= since } ?? false
        }?.value
    }
}
