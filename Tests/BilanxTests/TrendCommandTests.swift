import Foundation
import Recordings
import SignalCore
import Testing

@Suite("Trends from the command line", .serialized)
struct TrendCommandTests {
    /// Writes a finished recording with results of peak force, three trials.
    private func record(
        _ data: DataDirectory, day: Int, test: String = "cmj", left: Double, right: Double,
        conditions: String = "barefoot"
    ) throws {
        let microseconds = (1_760_000_000 + Int64(day) * 86_400 + Int64(conditions.utf8.count * 60)) * 1_000_000
        let started = ZonedTime(microseconds: microseconds, offsetMinutes: 0)
        let id = UUIDv7(milliseconds: microseconds / 1000)
        var folder = try RecordingFolder.create(in: data, started: started, test: test, id: id)
        let header = TrialHeader(
            id: id, software: "test", started: started, test: test, rate: 1000, athlete: "A1", loadKilograms: 0,
            conditions: conditions)
        let values = [Double](repeating: 400, count: 10)
        try Data(TrialFile(header: header, record: ForceRecord(rate: 1000, left: values, right: values)).bytes())
            .write(to: URL(filePath: folder.trialFile))
        let index = 100 * (right - left) / (right + left)
        let trials = (1...3).map { k in
            """
            {"index":\(k),"start_s":\(k),"end_s":\(k + 1),"kept":true,"status":"ok","reasons":[],"events":{},"metrics":
             [{"id":"peakForce","unit":"N","method":"m","headline":true,"status":"ok","lost":0,"left":\(left),
             "right":\(right),"asymmetry":{"index":"SIs","unit":"%","value":\(index),"status":"ok"}}]}
            """
        }
        try folder.writeResults(
            """
            {"schema":"bilanx.results/1","software":"test","preset":"bilanx","recordings":[{"trials":
            [\(trials.joined(separator: ","))],"summary":[{"id":"peakForce","n":3,"rule":"mean","left":\(left),
            "right":\(right),"asymmetry":{"index":"SIs","value":\(index),"ci95":[\(index - 1),\(index + 1)],
            "verdict":"clear"}}]}]}
            """)
        try folder.finish()
    }

    @Test func aChangeInWordsAndAsDocuments() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = DataDirectory(path: folder.appending(path: "data").path)
        func run(_ arguments: [String], _ code: Int32 = 0) throws -> CommandLineRun {
            let run = try CommandLineRun(arguments + ["-o", data.path])
            #expect(run.code == code, "\(arguments): \(run.words)")
            return run
        }
        _ = try run(["athlete", "add", "A1", "--name", "Ana Bauer", "--group", "U21"])
        #expect(try run(["trend", "A1"], 64).words.contains("has no recording in this data folder"))
        let left = [1000.0, 1004, 996, 1001, 999, 900]
        let right = [850.0, 853, 847, 851, 849, 851]
        for k in left.indices { try record(data, day: 7 * k, left: left[k], right: right[k]) }
        try record(data, day: 36, left: 700, right: 700, conditions: "shoes")
        try record(data, day: 35, test: "imtp", left: 2000, right: 1700)
        try record(data, day: 35, test: "iso", left: 120, right: 110, conditions: "hamstring 60")
        try record(data, day: 35, test: "iso", left: 200, right: 220, conditions: "quadriceps 60")

        let table = try run(["trend", "A1", "--test", "cmj", "--metric", "peakForce", "--on", "2025-11-13", "--lsi"])
            .output
        #expect(table.contains("Ana Bauer (A1) · cmj · peak force · mean of the trials"))
        #expect(table.contains("Left fell by 10.0 % from 1000.0 N to 900.0 N against the 5 earlier sessions: real"))
        #expect(table.contains("because the stronger side (left) fell by 10.0 %"))
        #expect(table.contains("left out: conditions “shoes”, not “barefoot”"))
        #expect(table.contains("The difference between the sides shrank from 8.1 % left to 2.8 % left"))
        #expect(table.contains("Limb symmetry index, right of left: 85.0 % then, 94.6 % now."))
        // The latest session is the one in shoes: nothing may be compared with it, and it says so.
        let shoes = try run(["trend", "A1", "--test", "cmj", "--metric", "peakForce"]).output
        #expect(shoes.contains("There is no earlier session under equal conditions to compare with."))
        let all = try run(["trend", "ana"]).output
        #expect(all.contains("Direction over the tests: "))
        #expect(all.contains("hq") && all.contains("0.60 (120.0 N / 200.0 N)"))

        let json = try run([
            "trend", "A1", "--test", "cmj", "--metric", "peakForce", "--on", "2025-11-13", "--format", "json",
        ]).output
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(document["schema"] as? String == "bilanx.trend/1")
        let trend = try #require((document["trends"] as? [[String: Any]])?.first)
        let series = try #require(trend["series"] as? [[String: Any]])
        #expect(series.compactMap { $0["quantity"] as? String } == ["left", "right", "index"])
        #expect(series.compactMap { $0["verdict"] as? String } == ["real", "withinNoise", "real"])
        #expect(try abs(#require(series[0]["change"] as? Double) + 10) < 0.01)
        #expect((trend["left_out"] as? [[String: Any]])?.first?["reason"] as? String == "otherConditions")

        let csv = try run([
            "trend", "A1", "--test", "cmj", "--format", "csv", "--against", "previous", "--on", "2025-11-13",
        ]).output
        let lines = csv.split(separator: "\n")
        #expect(lines.count == 4 && lines[1].contains("previous") && lines[1].contains("ownError"))
        let columns = lines[0].split(separator: ",").count
        #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == columns })
        let sessions = try run(["trend", "A1", "--test", "cmj", "--format", "csv", "--sessions"]).output
        #expect(sessions.split(separator: "\n").count == 8)

        let agreement = try run(["trend", "--agreement", "--group", "U21"]).output
        #expect(agreement.contains("cmj and imtp") && agreement.contains("Ana Bauer (A1)"))
        #expect(try run(["trend", "--agreement", "--format", "json"]).output.contains("\"bilanx.agreement/1\""))
        #expect(try run(["trend", "--agreement", "--format", "csv"]).output.hasPrefix("first,first_metric,second"))

        // One person alone has repeats under equal conditions: a typical error, and no reliability between people.
        let repeats = try run(["trend", "--reliability", "--test", "cmj", "--metric", "peakForce", "--format", "csv"])
            .output
        #expect(repeats.contains("cmj,peakForce,left,N,%,1,5,"))
        #expect(try run(["trend", "--reliability", "--test", "cmj"]).output.contains("peak force"))
        #expect(
            try run(["trend", "--reliability", "--test", "sj"], 64).words.contains("nobody with two sessions of sj"))
        #expect(try run(["trend", "--reliability"], 64).words.contains("needs --test"))

        #expect(try run(["trend"], 64).words.contains("bilanx trend ATHLETE"))
        #expect(try run(["trend", "B7"], 64).words.contains("is nobody in the roster"))
        #expect(try run(["trend", "A1", "--against", "yesterday"], 64).words.contains("first:N"))
        #expect(try run(["trend", "A1", "--on", "13.11.2025"], 64).words.contains("2026-11-22"))
        #expect(try run(["trend", "A1", "--on", "2024-01-01"], 64).words.contains("has no session on 2024-01-01"))
        #expect(try run(["trend", "A1", "--test", "hop"], 64).words.contains("there is no test hop"))
        #expect(try run(["trend", "A1", "--test", "sj"], 64).words.contains("there are: "))
        #expect(try run(["trend", "A1", "--metric", "x"], 64).words.contains("bilanx methods"))
        #expect(try run(["trend", "A1", "--agreement"], 64).words.contains("leave the athlete out"))
        #expect(try run(["trend", "A1", "--ratio", "hq=ham:quad"], 64).words.contains("words of the conditions"))
        #expect(try run(["trend", "--agreement", "--group", "U9"], 64).words.contains("there are: U21"))
    }
}
