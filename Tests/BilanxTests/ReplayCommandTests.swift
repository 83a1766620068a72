import Foundation
import Testing

/// A data folder of its own.
private final class Place {
    let url: URL

    init() throws { url = try temporaryFolder() }
    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path }

    func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

    /// Records with these arguments; the recording's folder.
    func record(_ arguments: [String]) throws -> String {
        let run = try CommandLineRun(["record", "-o", path] + arguments)
        let last = run.output.split(separator: "\n").last.map(String.init) ?? ""
        #expect(FileManager.default.fileExists(atPath: last), "\(run.words)")
        return last
    }
}

private func one(_ device: String) -> [String] { ["--device", "virtual:\(device),pace=max"] }

private func two(_ left: String, _ right: String) -> [String] {
    ["--left-device", "virtual:\(left),pace=max,jitter=0.3", "--right-device", "virtual:\(right),pace=max,jitter=0.4"]
}

@Suite struct ReplayCommandTests {
    /// Every family, undisturbed and with each kind of disturbance.
    static let runs: [[String]] = {
        var all: [[String]] = []
        for family in ["u6", "u3", "usb1608fsplus", "usb20x", "phidgetbridge"] {
            for fault in ["", ",stall=8", ",lose=8:2", ",unplug=8,replug=9.5", ",pause=8:2"] {
                all.append(one("\(family),person=cmj,asymmetry=8\(fault)"))
            }
        }
        for bridge in ["ftdi", "cdc", "ch340", "cp210x"] {
            for fault in ["", ",stall=8", ",unplug=8,replug=9.5"] {
                all.append(one("\(bridge),person=iso,profile=arduino-pair,unit=N\(fault)"))
            }
        }
        for family in ["godirect", "golink", "chronojump"] {
            for fault in ["", ",stall=15", ",lose=15:2", ",unplug=15,replug=17", ",pause=15:2"] {
                all.append(two("\(family),person=iso,asymmetry=8\(fault)", "\(family),clock=80"))
            }
        }
        for profile in ["mark10", "openscale"] {
            all.append(two("ftdi,person=iso,profile=\(profile)", "ftdi,profile=\(profile)"))
        }
        all.append(one("u6,person=cmj,unplug=8"))
        all.append(one("u6,person=cmj") + ["--duration", "6"])
        all.append(one("ftdi,person=iso,profile=arduino-ms-pair,unit=N"))
        all.append(two("u6,person=cmj,asymmetry=8,unplug=20,replug=23", "u6,clock=100,unplug=21,replug=22"))
        all.append(two("u6,person=cmj,asymmetry=8", "godirect,clock=-100"))
        return all
    }()

    @Test(arguments: runs) func aReplayGivesTheBytesThatWereRecorded(arguments: [String]) throws {
        let place = try Place()
        let recording = try place.record(arguments)
        let again = place.path + "/again"
        let replay = try CommandLineRun(["replay", recording, "--speed", "max", "-o", again, "--format", "json"])
        for file in ["trial.csv", "results.json"] {
            let recorded = try #require(place.bytes("\(recording)/\(file)"), "\(file)")
            #expect(place.bytes("\(again)/\(file)") == recorded, "\(file)")
        }
        let results = try #require(place.bytes("\(recording)/results.json"))
        #expect(replay.output.hasPrefix(String(decoding: results, as: UTF8.self)))
    }

    /// A pair in real time, in which each device's data have to be taken in every turn.
    @Test func aPairInRealTimeIsRecordedAndReplayed() throws {
        let place = try Place()
        let recording = try place.record([
            "--left-device", "virtual:u6,person=cmj", "--right-device", "virtual:golink,clock=100", "--duration", "2",
        ])
        let again = place.path + "/again"
        _ = try CommandLineRun(["replay", recording, "--speed", "max", "-o", again])
        let recorded = try #require(place.bytes("\(recording)/trial.csv"))
        #expect(recorded.count > 2000)
        #expect(place.bytes("\(again)/trial.csv") == recorded)
    }

    @Test func markersOfSomebodyAtTheMachineComeBackAtTheirRows() throws {
        let place = try Place()
        let script = """
            "$0" record --device virtual:u6,person=cmj --duration 3 -o "$1" & p=$!
            until ls "$1"/recordings/*/*/trial.csv > /dev/null 2>&1; do sleep 0.1; done
            sleep 0.5; kill -USR1 $p; sleep 0.4; kill -USR1 $p; wait $p
            """
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script, try CommandLineRun.program().path, place.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let recording = try #require(output.split(separator: "\n").last.map(String.init))
        let recorded = try #require(place.bytes("\(recording)/trial.csv"))
        let markers = String(decoding: recorded, as: UTF8.self).split(separator: "\n").filter {
            $0.hasPrefix("# marker")
        }
        #expect(markers.count == 2)
        let again = place.path + "/again"
        _ = try CommandLineRun(["replay", recording, "--speed", "max", "-o", again])
        #expect(place.bytes("\(again)/trial.csv") == recorded)
    }

    @Test func theSpeedIsThatOfThenTimesTheFactor() throws {
        let place = try Place()
        let recording = try place.record(one("u6,person=iso") + ["--duration", "6"])
        let began = Date()
        let run = try CommandLineRun(["replay", recording, "--speed", "4"])
        let seconds = Date().timeIntervalSince(began)
        // Six seconds and those of the zero before them, four times as fast.
        #expect(run.code == 0)
        #expect(seconds > 1.5 && seconds < 20, "\(seconds)")
        #expect(run.output.contains("zeroing"), "\(run.output.prefix(300))")
    }

    @Test(arguments: [
        (["/nonexistent/raw.pcapng"], Int32(1), "no such file"),
        (["--speed", "0", "x"], 64, "--speed"),
    ]) func whatCannotBeReplayedIsNamed(arguments: [String], code: Int32, word: String) throws {
        let run = try CommandLineRun(["replay"] + arguments)
        #expect(run.code == code)
        #expect(run.words.contains(word), "\(run.words)")
    }

    @Test func anotherCaptureIsRefusedInPlainWords() throws {
        let place = try Place()
        let file = place.path + "/raw.pcapng"
        // A section without a comment: a capture of somebody else.
        let section: [UInt8] = [
            0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255,
            255, 28, 0, 0, 0,
        ]
        try Data(section).write(to: URL(filePath: file))
        let empty = try CommandLineRun(["replay", file])
        #expect(empty.code == 65)
        try Data("time,left,right\n0,1,2\n".utf8).write(to: URL(filePath: file))
        let text = try CommandLineRun(["replay", file])
        #expect(text.code == 65)
        #expect(text.words.contains(file))
    }
}

@Suite struct RecoverCommandTests {
    /// Cuts a whole recording as a killed program would have left it: no results, a torn trial file, a cut journal.
    private func cut(_ recording: String, journal: Double, trial: Double?) throws -> String {
        let partial = recording + ".partial"
        try FileManager.default.moveItem(atPath: recording, toPath: partial)
        try FileManager.default.removeItem(atPath: partial + "/results.json")
        func truncate(_ file: String, _ share: Double) throws {
            let data = try #require(FileManager.default.contents(atPath: file))
            try data.prefix(Int(Double(data.count) * share)).write(to: URL(filePath: file))
        }
        try truncate(partial + "/raw.pcapng", journal)
        if let trial {
            try truncate(partial + "/trial.csv", trial)
        } else {
            try FileManager.default.removeItem(atPath: partial + "/trial.csv")
        }
        return partial
    }

    @Test(arguments: [(1.0, 0.5), (0.8, 0.3), (0.9, nil)] as [(Double, Double?)])
    func aCutRecordingIsRebuiltFromItsJournal(journal: Double, trial: Double?) throws {
        let place = try Place()
        let recording = try place.record(one("u6,person=cmj,asymmetry=8"))
        let before = try #require(place.bytes(recording + "/trial.csv"))
        let results = try #require(place.bytes(recording + "/results.json"))
        let partial = try cut(recording, journal: journal, trial: trial)
        let check = try CommandLineRun(["check", place.path])
        #expect(check.code == 65)
        #expect(check.words.contains("bilanx recover"))
        let offered = try CommandLineRun(["record", "-o", place.path, "--duration", "1"] + one("u6,person=iso"))
        #expect(offered.words.contains("bilanx recover -o \(place.path)"), "\(offered.words)")
        let run = try CommandLineRun(["recover", "-o", place.path])
        #expect(run.code == 0, "\(run.words)")
        #expect(run.output == recording + "\n")
        #expect(!FileManager.default.fileExists(atPath: partial))
        let after = try #require(place.bytes(recording + "/trial.csv"))
        #expect(place.bytes(recording + "/trial.torn.csv") != nil || trial == nil)
        if journal == 1 {
            #expect(after == before)
            #expect(place.bytes(recording + "/results.json") == results)
        } else {
            // The same rows, as far as the journal goes.
            func rows(_ data: Data) -> [Substring] {
                String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            }
            let rebuilt = rows(after)
            #expect(rebuilt.count > 5000 && rebuilt.count < rows(before).count)
            #expect(Array(rows(before).prefix(rebuilt.count)) == rebuilt)
        }
        // Nothing is left over, and a second time there is nothing to do.
        #expect(!FileManager.default.fileExists(atPath: recording + "/recovered"))
        let again = try CommandLineRun(["recover", "-o", place.path])
        #expect(again.words.contains("No unfinished recording"))
    }

    @Test func aFinishedRecordingIsNotTouched() throws {
        let place = try Place()
        let recording = try place.record(one("u6,person=iso") + ["--duration", "5"])
        let before = try #require(place.bytes(recording + "/trial.csv"))
        let run = try CommandLineRun(["recover", recording])
        #expect(run.code == 1)
        #expect(run.words.contains("it is finished"))
        #expect(place.bytes(recording + "/trial.csv") == before)
        let elsewhere = try CommandLineRun(["recover", recording, "--into", place.path + "/new"])
        #expect(elsewhere.code == 0, "\(elsewhere.words)")
        #expect(place.bytes(place.path + "/new/trial.csv") == before)
        let twice = try CommandLineRun(["recover", recording, "--into", place.path + "/new"])
        #expect(twice.code == 1)
        #expect(twice.words.contains("there already"))
    }

    @Test func aFullDiskIsToldAtOnceAndWhatWasWrittenComesBack() throws {
        let place = try Place()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        // No file may grow beyond 400 blocks of 1024 bytes: to the program the same as a disk without room.
        process.arguments = [
            "-c", "ulimit -f 400; exec \"$0\" record -o \"$1\" --device virtual:u6,person=cmj,reps=3,pace=max 2>&1",
            try CommandLineRun.program().path, place.path,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 1)
        #expect(output.contains("raw.pcapng"))
        #expect(output.contains("trial.csv"))
        #expect(output.contains("bilanx recover"), "\(output.suffix(600))")
        let run = try CommandLineRun(["recover", "-o", place.path])
        #expect(run.code == 0, "\(run.words)")
        let folder = run.output.split(separator: "\n").last.map(String.init) ?? ""
        let rows = String(decoding: try #require(place.bytes(folder + "/trial.csv")), as: UTF8.self)
            .split(separator: "\n").count
        #expect(rows > 1000, "\(rows)")
    }

    @Test func aFolderThatIsRemovedIsWrittenAgain() throws {
        let place = try Place()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c",
            """
            "$0" record -o "$1" --device virtual:u6,person=iso --duration 4 2>&1 & p=$!
            until ls "$1"/recordings/*/*/trial.csv > /dev/null 2>&1; do sleep 0.1; done
            sleep 0.5; rm -rf "$1/recordings"; wait $p; echo "exit $?"
            """, try CommandLineRun.program().path, place.path,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(output.contains("exit 1"), "\(output)")
        #expect(output.contains("removed"))
        let run = try CommandLineRun(["recover", "-o", place.path])
        #expect(run.code == 0, "\(run.words)")
        #expect(run.words.contains("4000 rows"), "\(run.words)")
    }

    @Test func aFolderThatMayNotBeWrittenIsNamed() throws {
        let run = try CommandLineRun(["record", "-o", "/proc/bilanx"] + one("u6,person=iso"))
        #expect(run.code == 1 || run.code == 77)
        #expect(run.words.contains("/proc/bilanx"))
    }
}

@Suite struct CheckCommandTests {
    @Test func aWholeFolderIsWholeAndReplays() throws {
        let place = try Place()
        _ = try place.record(one("u6,person=cmj"))
        _ = try place.record(one("u6,person=iso,lose=5:2") + ["--duration", "6"])
        let run = try CommandLineRun(["check", place.path, "--replay", "--format", "json"])
        #expect(run.code == 0, "\(run.words)")
        let rows = try JSONDecoder().decode([[String: AnyState]].self, from: Data(run.output.utf8))
        #expect(rows.count == 2)
        for row in rows {
            for key in ["trial", "journal", "results", "replay"] { #expect(row[key]?.text == "whole", "\(key)") }
        }
    }

    private struct AnyState: Decodable {
        var text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }

    @Test(arguments: ["trial.csv", "raw.pcapng", "results.json"]) func aFlippedBitIsFound(file: String) throws {
        let place = try Place()
        let recording = try place.record(one("u6,person=iso") + ["--duration", "5"])
        let path = recording + "/" + file
        var data = try #require(place.bytes(path))
        // A digit, a payload byte, the first brace.
        data[file == "results.json" ? 0 : data.count / 2] ^= 1
        try data.write(to: URL(filePath: path))
        let run = try CommandLineRun(["check", place.path])
        #expect(run.code == 65, "\(run.output)")
        #expect(run.output.contains("damaged") || run.output.contains("torn"))
        #expect(run.words.contains(file))
    }
}
