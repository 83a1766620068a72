import Foundation
import Testing

/// `bilanx calibrate verify|pair` and what follows from them, as a user would type it.
@Suite struct CalibrateCommandTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilanx-cal-\(UUID().uuidString)").path
        deinit { try? FileManager.default.removeItem(atPath: path) }
        func run(_ arguments: String...) throws -> CommandLineRun { try CommandLineRun(arguments + ["-o", path]) }

        /// The index of peak force of the one trial of a virtual jump, with the recording's path.
        func jump(_ device: String, _ options: String...) throws -> (
            index: Double?, status: String, path: String, words: String
        ) {
            let run = try CommandLineRun(
                ["record", "--device", device, "--test", "cmj", "--format", "json", "-o", path] + options)
            #expect(run.code == 0, "\(run.words)")
            let recording = String(try #require(run.output.split(separator: "\n").last))
            let data = try Data(contentsOf: URL(filePath: recording + "/results.json"))
            let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let first = try #require((all["recordings"] as? [[String: Any]])?.first)
            let trial = try #require((first["trials"] as? [[String: Any]])?.first)
            let metrics = try #require(trial["metrics"] as? [[String: Any]])
            let peak = try #require(metrics.first { $0["id"] as? String == "peakForce" })
            let asymmetry = try #require(peak["asymmetry"] as? [String: Any])
            return (
                asymmetry["value"] as? Double, try #require(asymmetry["status"] as? String), recording,
                (first["marks"] as? [String])?.joined(separator: " ") ?? ""
            )
        }
    }

    private static let person = "virtual:u6,person=cmj,asymmetry=4,pace=max"

    @Test func aMismatchIsFoundCorrectedAndTakenBack() throws {
        let folder = Folder()
        let exact = try #require(try folder.jump(Self.person).index)
        let wrong = try #require(try folder.jump(Self.person + ",mismatch=1.5").index)
        #expect(abs(wrong - exact - 0.75) < 0.1)
        let found = try folder.run(
            "calibrate", "pair", "--device", "virtual:u6,hand=step,mismatch=1.5,pace=max", "--correct", "--format",
            "json")
        #expect(found.code == 0, "\(found.words)")
        #expect(found.words.contains("Stand 1 of 4") && found.words.contains("Stand 4 of 4"))
        struct Pair: Decodable { var mismatch_percent: Double; var is_corrected: Bool }
        let pair = try JSONDecoder().decode(Pair.self, from: Data(found.output.utf8))
        #expect(abs(pair.mismatch_percent - 1.5) < 0.2)
        #expect(pair.is_corrected)
        let mended = try folder.jump(Self.person + ",mismatch=1.5")
        #expect(abs(try #require(mended.index) - exact) < 0.1)
        let header = try String(contentsOfFile: mended.path + "/trial.csv", encoding: .utf8)
        #expect(header.contains("+pair") && header.contains("# gain_ratio_u: ") && header.contains(" pair\n"))
        // A replay says the same without the register.
        let replay = try CommandLineRun(["replay", mended.path + "/raw.pcapng", "--format", "json"])
        let stored = try String(contentsOfFile: mended.path + "/results.json", encoding: .utf8)
        #expect(replay.output.contains(stored) || stored == replay.output)
        #expect(try folder.run("calibrate", "pair", "--device", "virtual:u6,hand=step,pace=max", "--clear").code == 0)
        #expect(abs(try #require(try folder.jump(Self.person + ",mismatch=1.5").index) - wrong) < 1e-6)
        let list = try folder.run("calibrate", "list")
        #expect(list.output.contains("pair: right shows 1.5") && list.output.contains("retired pair:1"))
    }

    @Test func aFailedCheckWithholdsSymmetryUntilOnePasses() throws {
        let folder = Folder()
        #expect(try folder.jump(Self.person).status == "ok")
        let failed = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,hand=40kg,mismatch=6,pace=max", "--mass", "40kg",
            "--mass-uncertainty", "1g", "--yes", "--operator", "a")
        #expect(failed.code == 1, "\(failed.words)")
        #expect(failed.output.contains("FAILED") && failed.output.contains("the weight reads"))
        let withheld = try folder.jump(Self.person)
        #expect(withheld.index == nil && withheld.status == "checkFailed")
        #expect(withheld.words.contains("failed their check"))
        #expect(
            try String(contentsOfFile: withheld.path + "/trial.csv", encoding: .utf8).contains("# check: failed 20"))
        let offline = try CommandLineRun(["analyze", withheld.path])
        #expect(offline.output.contains("withheld: plate check failed") && offline.output.contains("MARK"))
        #expect(!offline.output.contains("4.0 % right"))
        let word = try CommandLineRun(["analyze", withheld.path, "--accept-failed-check"])
        #expect(word.output.contains("% right") && word.output.contains("that was accepted"))
        let replay = try CommandLineRun(["replay", withheld.path + "/raw.pcapng", "--format", "json"])
        #expect(
            replay.output.contains("checkFailed")
                && !replay.output.contains("\"index\": \"SIs\", \"unit\": \"%\", \"value\""))
        // A check without its weight does not lift the failure.
        let none = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,pace=max", "--mass", "40kg", "--patience", "6", "--yes")
        #expect(none.code == 1 && none.output.contains("NOT COMPLETE"))
        #expect(try folder.jump(Self.person).status == "checkFailed")
        let accepted = try folder.jump(Self.person, "--accept-failed-check")
        #expect(accepted.index != nil && accepted.words.contains("that was accepted"))
        let passed = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,hand=40kg,pace=max", "--mass", "40kg", "--yes", "--format",
            "json")
        #expect(passed.code == 0, "\(passed.output) \(passed.words)")
        #expect(passed.output.contains("\"outcome\" : \"passed\""))
        let shown = try folder.jump(Self.person)
        #expect(shown.index != nil && shown.words.isEmpty)
        #expect(try String(contentsOfFile: shown.path + "/trial.csv", encoding: .utf8).contains("# check: passed 20"))
    }

    @Test func aCheckWithoutItsWeightIsNone() throws {
        let folder = Folder()
        let run = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,hand=step,pace=max", "--mass", "5kg", "--patience", "6",
            "--yes")
        #expect(run.code == 1)
        for arguments in [["--mass", "heavy"], ["--mass", "20kg", "--mass-uncertainty", "some"]] {
            #expect(
                try CommandLineRun(["calibrate", "verify", "-o", folder.path] + arguments).code == 64, "\(arguments)")
        }
    }

    @Test func whatWasChangedInTheRegisterIsSaidInEveryOutput() throws {
        let folder = Folder()
        _ = try folder.run("calibrate", "note", "before")
        #expect(
            try folder.run(
                "calibrate", "verify", "--device", "virtual:u6,hand=40kg,pace=max", "--mass", "40kg", "--yes"
            ).code == 0)
        let path = folder.path + "/calibrations/register.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("before", with: "behind").write(toFile: path, atomically: true, encoding: .utf8)
        let list = try folder.run("calibrate", "list")
        #expect(list.code == 0 && list.words.contains("entry 1") && list.words.contains("backup"))
        let jump = try folder.jump(Self.person)
        #expect(jump.words.contains("entry 1"))
        #expect(
            try String(contentsOfFile: jump.path + "/trial.csv", encoding: .utf8).contains("# calibration_note: "))
    }
}
