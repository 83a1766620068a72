import Foundation
import Recordings
import TestSupport
import Testing

@testable import bilanx

/// Many recordings in one call.
@Suite final class BatchCommandTests {
    private let golden = Repository.fixture("trial-file/iso-60-rows.csv").path
    private let folder: URL
    private static let header =
        "recording,athlete,test,trial,metric,limb,value,unit,status,method,index,larger,ci_low,ci_high,n,verdict,lost,"
        + "preset,software\n"

    init() throws { folder = try temporaryFolder() }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @discardableResult private func write(_ name: String, _ text: String) throws -> String {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// Two seconds of a pull; the right side carries `share` of `peak` newtons.
    private func pull(_ peak: Double, _ share: Double) -> String {
        var text = "time (s),left (N),right (N)\n"
        for i in 0..<400 {
            let force = peak * min(max(Double(i - 120) / 40, 0), 1)
            let wobble = i % 2 == 0 ? 0.1 : -0.1
            let time = Double(i) / 200
            text += "\(time),\(force * (1 - share) + wobble),\(force * share + wobble)\n"
        }
        return text
    }

    private func pulls(_ count: Int, in place: String = "pulls") throws -> String {
        for k in 0..<count {
            try write("\(place)/\(100 + k).csv", pull(600 + Double(k), 0.4 + 0.2 * Double(k % 7) / 7))
        }
        return folder.appending(path: place).path
    }

    private func recordings(_ table: String) -> [String] {
        var names: [String] = []
        for line in table.split(separator: "\n") {
            let name = String(line.prefix { $0 != "," })
            if name != "recording", names.last != name { names.append(name) }
        }
        return names
    }

    // MARK: Folders

    @Test func aFolderIsGoneThrough() throws {
        let root = folder.appending(path: "data").path
        try write("data/b/late.csv", pull(700, 0.5))
        try write("data/a.csv", pull(600, 0.5))
        try write("data/B.csv", pull(650, 0.5))
        let own = try String(contentsOfFile: golden, encoding: .utf8)
        try write("data/2026-11-22/101500-iso-AAAAAAAA/trial.csv", own)
        for name in ["results.json", "notes.jsonl", "raw.pcapng", "other.csv"] {
            try write("data/2026-11-22/101500-iso-AAAAAAAA/\(name)", "")
        }
        try write("data/2026-11-22/101600-iso-BBBBBBBB.partial/trial.csv", own)
        try write("data/.hidden.csv", pull(1, 0.5))
        try write("data/.git/config.csv", pull(1, 0.5))
        try write("data/rig.json", "{}")
        try FileManager.default.createSymbolicLink(
            atPath: root + "/b/above", withDestinationPath: folder.appending(path: "data").path)
        try FileManager.default.createSymbolicLink(atPath: root + "/z.csv", withDestinationPath: root + "/a.csv")
        try #require(mkfifo(root + "/waits-for-ever", 0o644) == 0)

        let run = try CommandLineRun(["analyze", root, "--test", "iso", "--format", "csv"])
        #expect(run.code == 0, "\(run.words)")
        #expect(run.output.hasPrefix(Self.header))
        let id = try #require(
            own.split(separator: "\n").first { $0.hasPrefix("# id: ") }.map { String($0.dropFirst(6)) })
        #expect(recordings(run.output) == [id, "B.csv", "a.csv", "b/late.csv"])
        #expect(run.words.contains("Passed over 1 recording not closed"))
        #expect(!run.words.contains("could not be analysed"))
        // The same thing of many recordings is told once.
        #expect(run.words.components(separatedBy: "left and right are as its header row names them").count == 3)
        #expect(run.words.contains("The same of 2 more recordings: left and right are as its header row names them."))
    }

    @Test func whatIsNoRecordingIsListedAndNoFailure() throws {
        let root = try pulls(2)
        try write("pulls/README.md", "What we did on Tuesday.\n")
        try write("pulls/torn.csv", "time,left,right\n0.000,1,2\n0.001,NaN,2\n0.002,1,2\n")
        var film = [UInt8](repeating: 0, count: 1 << 16)
        film.replaceSubrange(4..<8, with: Array("ftyp".utf8))
        try Data(film).write(to: folder.appending(path: "pulls/film.mp4"))
        let run = try CommandLineRun(["analyze", root, "--test", "iso", "--format", "csv"])
        #expect(run.code == 0)
        #expect(recordings(run.output) == ["100.csv", "101.csv"])
        #expect(run.words.contains("3 of 5 files could not be analysed:"))
        #expect(run.words.contains("  \(root)/film.mp4: is no recording: it is binary"))
        #expect(run.words.contains("  \(root)/torn.csv: line 3: column 2 \"left\": `NaN` is not a finite number\n"))
        #expect(run.words.contains("  \(root)/README.md: "))
        let strict = try CommandLineRun(["analyze", root, "--test", "iso", "--format", "csv", "--strict"])
        #expect(strict.code == 65)
        #expect(strict.output == run.output)
        // What somebody names is another matter, and so is a folder where nothing is found.
        #expect(try CommandLineRun(["analyze", root, root + "/torn.csv", "--test", "iso"]).code == 65)
        try write("empty/.keep", "")
        let empty = try CommandLineRun(["analyze", folder.appending(path: "empty").path])
        #expect(empty.code == 65)
        #expect(empty.words.contains("holds no files that could be recordings"))
        try write("words/a.txt", "Nothing here.\n")
        #expect(try CommandLineRun(["analyze", folder.appending(path: "words").path]).code == 65)
    }

    // MARK: Threads

    @Test(arguments: ["csv", "json", "table"])
    func theNumberOfThreadsChangesNothing(_ format: String) throws {
        let root = try pulls(90)
        try write("pulls/150-bad.csv", "time,left,right\n0.000,1\n")
        let arguments = ["analyze", root, "--test", "iso", "--one-athlete", "--format", format]
        let one = try CommandLineRun(arguments + ["--jobs", "1"])
        #expect(one.code == 0)
        #expect(one.output.utf8.count > 10_000)
        for jobs in ["2", "5", "33"] {
            let many = try CommandLineRun(arguments + ["--jobs", jobs])
            #expect(many.output == one.output)
            #expect(many.words == one.words)
        }
    }

    @Test func setsFollowTheRowsOfTheRecordings() throws {
        let root = try pulls(3)
        let run = try CommandLineRun(["analyze", root, "--test", "iso", "--one-athlete", "--format", "csv"])
        let alone = try CommandLineRun(["analyze", root, "--test", "iso", "--no-header"])
        #expect(run.output.hasPrefix(Self.header + alone.output))
        #expect(
            run.output.dropFirst(Self.header.count + alone.output.count).split(separator: "\n").allSatisfy {
                $0.hasPrefix(",")
            })
        #expect(run.output.count > Self.header.count + alone.output.count)
        #expect(!alone.output.contains("\n,"))
    }

    @Test func outcomesComeInOrderWhoeverIsFirst() {
        let work = OrderedWork(Array(0..<500), threads: 8) { number -> Int in
            if number % 50 == 0 { usleep(3000) }
            return number
        }
        var taken: [Int] = []
        while true {
            switch work.next(waiting: 5) {
            case .outcome(let number): taken.append(number)
            case .waiting: Issue.record("nothing for five seconds")
            case .end:
                #expect(taken == Array(0..<500))
                return
            }
        }
    }

    @Test func whatRunsIsFinishedWhenStopped() {
        let work = OrderedWork(Array(0..<10_000), threads: 3) { number -> Int in
            usleep(1000)
            return number
        }
        var taken: [Int] = []
        while true {
            switch work.next(waiting: 5) {
            case .outcome(let number):
                taken.append(number)
                if number == 20 { work.stop() }
            case .waiting: Issue.record("nothing for five seconds")
            case .end:
                #expect(taken == Array(0..<taken.count))
                #expect(taken.count > 20 && taken.count < 100)
                return
            }
        }
    }

    @Test func theProgressSaysHowFarItIs() {
        #expect(
            ProgressLine.text(done: 500, bad: 3, of: 1000, seconds: 2)
                == "[##########..........] 500 of 1000 · 250/s · 2 s left · 3 bad")
        #expect(ProgressLine.text(done: 0, bad: 0, of: 7, seconds: 0) == "[....................] 0 of 7")
        #expect(
            ProgressLine.text(done: 3, bad: 0, of: 9, seconds: 120).hasSuffix(" 3 of 9 · 40 s each · 4 min 0 s left"))
    }

    // MARK: Stop and resume

    @Test func aTableIsGoneOnWith() throws {
        let root = try pulls(12)
        // A name may hold what ends a line or a field.
        try write("pulls/99\tä\\n\n.csv", pull(800, 0.5))
        let bad = try write("pulls/105-bad.csv", "time,left,right\n0.000,1\n")
        let table = folder.appending(path: "table.csv").path
        let arguments = ["analyze", root, "--test", "iso", "--output", table]
        let whole = try CommandLineRun(arguments)
        #expect(whole.code == 0)
        #expect(whole.output == "")
        let bytes = try Data(contentsOf: URL(filePath: table))
        let log = try String(contentsOfFile: table + ".done", encoding: .utf8)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(Self.header))
        #expect(log.split(separator: "\n").filter { !$0.hasPrefix("#") }.count == 15)
        // What is there is never overwritten.
        let again = try CommandLineRun(arguments)
        #expect(again.code == 1)
        #expect(again.words.contains("go on with it by --resume"))

        // As a kill leaves it, wherever it strikes: rows without their line, a torn line, nothing at all.
        let lines = log.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.firstIndex { !$0.hasPrefix("#") }.map { $0 + 1 } ?? 0
        for (entries, torn) in [(0, ""), (4, "99"), (6, "1234\tabcdef01\tok"), (13, "")] {
            let cut = lines[..<(head + entries)].joined(separator: "\n") + "\n" + torn
            try Data(cut.utf8).write(to: URL(filePath: table + ".done"))
            let end = entries == 0 ? Self.header.utf8.count : Int(lines[head + entries - 1].prefix { $0 != "\t" }) ?? 0
            try (bytes.prefix(end) + bytes.dropFirst(end).prefix(777)).write(to: URL(filePath: table))
            let resumed = try CommandLineRun(arguments + ["--resume"])
            #expect(resumed.code == 0, "\(resumed.words)")
            #expect(try Data(contentsOf: URL(filePath: table)) == bytes)
            #expect(try String(contentsOfFile: table + ".done", encoding: .utf8) == log)
            #expect(resumed.words.contains("  \(bad): "))
            if entries > 0 { #expect(resumed.words.contains("\(entries) of 14 recordings are done already")) }
        }
        #expect(try CommandLineRun(arguments + ["--resume", "--strict"]).code == 65)
        // Nothing is left, and the bad one is not looked at again.
        try FileManager.default.removeItem(atPath: bad)
        try write("pulls/105-bad.csv", pull(600, 0.5))
        #expect(
            try CommandLineRun(arguments + ["--resume"]).words.contains("14 of 14 recordings are done already; 0 to go")
        )
        #expect(try Data(contentsOf: URL(filePath: table)) == bytes)
        // A recording that came later joins.
        try write("pulls/200.csv", pull(900, 0.5))
        #expect(try CommandLineRun(arguments + ["--resume"]).code == 0)
        #expect(recordings(try String(contentsOfFile: table, encoding: .utf8)).last == "200.csv")
    }

    @Test func aTableOfOtherSettingsIsRefused() throws {
        let root = try pulls(2)
        let table = folder.appending(path: "table.csv").path
        #expect(try CommandLineRun(["analyze", root, "--test", "iso", "--output", table, "--resume"]).code == 0)
        let before = try Data(contentsOf: URL(filePath: table))
        for (other, name) in [
            (["--test", "grip"], "test iso, now grip"),
            (["--test", "iso", "--index", "LSI1", "--dominant", "left"], "index"),
            (["--test", "iso", "--iso-onset", "20N"], "preset"),
            (["--test", "iso", "--load-sign", "positive"], "columns"),
            (["--test", "iso", "--no-header"], "header"), (["--test", "iso", "--athlete", "A1"], "athlete"),
        ] {
            let run = try CommandLineRun(["analyze", root, "--output", table, "--resume"] + other)
            #expect(run.code == 64, "\(run.words)")
            #expect(run.words.contains("was begun with other settings: \(name)"), "\(run.words)")
            #expect(run.words.contains("begin another table"))
        }
        #expect(try Data(contentsOf: URL(filePath: table)) == before)
        // A table that somebody changed is not cut.
        try (before + Data("x".utf8)).dropFirst(3).write(to: URL(filePath: table))
        let changed = try CommandLineRun(["analyze", root, "--test", "iso", "--output", table, "--resume"])
        #expect(changed.code == 65)
        #expect(changed.words.contains("was changed since"))
        // Nor one that was no batch.
        let own = try write("own.csv", "mine\n")
        #expect(try CommandLineRun(["analyze", root, "--test", "iso", "--output", own, "--resume"]).code == 65)
        #expect(try String(contentsOfFile: own, encoding: .utf8) == "mine\n")
    }

    @Test func controlCEndsAfterWhatRuns() throws {
        let root = try pulls(100)
        let (whole, stopped) = (folder.appending(path: "whole.csv").path, folder.appending(path: "stopped.csv").path)
        let arguments = ["analyze", root, "--test", "iso", "--spread", "--jobs", "1", "--output"]
        #expect(try CommandLineRun(arguments + [whole]).code == 0)
        let process = Process()
        process.executableURL = try CommandLineRun.program()
        process.arguments = arguments + [stopped]
        let words = try write("words", "")
        process.standardError = try FileHandle(forWritingTo: URL(filePath: words))
        try process.run()
        while process.isRunning, !FileManager.default.fileExists(atPath: stopped) { usleep(1000) }
        usleep(20_000)
        process.interrupt()
        process.waitUntilExit()
        let part = try String(contentsOfFile: stopped, encoding: .utf8)
        let all = try String(contentsOfFile: whole, encoding: .utf8)
        #expect(all.hasPrefix(part))
        // A machine that did all of it in those milliseconds has nothing to go on with.
        if part.utf8.count < all.utf8.count {
            #expect(process.terminationReason == .exit && process.terminationStatus == 1)
            let told = try String(contentsOfFile: words, encoding: .utf8)
            #expect(told.contains("Go on with the same command and --resume."))
        }
        #expect(try CommandLineRun(arguments + [stopped, "--resume"]).code == 0)
        #expect(try String(contentsOfFile: stopped, encoding: .utf8) == all)
    }

    // MARK: Lists

    @Test func partsOfAListConcatenate() throws {
        let root = try pulls(20)
        let whole = try CommandLineRun(["analyze", root, "--test", "iso", "--format", "csv"]).output
        let paths = (0..<20).map { "\(root)/\(100 + $0).csv" }
        var rows = Self.header
        for part in [paths[..<7], paths[7..<7], paths[7...]] {
            let run = try CommandLineRun(
                ["analyze", "--files-from", "-", "--no-header", "--test", "iso"],
                input: part.map { $0 + "\n" }.joined())
            #expect(run.code == 0)
            rows += run.output
        }
        #expect(rows == whole)
        // A bad file in a part does not stop the rest of a cluster.
        let list = paths[0] + "\n/nowhere/a.csv\n"
        let tolerant = try CommandLineRun(
            ["analyze", "--files-from", "-", "--no-header", "--test", "iso"], input: list)
        #expect(tolerant.code == 0)
        #expect(tolerant.words.contains("1 of 2 files could not be analysed:"))
        let strict = try CommandLineRun(
            ["analyze", "--files-from", "-", "--no-header", "--test", "iso", "--strict"], input: list)
        #expect(strict.code == 65)
    }

    @Test func usage() throws {
        for arguments in [
            ["--jobs", "0"], ["--resume"], ["--no-header", "--format", "json"],
            ["--output", "x.csv", "--format", "table"],
            ["--output", ""], ["--no-header", "--ratio", "hq=a.csv:b.csv"],
        ] {
            let run = try CommandLineRun(["analyze", golden] + arguments)
            #expect(run.code == 64, "\(arguments)")
            #expect(run.output == "")
        }
        #expect(try CommandLineRun(["analyze", "-", "--output", "x.csv"]).code == 64)
    }
}
