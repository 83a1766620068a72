import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a calibration run makes of interruptions, of waiting, and of somebody at the keyboard.
@Suite struct CalibrateStateTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilanx-state-\(UUID().uuidString)").path
        deinit { try? FileManager.default.removeItem(atPath: path) }
        func run(_ arguments: String...) throws -> CommandLineRun { try CommandLineRun(arguments + ["-o", path]) }
        var runs: String { path + "/calibrations/runs" }
        func readings(_ id: String) throws -> String {
            try String(contentsOfFile: runs + "/" + id + "/readings.jsonl", encoding: .utf8)
        }
    }

    private static func id(_ output: String) throws -> String {
        String(try #require(output.split(separator: "\n").first { $0.hasPrefix("Run: ") }).dropFirst(5))
    }

    private static let weight = "W1=20,u=1g,cert=C"

    /// A terminal with the program on it.
    private final class Terminal {
        private let process = Process()
        private let master: FileHandle
        private let log: URL
        let output: URL

        init(_ arguments: [String]) throws {
            var (outer, inner): (Int32, Int32) = (-1, -1)
            try #require(openpty(&outer, &inner, nil, nil, nil) == 0)
            master = FileHandle(fileDescriptor: outer, closeOnDealloc: true)
            let folder = try temporaryFolder()
            log = folder.appending(path: "words")
            output = folder.appending(path: "output")
            for file in [log, output] { try Data().write(to: file) }
            process.executableURL = try CommandLineRun.program()
            process.arguments = arguments
            process.standardInput = FileHandle(fileDescriptor: inner, closeOnDealloc: true)
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: log)
            try process.run()
        }

        var words: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

        func type(_ line: String) throws { try master.write(contentsOf: Data((line + "\n").utf8)) }

        /// Waits until the program has said something, at most a minute and a half.
        func hears(_ text: String) -> Bool {
            for _ in 0..<900 {
                if words.contains(text) { return true }
                if !process.isRunning { return words.contains(text) }
                Thread.sleep(forTimeInterval: 0.1)
            }
            return false
        }

        func end() -> Int32 {
            process.waitUntilExit()
            return process.terminationStatus
        }

        deinit { if process.isRunning { process.terminate() } }
    }

    @Test func typedWordsAreHeardAndKept() throws {
        let folder = Folder()
        let terminal = try Terminal([
            "calibrate", "run", "--device", "virtual:u6,gain=1,pace=real", "--mass", Self.weight, "--dwell", "1",
            "--warm-up", "5", "-o", folder.path,
        ])
        #expect(terminal.hears("warming up, "), "\(terminal.words)")
        #expect(terminal.words.contains("`warm` ends the wait"))
        try terminal.type("?")
        #expect(terminal.hears("end the warm-up; the record says so"))
        try terminal.type("now")
        #expect(terminal.hears("`now` is no word of a calibration"))
        try terminal.type("")
        #expect(terminal.hears("`warm` ends that"))
        try terminal.type("warm")
        #expect(terminal.hears("The warm-up is ended"))
        #expect(terminal.hears("read: "), "\(terminal.words)")
        try terminal.type("redo x")
        #expect(terminal.hears("Say which step and why"))
        try terminal.type("void")
        #expect(terminal.hears("Say why, so that the record shows it"))
        try terminal.type("void somebody leaned on it")
        #expect(terminal.hears("Step 1 is void and comes again"), "\(terminal.words)")
        try terminal.type("climate 20.5 45")
        #expect(terminal.hears("Write °C, % and hPa"))
        try terminal.type("climate 20.5 45 1013")
        try terminal.type("note the door was open")
        try terminal.type("pause")
        #expect(terminal.hears("Paused."))
        try terminal.type("resume")
        #expect(terminal.hears("Going on."))
        try terminal.type("stop")
        #expect(terminal.end() == 1, "\(terminal.words)")
        let output = try String(contentsOf: terminal.output, encoding: .utf8)
        let id = try Self.id(output)
        let kept = try folder.readings(id)
        for line in [
            #""note":"the warm-up was ended by hand after "#, #""warmUp":5"#,
            #"{"because":"somebody leaned on it","void":0}"#,
            #""temperature":20.5"#, #"{"note":"the door was open"}"#,
        ] { #expect(kept.contains(line), "\(line) \(kept.prefix(300))") }
        // And it goes on by its name.
        let again = try folder.run("calibrate", "run", "--resume", id, "--device", "virtual:u6,gain=1", "--yes")
        #expect(again.code == 0, "\(again.words)")
    }

    @Test func aDeviceThatIsNotWarmIsWaitedFor() throws {
        let folder = Folder()
        let run = try folder.run(
            "calibrate", "run", "--device", "virtual:u6,gain=1", "--mass", Self.weight, "--dwell", "1", "--warm-up",
            "13",
            "--yes")
        #expect(run.code == 0, "\(run.words)")
        #expect(run.words.contains("readings begin in 2 min"), "\(run.words)")
        #expect(run.words.contains("The device has been on for 15 min"))
        let id = try Self.id(run.output)
        let lines = try folder.readings(id).split(separator: "\n")
        #expect(lines.first == #"{"warmUp":15}"#)
        struct Reading: Decodable { var start: Double }
        let first = try JSONDecoder().decode(Reading.self, from: Data(try #require(lines.dropFirst().first).utf8))
        #expect(first.start >= 120)
        let fit = try folder.run("calibrate", "fit", id, "--zero-span")
        #expect(!fit.words.contains("was not on for 15 minutes"), "\(fit.words)")
    }

    @Test func aRunWithoutItsPlanGoesOn() throws {
        let folder = Folder()
        let first = try folder.run(
            "calibrate", "run", "--device", "virtual:u6,gain=1,unplug=12", "--mass", Self.weight, "--dwell", "1",
            "--yes")
        #expect(first.code == 69, "\(first.words)")
        let id = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.runs).first)
        // As a kill between the two files left it in earlier versions.
        try FileManager.default.removeItem(atPath: folder.runs + "/\(id)/plan.json")
        let again = try folder.run("calibrate", "run", "--resume", id, "--device", "virtual:u6,gain=1", "--yes")
        #expect(again.code == 0, "\(again.words)")
        #expect(again.words.contains("plan.json is not there"))
        #expect(again.output.contains("Next: bilanx calibrate fit \(id)"))
    }

    @Test func aRunThatNeverBeganIsNamedAndNothingElse() throws {
        let folder = Folder()
        let half = folder.runs + "/.20261122-100000-ABCDEFGH.new"
        try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: true)
        try Data("{".utf8).write(to: URL(filePath: half + "/run.json"))
        let run = try folder.run(
            "calibrate", "run", "--device", "virtual:u6,gain=1", "--mass", Self.weight, "--dwell", "1", "--yes")
        #expect(run.code == 0, "\(run.words)")
        #expect(run.words.contains("\(half) was cut off before anything was read"))
        #expect(!run.words.contains("Unfinished"))
    }

    @Test func aKillAtAnyMomentLeavesAWholeRunOrNone() throws {
        let folder = Folder()
        for wait in stride(from: 0.02, through: 0.4, by: 0.038) {
            let process = Process()
            process.executableURL = try CommandLineRun.program()
            process.arguments = [
                "calibrate", "run", "--device", "virtual:u6,gain=1,pace=real", "--mass", Self.weight, "--dwell", "1",
                "--yes",
                "-o", folder.path,
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: wait)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.runs)) ?? []
        for name in names where !name.hasPrefix(".") {
            for file in ["run.json", "plan.json", "readings.jsonl", "device-calibration.json"] {
                #expect(FileManager.default.fileExists(atPath: folder.runs + "/\(name)/\(file)"), "\(name) \(file)")
            }
        }
        if let whole = names.first(where: { !$0.hasPrefix(".") }) {
            let again = try folder.run("calibrate", "run", "--resume", whole, "--device", "virtual:u6,gain=1", "--yes")
            #expect(again.code == 0, "\(again.words)")
        }
    }

    @Test func anotherWeightIsNoFailedCheck() throws {
        let folder = Folder()
        let passed = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,hand=40kg,pace=max", "--mass", "40kg", "--yes")
        #expect(passed.code == 0, "\(passed.words)")
        let other = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,hand=40kg,pace=max", "--mass", "20kg", "--yes")
        #expect(other.code == 1)
        #expect(other.output.contains("this looks like another weight") && other.output.contains("NOT COMPLETE"))
        #expect(!other.output.contains("FAILED"))
        let shown = try folder.run("record", "--device", "virtual:u6,person=cmj,asymmetry=4,pace=max", "--test", "cmj")
        #expect(shown.output.contains("% right"), "\(shown.words)")
        let path = try #require(shown.output.split(separator: "\n").last)
        #expect(try String(contentsOfFile: path + "/trial.csv", encoding: .utf8).contains("# check: passed"))
    }

    @Test func anAcceptedFailedCheckIsMarkedOnEveryIndex() throws {
        let folder = Folder()
        _ = try folder.run(
            "calibrate", "verify", "--device", "virtual:u6,hand=40kg,mismatch=6,pace=max", "--mass", "40kg", "--yes")
        let recorded = try folder.run(
            "record", "--device", "virtual:u6,person=cmj,asymmetry=4,pace=max", "--test", "cmj",
            "--accept-failed-check",
            "--format", "csv")
        #expect(recorded.code == 0, "\(recorded.words)")
        let path = String(try #require(recorded.output.split(separator: "\n").last))
        let csv = try CommandLineRun(["analyze", path, "--format", "csv"])
        let rows = csv.output.split(separator: "\n").filter { $0.contains(",asymmetry,") }
        #expect(!rows.isEmpty)
        let shown = rows.filter { $0.split(separator: ",", omittingEmptySubsequences: false)[6].isEmpty == false }
        #expect(
            !shown.isEmpty && shown.allSatisfy { $0.contains("lowQuality:checkFailedAccepted") }, "\(rows.first ?? "")")
        let limbs = csv.output.split(separator: "\n").filter {
            $0.split(separator: ",", omittingEmptySubsequences: false)[5] == "left"
        }
        #expect(!limbs.isEmpty && !limbs.contains { $0.contains("checkFailedAccepted") })
        let json = try CommandLineRun(["analyze", path, "--format", "json"])
        #expect(json.output.contains(#""status": "lowQuality", "mark": "checkFailedAccepted""#))
        let stored = try String(contentsOfFile: path + "/results.json", encoding: .utf8)
        #expect(stored.contains(#""mark": "checkFailedAccepted""#))
        // Where the word is given later, it is the same.
        let other = try folder.run("record", "--device", "virtual:u6,person=cmj,asymmetry=4,pace=max", "--test", "cmj")
        let second = String(try #require(other.output.split(separator: "\n").last))
        let withheld = try CommandLineRun(["analyze", second, "--format", "csv"])
        #expect(!withheld.output.contains("checkFailedAccepted") && withheld.output.contains("checkFailed"))
        let accepted = try CommandLineRun(["analyze", second, "--format", "csv", "--accept-failed-check"])
        #expect(accepted.output.contains("lowQuality:checkFailedAccepted"))
    }
}
