import Foundation
import TestSupport
import Testing

/// Presets, single rules and their spread on the command line.
@Suite final class MethodCommandTests {
    private let folder: URL

    init() throws { folder = try temporaryFolder() }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A jump as a text file: stand, dip, push, flight of 0.5 s, landing, stand.
    private func jump() throws -> String {
        let knots: [(Double, Double)] = [
            (0, 700), (2, 700), (2.2, 350), (2.35, 350), (2.55, 1500), (2.7, 1600), (2.8, 0), (3.3, 0), (3.34, 2400),
            (3.5, 900), (3.8, 700), (6, 700),
        ]
        var text = "time,left,right\n"
        for i in 0..<6000 {
            let t = Double(i) / 1000
            let k = try #require(knots.firstIndex { $0.0 > t })
            let (a, b) = (knots[k - 1], knots[k])
            let force = a.1 + (b.1 - a.1) * (t - a.0) / (b.0 - a.0) + (i % 3 == 0 ? 0.4 : -0.2)
            let left = (force * 52).rounded() / 100
            text += "\(String(format: "%.3f", t)),\(left),\((force * 100).rounded() / 100 - left)\n"
        }
        let url = folder.appending(path: "jump.csv")
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private func json(_ run: CommandLineRun) throws -> [String: Any] {
        #expect(run.code == 0, "\(run.words)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    /// Values of `both` and methods by metric of the first trial.
    private func metrics(_ document: [String: Any]) throws -> [String: (value: Double?, method: String?)] {
        let recordings = try #require(document["recordings"] as? [[String: Any]])
        let trials = try #require(recordings.first?["trials"] as? [[String: Any]])
        let list = try #require(trials.first?["metrics"] as? [[String: Any]])
        var found: [String: (value: Double?, method: String?)] = [:]
        for metric in list {
            found[try #require(metric["id"] as? String)] = (metric["both"] as? Double, metric["method"] as? String)
        }
        return found
    }

    @Test func aPresetAndASingleRule() throws {
        let path = try jump()
        let arguments = ["analyze", path, "--test", "cmj", "--format", "json"]
        let plain = try json(try CommandLineRun(arguments))
        #expect(plain["preset"] as? String == "bilanx")
        #expect(plain["rules"] == nil)
        #expect(try metrics(plain)["flightTime"]?.method == "20N")

        let changed = try json(try CommandLineRun(arguments + ["--takeoff", "50N", "--landing", "50N"]))
        #expect(changed["preset"] as? String == "bilanx+takeoff=50N+landing=50N")
        let rules = try #require(changed["rules"] as? [String: String])
        #expect(rules["takeoff"] == "50N")
        #expect(rules["onset"] == "5SD")
        let flight = try #require(try metrics(changed)["flightTime"])
        #expect(flight.method == "50N")
        let usual = try #require(try metrics(plain)["flightTime"]?.value)
        #expect(try #require(flight.value) > usual)

        let preset = try json(try CommandLineRun(arguments + ["--preset", "jumpmetrics-like", "--gravity", "9.8"]))
        #expect(preset["preset"] as? String == "jumpmetrics-like+gravity=9.8")
        let metric = try metrics(preset)
        let weight = try #require(metric["bw"]?.value)
        #expect(abs(try #require(metric["mass"]?.value) - weight / 9.8) < 1e-6)
    }

    @Test func rulesThatAreNotUnderstood() throws {
        let path = try jump()
        for (arguments, words) in [
            (["--takeoff", "30"], "--takeoff does not take `30`: newtons of the total, 30N"),
            (["--onset", "5"], "--onset does not take `5`: 5SD"),
            (["--iso-onset", "2%"], "--iso-onset does not take `2%`: 5SD"),
            (["--preset", "vald"], "--preset does not take `vald`: bilanx, mcmahon, forcedecks-like"),
        ] {
            let run = try CommandLineRun(["analyze", path] + arguments)
            #expect(run.code == 64, "\(arguments)")
            #expect(run.output == "")
            #expect(run.words.contains(words), "\(run.words)")
        }
    }

    @Test func spread() throws {
        let path = try jump()
        let run = try CommandLineRun(["analyze", path, "--test", "cmj", "--spread"])
        #expect(run.code == 0)
        #expect(run.output.contains("spread over the methods: bilanx, mcmahon, forcedecks-like"))
        #expect(run.output.contains("rule that does most"))
        let document = try json(
            try CommandLineRun(["analyze", path, "--test", "cmj", "--spread", "--takeoff", "50N", "--format", "json"]))
        let recordings = try #require(document["recordings"] as? [[String: Any]])
        let rows = try #require(recordings.first?["spread"] as? [[String: Any]])
        let flight = try #require(rows.first { $0["id"] as? String == "flightTime" })
        let values = try #require(flight["values"] as? [[String: Any]])
        // The rules of the command line stand beside the presets.
        #expect(values.last?["preset"] as? String == "bilanx+takeoff=50N")
        let numbers = values.compactMap { $0["value"] as? Double }
        let distance = try #require(flight["spread"] as? Double)
        #expect(abs(distance - ((numbers.max() ?? 0) - (numbers.min() ?? 0))) < 1e-8)
        let csv = try CommandLineRun(["analyze", path, "--test", "cmj", "--spread", "--format", "csv"])
        #expect(
            csv.output.split(separator: "\n").contains {
                $0.contains(",flightTime,both,") && $0.contains(",hawkin-like,")
            })
    }

    @Test func methodsListsThePresets() throws {
        let table = try CommandLineRun(["methods"])
        #expect(table.code == 0)
        #expect(table.output.hasPrefix("presets ("))
        #expect(table.output.contains("jumpmetrics-like: 50 Hz low-pass of order 4"))
        let document = try json(try CommandLineRun(["methods", "--format", "json"]))
        let presets = try #require(document["presets"] as? [[String: Any]])
        #expect(presets.compactMap { $0["id"] as? String }.first == "bilanx")
        let decks = try #require(presets.first { $0["id"] as? String == "forcedecks-like" })
        #expect((decks["rules"] as? [String: String])?["braking"] == "force")
        #expect(decks["preferredIndex"] as? String == "PD")
        #expect((decks["source"] as? String)?.contains("secondary text") == true)
    }
}
