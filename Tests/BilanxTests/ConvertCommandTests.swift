import Foundation
import TestSupport
import Testing

/// Recordings in formats of other programs, from the command line.
@Suite struct ConvertCommandTests {
    private let recording = Repository.fixture("trial-file/iso-60-rows.csv").path

    @Test func aRecordingGoesThroughPipesByteForByte() throws {
        let bytes = try String(contentsOfFile: recording, encoding: .utf8)
        for arguments in [[recording, "--to", "csv"], ["-", "-o", "-", "--to", "csv"]] {
            let run = try CommandLineRun(["convert"] + arguments, input: bytes)
            #expect(run.code == 0)
            #expect(run.output == bytes)
            #expect(run.words == "")
        }
    }

    @Test func theFormatFollowsFromTheEnding() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, head) in [("a.parquet", "PAR1"), ("a.XDF", "XDF:"), ("a.jsonl", "{\"time_s\":0.000000,")] {
            let path = folder.appending(path: name).path
            #expect(try CommandLineRun(["convert", recording, "-o", path]).code == 0)
            #expect(try Data(contentsOf: URL(filePath: path)).starts(with: Data(head.utf8)))
            // Nothing is overwritten unasked.
            let again = try CommandLineRun(["convert", recording, "-o", path])
            #expect(again.code == 1)
            #expect(again.words.contains("--force"))
            #expect(try CommandLineRun(["convert", recording, "-o", path, "--force"]).code == 0)
        }
    }

    @Test func severalInputsGetNamesOfTheirOwn() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = folder.appending(path: "143012-iso-7K3F9QXM")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: recording, toPath: own.appending(path: "trial.csv").path)
        let target = folder.appending(path: "new").path
        let run = try CommandLineRun(["convert", recording, own.path, "--to", "c3d", "-o", target])
        #expect(run.code == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: target).sorted()
                == ["143012-iso-7K3F9QXM.c3d", "iso-60-rows.c3d"])
        let twice = try CommandLineRun(
            ["convert", own.path, own.appending(path: "trial.csv").path, "--to", "csv", "-o", target])
        #expect(twice.code == 64)
        #expect(twice.words.contains("would both become"))
    }

    @Test func aTornRecordingIsToldOf() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let torn = folder.appending(path: "torn.csv")
        let text = try String(contentsOfFile: recording, encoding: .utf8)
        let rows = try #require(text.range(of: "\n0.400000,"))
        try Data(text[..<rows.upperBound].utf8).write(to: torn)
        let run = try CommandLineRun(["convert", torn.path, "--to", "csv"])
        #expect(run.code == 0)
        #expect(run.output == String(text[..<rows.lowerBound]) + "\n")
        let line = text[..<rows.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(run.words.contains("torn.csv: is torn after line \(line): "))
        #expect(run.words.contains("(40 rows)"))
    }

    @Test func whatCannotBeDoneIsSaid() throws {
        let unknown = try CommandLineRun(["convert", recording, "--to", "csv", "--columns", "time_s,left_kg"])
        #expect(unknown.code == 64)
        #expect(unknown.words.contains("`left_kg`") && unknown.words.contains("time_s,left_N,right_N,left_raw"))
        #expect(try CommandLineRun(["convert", recording]).code == 64)
        #expect(try CommandLineRun(["convert", recording, "--to", "parquet"]).code == 64)
        #expect(try CommandLineRun(["convert", recording, "--to", "docx"]).code == 64)
        #expect(try CommandLineRun(["convert", recording, recording, "-o", "a.csv"]).code == 64)
        #expect(try CommandLineRun(["convert", recording, "--to", "c3d", "-o", "-", "--columns", "time_s"]).code == 64)
        #expect(try CommandLineRun(["convert", "/nowhere/trial.csv", "--to", "csv"]).code == 1)
        let device = try CommandLineRun(["convert", recording, "--to", "csv", "-o", "/dev/null", "--force"])
        #expect(device.code == 1)
        #expect(device.words.contains("-o -"))
        let bad = try CommandLineRun(["convert", "-", "--to", "csv"], input: "# bilanx recording 1\n# id: x\n")
        #expect(bad.code == 65)
    }
}
