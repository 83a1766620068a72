import Foundation
import Recordings
import SignalCore

/// Recordings with results, made up for the tests.
enum SampleRecording {
    /// Makes a finished recording with `trials` trials of one metric, left and right as given, plus the trial's number.
    @discardableResult
    static func make(
        in data: DataDirectory, athlete: String?, day: Int, test: String = "cmj", left: Double = 900,
        right: Double = 850, trials: Int = 3
    ) throws -> (folder: RecordingFolder, id: String) {
        let microseconds = (1_795_354_212 + Int64(day) * 86_400) * 1_000_000
        let started = ZonedTime(microseconds: microseconds, offsetMinutes: 60)
        let id = UUIDv7(milliseconds: microseconds / 1000)
        var folder = try RecordingFolder.create(in: data, started: started, test: test, id: id)
        let header = TrialHeader(
            id: id, software: "bilanx test", started: started, test: test, rate: 1000, athlete: athlete,
            loadKilograms: 20, conditions: "barefoot")
        let values = [Double](repeating: 400, count: 50)
        let file = TrialFile(header: header, record: ForceRecord(rate: 1000, left: values, right: values))
        try Data(file.bytes()).write(to: URL(filePath: folder.trialFile))
        let list = (1...trials).map { k in
            """
            {"index":\(k),"start_s":\(k),"end_s":\(k + 1),"kept":true,"status":"ok","reasons":[],"events":{},
             "metrics":[{"id":"peakForce","unit":"N","method":"own","headline":true,"status":"ok","lost":0,
             "left":\(left + Double(k)),"right":\(right),"asymmetry":{"index":"SIs","unit":"%","value":-2.5,
             "larger":"left","status":"ok"}},
             {"id":"flightTime","unit":"s","method":"own","headline":true,"status":"undefined","lost":0}]}
            """
        }
        let who = athlete.map { "\"athlete\":\"\($0)\"," } ?? ""
        try folder.writeResults(
            """
            {"schema":"bilanx.results/1","software":"bilanx test","preset":"bilanx","recordings":[{"id":"\(id)",
            \(who)"test":"\(test)","rate_hz":1000,"samples":50,"body_mass_kg":71.5,"load_kg":20,
            "trials":[\(list.joined(separator: ","))],
            "summary":[{"id":"peakForce","n":\(trials),"rule":"mean","left":\(left),"right":\(right),
            "asymmetry":{"index":"SIs","value":-2.5,"ci95":[-4,-1],"verdict":"clear","larger":"left"}}]}],
            "sets":[],"derived":[]}
            """)
        try folder.finish()
        return (folder, id.description)
    }
}
