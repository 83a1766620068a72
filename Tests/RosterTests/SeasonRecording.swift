import Assessments
import Foundation
import Recordings
import SignalCore
import Statistics
import Symmetry

/// Recordings with results of chosen trials, as an analysis would have written them.
struct SeasonRecording {
    var athlete = "A1"
    var day = 0
    /// Seconds after the first recording of the day.
    var second = 0
    var test = "cmj"
    var metric = "peakForce"
    /// Left and right of each trial; nil where the other limb's trial it is.
    var trials: [(left: Double?, right: Double?)] = []
    var conditions: String? = "barefoot"
    var load = 0.0
    var lever: Double?
    var preset = "bilanx"
    /// Status of every trial and of its index.
    var status = MeasureStatus.ok
    var indexStatus = MeasureStatus.ok
    /// Standard uncertainty of the log ratio of the sensors.
    var systematic = 0.0
    /// True for plates of unknown gains: no interval is reported.
    var isUnjudgeable = false
    /// Trials that the recording's own notes discard.
    var discarded: [Int] = []

    private var isSeparate: Bool { trials.contains { $0.left == nil || $0.right == nil } }
    private var index: PairIndex { isSeparate ? .percentageDifference : .symmetryIndex }

    /// What the trials say together.
    var judgement: DifferenceRule.Judgement {
        DifferenceRule(index: index, floor: 0, systematic: systematic).judge(
            LimbTrials(
                left: trials.compactMap(\.left), right: trials.compactMap(\.right),
                timing: isSeparate ? .separate : .simultaneous))
    }

    private func number(_ value: Double) -> String { PeopleText.significant(value) ?? "null" }

    private func mean(_ values: [Double]) -> Double { Descriptive.mean(values.span) ?? .nan }

    /// Writes it as a finished recording.
    ///
    /// - Returns: id of the recording.
    @discardableResult
    func write(in data: DataDirectory) throws -> String {
        let microseconds = (1_760_000_000 + Int64(day) * 86_400 + Int64(second)) * 1_000_000
        let started = ZonedTime(microseconds: microseconds, offsetMinutes: 60)
        let id = UUIDv7(milliseconds: microseconds / 1000)
        var folder = try RecordingFolder.create(in: data, started: started, test: test, id: id)
        var header = TrialHeader(
            id: id, software: "bilanx test", started: started, test: test, rate: 1000, athlete: athlete,
            loadKilograms: load, conditions: conditions)
        header.leverArm = lever
        let values = [Double](repeating: 400, count: 10)
        let file = TrialFile(header: header, record: ForceRecord(rate: 1000, left: values, right: values))
        try Data(file.bytes()).write(to: URL(filePath: folder.trialFile))
        let list = trials.enumerated().map { k, trial in
            let sides = [("left", trial.left), ("right", trial.right)].compactMap { name, value in
                value.map { ",\"\(name)\":\(number($0))" }
            }.joined()
            let limb = trial.left == nil ? ",\"limb\":\"right\"" : trial.right == nil ? ",\"limb\":\"left\"" : ""
            let own: MeasureStatus = limb.isEmpty ? indexStatus : .unilateral
            let value = index.evaluate(left: trial.left ?? 0, right: trial.right ?? 0, floor: 0).value
            let shown = own == .ok ? value.map { ",\"value\":\(number($0))" } ?? "" : ""
            return """
                {"index":\(k + 1),"start_s":\(k),"end_s":\(k + 1),"kept":true,"status":"\(status.rawValue)"\(limb),
                 "reasons":[],"events":{},"metrics":[{"id":"\(metric)","unit":"N","method":"own-peak/gross",
                 "headline":true,"status":"ok","lost":0\(sides),"asymmetry":{"index":"\(index.rawValue)","unit":"%"\(shown),
                 "status":"\(own.rawValue)"}}]}
                """
        }
        let judged = judgement
        let said = judged.value.value.map { ",\"value\":\(number($0))" } ?? ""
        let interval =
            isUnjudgeable
            ? "" : judged.interval.map { ",\"ci95\":[\(number($0.lowerBound)),\(number($0.upperBound))]" } ?? ""
        let verdict = isUnjudgeable ? DifferenceRule.Verdict.cannotSay : judged.verdict
        let left = number(mean(trials.compactMap(\.left)))
        let right = number(mean(trials.compactMap(\.right)))
        try folder.writeResults(
            """
            {"schema":"bilanx.results/1","software":"bilanx test","preset":"\(preset)","recordings":[{"id":"\(id)",
            "test":"\(test)","rate_hz":1000,"samples":10,"load_kg":\(load),"trials":[\(list.joined(separator: ","))],
            "summary":[{"id":"\(metric)","n":\(trials.count),"rule":"mean","left":\(left),"right":\(right),
            "asymmetry":{"index":"\(index.rawValue)"\(said)\(interval),"verdict":"\(verdict.rawValue)"}}]}],
            "sets":[],"derived":[]}
            """)
        for trial in discarded {
            try folder.appendNote(RecordingNotes.Entry(at: .now(), action: .discard, trial: trial, text: "x").json())
        }
        try folder.finish()
        return id.description
    }
}
