import Assessments
import Foundation
import SignalCore
import Testing

@Suite struct ResultsDocumentTests {
    private func document(_ settings: AnalysisSettings = AnalysisSettings(gravity: 9.81)) -> ResultsDocument {
        let jump = ReferenceSignals.jump()
        let grid = ForceRecord(rate: 1000, left: jump.left.map(NewtonGrid.snap), right: jump.right.map(NewtonGrid.snap))
        let info = RecordingInfo(
            id: nil, source: "a \"quoted\",\nname.csv", format: "text", athlete: "A-1",
            loss: Loss(missing: 3, evidence: .counted, gaps: [Loss.Gap(from: 4000, count: 3)]))
        let result = RecordingAnalysis.analyze(
            grid, info: info, test: .cmj, weighing: 0...999, trials: [TrialWindow(0...5000)], settings: settings)
        return ResultsDocument(software: "bilanx 0", recordings: [result])
    }

    @Test func jsonIsTheDocumentOfTheDesign() throws {
        let text = document().json()
        #expect(text.hasSuffix("}\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["schema"] as? String == "bilanx.results/1")
        let recording = try #require((object["recordings"] as? [[String: Any]])?.first)
        #expect(recording["id"] == nil)
        #expect(recording["source"] as? String == "a \"quoted\",\nname.csv")
        #expect(recording["body_mass_kg"] as? Double == 75)
        let trial = try #require((recording["trials"] as? [[String: Any]])?.first)
        let events = try #require(trial["events"] as? [String: Double])
        #expect(events["takeoff"] == 2.299)
        #expect(events["brakingEnd"] == 2.015)
        let metrics = try #require(trial["metrics"] as? [[String: Any]])
        let peak = try #require(metrics.first { $0["id"] as? String == "peakForce" })
        #expect(peak["left"] as? Double == 920.2611)
        // One metric to the letter, as the design prints it.
        #expect(
            text.contains(
                #"{"id": "peakForce", "unit": "N", "method": "own-peak/gross", "headline": true, "status": "ok", "lost": 0, "#
                    + #""both": 1750.5222, "left": 920.2611, "right": 830.2611, "asymmetry": {"index": "SIs", "unit": "%", "#
                    + #""value": -5.14132297, "larger": "left", "status": "ok"}}"#))
        #expect(text.contains(#""gaps": [{"from": 4000, "count": 3}]"#))
        #expect(text.contains(#""rate_hz": 1000, "samples": 5001, "clocks": 1, "body_mass_kg": 75, "load_kg": 0"#))
        #expect(
            text.contains(
                #""jumpHeightIM", "unit": "m", "method": "impulse-momentum", "headline": true, "status": "ok", "lost": 0, "both": 0.33325"#
            ))
        #expect(!text.contains("null") && !text.contains("nan") && !text.contains("inf"))
    }

    @Test func absentValuesHaveNoKey() throws {
        let text = document(AnalysisSettings(gravity: 9.81, withheld: .sidesUnconfirmed)).json()
        let peak = try #require(text.split(separator: "\n").first { $0.contains(#""id": "peakForce","#) })
        #expect(peak.contains(#""asymmetry": {"index": "SIs", "unit": "%", "status": "sidesUnconfirmed"}"#))
        #expect(peak.contains(#""left": 920.2611"#))
    }

    @Test func csvIsTidy() throws {
        let rows = document().csv()
        #expect(
            rows.hasPrefix(
                "recording,athlete,test,trial,metric,limb,value,unit,status,method,index,larger,ci_low,ci_high,n,verdict,"
                    + "lost,preset,software\n"))
        #expect(
            rows.contains(
                "\"a \"\"quoted\"\",\nname.csv\",A-1,cmj,1,peakForce,left,920.2611,N,ok,own-peak/gross,,,,,,,0,bilanx,bilanx 0\n"
            ))
        #expect(rows.contains(",1,peakForce,asymmetry,-5.14132297,%,ok,own-peak/gross,SIs,left,,,,,0,bilanx,"))
        #expect(
            rows.contains(",cmj,,peakForce,asymmetry,-5.14132297,%,ok,own-peak/gross,SIs,left,,,1,cannotSay,,bilanx,"))
        // Every row has every column; quotes hold the comma and line feed of the source.
        for row in rows.replacing("\"a \"\"quoted\"\",\nname.csv\"", with: "source").split(separator: "\n") {
            #expect(row.split(separator: ",", omittingEmptySubsequences: false).count == 19, "\(row)")
        }
    }

    @Test func tableSaysSidesAndNeverASign() throws {
        let table = document().table(all: true)
        #expect(table.contains("5.1 % left"))
        #expect(table.contains("9.0 % right"))
        #expect(table.contains("33.3 cm"))
        #expect(!table.contains("-5.1"))
        #expect(table.contains("3 missing (counted by the device)"))
        #expect(table.contains("cannot be said from it"))
        let short = document().table(all: false)
        #expect(!short.contains("sTO"))
        #expect(short.contains("peakForce"))
        let withheld = document(AnalysisSettings(gravity: 9.81, withheld: .sidesUnconfirmed)).table(all: true)
        #expect(withheld.contains("withheld: sides not confirmed"))
        #expect(!withheld.contains("% left") && !withheld.contains("% right"))
    }
}
