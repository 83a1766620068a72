import Foundation
import TestSupport
import Testing

@Suite final class AnalyzeCommandTests {
    private let golden = Repository.fixture("trial-file/iso-60-rows.csv").path
    private let folder: URL

    init() throws { folder = try temporaryFolder() }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func temporary(_ name: String, _ text: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    @Test func aRecordingOfOursNeedsNothing() throws {
        let run = try CommandLineRun(["analyze", golden])
        #expect(run.code == 0)
        #expect(run.words == "")
    }

    @Test(arguments: ["table", "json", "csv"])
    func formatsAreKnown(_ format: String) throws {
        #expect(try CommandLineRun(["analyze", golden, "--format", format]).code == 0)
    }

    @Test func usage() throws {
        for arguments in [
            ["analyze"], ["analyze", golden, "--test", "jump"], ["analyze", golden, "--format", "xml"],
            ["analyze", golden, "--left", "1"], ["analyze", golden, "--total", "1", "--left", "1", "--right", "2"],
            ["analyze", golden, "--rate", "0"], ["analyze", golden, "--gravity", "1.6"], ["analyze", "-", "-"],
            ["analyze", golden, "--load", "-5"], ["analyze", golden, "--from", "vicon"],
            ["analyze", "-", "--files-from", "-"], ["analyse", golden],
        ] {
            let run = try CommandLineRun(arguments)
            #expect(run.code == 64, "\(arguments)")
            #expect(run.output == "")
            #expect(run.words.hasPrefix("Error: "))
        }
    }

    @Test func aFileInDoubtIsAUsageError() throws {
        let path = try temporary("pair.txt", "1.5\t2.5\n1.5\t2.5\n")
        let run = try CommandLineRun(["analyze", path])
        #expect(run.code == 64)
        #expect(run.output == "")
        #expect(run.words.contains("type: bilanx analyze \(path) --left 1 --right 2 --rate HZ"))
        let told = try CommandLineRun(["analyze", path, "--left", "1", "--right", "2", "--rate", "1000"])
        #expect(told.code == 0)
        #expect(
            told.words == "bilanx: \(path): says no unit of its forces; they were read as newtons, or add --unit.\n"
                + "bilanx: \(path): left and right are as --left and --right say.\n")
    }

    @Test func theFormatsAreListed() throws {
        let run = try CommandLineRun(["analyze", "--formats"])
        #expect(run.code == 0)
        #expect(run.output.contains("chronojump") && run.output.contains("layout not seen"))
        #expect(run.words == "")
    }

    @Test func oneSensorAfterTheOther() throws {
        func pull(_ name: String, _ peak: Double) throws -> String {
            var rows = "Time (micros);Force(N)\n"
            for i in 0..<600 {
                let force = i < 200 ? 2 : i < 400 ? peak * min(Double(i - 200) / 40, 1) : 2
                rows += "\(i * 12_500);\(String(Int(force * 100) / 100)),\(String(Int(force * 100) % 100))\n"
            }
            return try temporary(name, rows)
        }
        let left = try pull("left.csv", 300)
        let right = try pull("right.csv", 240)
        let run = try CommandLineRun([
            "analyze", "--left-limb", left, "--right-limb", right, "--one-athlete", "--test", "grip", "--format",
            "json",
        ])
        #expect(run.code == 0, "\(run.words)")
        #expect(run.words.contains("is of the left limb alone") && run.words.contains("is of the right limb alone"))
        #expect(try CommandLineRun(["analyze", left, "--left-limb", left]).code == 64)
        #expect(try CommandLineRun(["analyze", left, "--unit", "stone"]).code == 64)
        #expect(try CommandLineRun(["analyze", left, "--load-sign", "up"]).code == 64)
    }

    @Test func aFormatIsForced() throws {
        let rows = (0..<9).map { "0,0,\(500 + $0),0,0,0\n" }.joined()
        let path = try temporary("plate.txt", rows)
        let run = try CommandLineRun([
            "analyze", path, "--from", "netforce", "--total", "plate1", "--rate", "100", "--format", "json",
        ])
        #expect(run.code == 0)
        #expect(run.output.contains("\"netforce\""))
        let unknown = try CommandLineRun(["analyze", path, "--from", "vicon"])
        #expect(unknown.words.contains("choose one of bilanx (recording of Bilanx), opensim"))
    }

    @Test func oneBadFileStopsNoOther() throws {
        let bad = try temporary("bad.csv", "time,left,right\n0.000,1,2\n0.001,NaN,2\n0.002,1,2\n")
        let good = try temporary("good.csv", "time,left,right\n0.000,1,2\n0.001,1,2\n0.002,1,2\n")
        let run = try CommandLineRun(["analyze", bad, good, golden])
        #expect(run.code == 65)
        let lines = run.words.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("bilanx: \(bad):3: column 2 \"left\": `NaN` is not a finite number; "))
        #expect(lines[1].hasPrefix("bilanx: \(good): says no unit of its forces; they were read as newtons"))
        #expect(lines[2] == "bilanx: \(good): left and right are as its header row names them.")
        let absent = try CommandLineRun(["analyze", "/nowhere/a.csv"])
        #expect(absent.code == 1)
        #expect(
            absent.words == "bilanx: /nowhere/a.csv: could not be opened: No such file or directory; check the name\n")
        #expect(try CommandLineRun(["analyze", "/nowhere/a.csv", bad]).code == 65)
        #expect(try CommandLineRun(["analyze", "/nowhere/a.csv", golden]).code == 1)
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may read everything"))
    func whatMayNotBeRead() throws {
        let path = try temporary("secret.csv", "left,right\n1,2\n")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(try CommandLineRun(["analyze", path]).code == 77)
    }

    @Test func standardInputAndLists() throws {
        let text = "time,left (N),right (N)\n0.000,1,2\n0.001,1,2\n"
        let direct = try CommandLineRun(["analyze", "-"], input: text)
        #expect(direct.code == 0)
        #expect(direct.words == "bilanx: -: left and right are as its header row names them.\n")
        let file = try temporary("a b.csv", text)
        let listed = try CommandLineRun(["analyze", "--files-from", "-"], input: "\(file)\n\n\(golden)\r\n")
        #expect(listed.code == 0)
        #expect(listed.words == "bilanx: \(file): left and right are as its header row names them.\n")
        let list = try temporary("list.txt", "/nowhere/b.csv\n")
        #expect(try CommandLineRun(["analyze", golden, "--files-from", list]).code == 1)
        #expect(try CommandLineRun(["analyze", "--files-from", "/nowhere/list"]).code == 1)
    }

    @Test func sidesThatWereNeverConfirmed() throws {
        let text = try String(contentsOfFile: golden, encoding: .utf8)
        // Without the end line, whose check sum would be wrong: the file counts as torn.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(2)
        let path = try temporary(
            "trial.csv", lines.joined(separator: "\n").replacing("confirmed: push", with: "confirmed: no") + "\n")
        let run = try CommandLineRun(["analyze", path])
        #expect(run.code == 0)
        #expect(run.words.contains("\(path): is torn after line"))
        #expect(run.words.contains("no symmetry is shown; if left is left, add --sides-confirmed."))
        let confirmed = try CommandLineRun(["analyze", path, "--sides-confirmed"])
        #expect(confirmed.words.contains("symmetry is shown on your word."))
    }

    @Test func aReaderThatGoesAwayIsNoFailure() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let words = try temporary("words", "")
        // The reader ends at once; what is left of the program is its exit code and its silence.
        process.arguments = [
            "-c", "{ sleep 0.2; \"$0\" analyze \"$1\" 2>\"$2\"; echo $? >\"$2.code\"; } | true",
            try CommandLineRun.program().path, golden, words,
        ]
        try process.run()
        process.waitUntilExit()
        #expect(try String(contentsOfFile: words, encoding: .utf8) == "")
        #expect(try String(contentsOfFile: words + ".code", encoding: .utf8) == "0\n")
    }
}
