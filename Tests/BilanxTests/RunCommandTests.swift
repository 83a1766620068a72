import Foundation
import TestSupport
import Testing

/// Runs of the built program on virtual devices, as a script would start them.
@Suite struct RunCommandTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.appending(path: "bilanx-cli-\(UUID().uuidString)").path
    }

    @Test func recordPrintsResultsAndThePathLast() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun(["record", "--device", "virtual:u6,person=cmj,asymmetry=8,pace=max", "-o", data])
        #expect(run.code == 0)
        let lines = run.output.split(separator: "\n")
        let path = String(try #require(lines.last))
        #expect(path.hasPrefix(data + "/recordings/"))
        #expect(FileManager.default.fileExists(atPath: path + "/trial.csv"))
        #expect(FileManager.default.fileExists(atPath: path + "/raw.pcapng"))
        #expect(run.output.contains("8.0 % right") || run.output.contains("8.1 % right"))
        let again = try CommandLineRun(["analyze", path, "--format", "json"])
        #expect(again.code == 0)
        #expect(again.output == (try String(contentsOfFile: path + "/results.json", encoding: .utf8)))
    }

    @Test func liveInAPipeWritesPlainLinesAtTwentyASecondOrMore() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "live", "--device", "virtual:u6,person=cmj,asymmetry=8,pace=max", "--duration", "10", "-o", data,
        ])
        #expect(run.code == 0)
        #expect(!run.output.contains("\u{1B}"))
        let frames = run.output.split(separator: "\n").filter { $0.contains("symmetry of peaks") }
        #expect(frames.count >= 200)
        #expect(frames.last?.contains("lost 0") == true)
        #expect(frames.last?.contains("% right") == true)
        for word in ["Zero:", "Weighed:", "Ready.", "Trial 1:"] { #expect(run.output.contains(word)) }
    }

    @Test func anUnpluggedDeviceEndsWithItsOwnCodeAndKeepsTheRecording() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "record", "--device", "virtual:u6,person=cmj,pace=max,unplug=9", "-o", data,
        ])
        #expect(run.code == 69)
        #expect(run.words.contains("unplugged"))
        let path = String(try #require(run.output.split(separator: "\n").last))
        #expect(FileManager.default.fileExists(atPath: path + "/results.json"))
    }

    @Test(arguments: [
        (["live", "--device", "u9"], "u6"), (["live", "--device", "virtual:u6,person=elephant"], "stance"),
        (["record", "--device", "virtual:u6,person=cmj,mass=7000"], "mass is body mass"),
        (["record", "--device", "virtual:u6,person=cmj,colour=red"], "asymmetryLanding"),
        (["record", "--device", "virtual:u6", "--span-left", "heavy"], "2000N@10mV"),
        (["record", "--device", "virtual:phidgetbridge", "--span-left", "2000N@2mV"], "2000N@2mV/V"),
        (["record", "--device", "virtual:usb20x,person=stance,pace=max", "--trigger", "FIO4"], "such as CH2"),
        (["record", "--device", "virtual:u3,person=stance,pace=max", "--trigger", "FIO9"], "!FIO0"),
        (["record", "--test", "polka"], "cmj"),
        (["record", "--device", "virtual:ftdi,person=cmj"], "arduino-pair"),
        (["record", "--device", "virtual:ftdi,profile=arduino-pair,person=cmj"], "unit=kg"),
        (["record", "--device", "serial,profile=arduino-pair,unit=kg"], "/dev/ttyUSB0"),
    ]) func whatIsWrongIsNamedWithTheRemedy(arguments: [String], word: String) throws {
        let run = try CommandLineRun(arguments)
        #expect(run.code == 64)
        #expect(run.words.contains(word), "\(run.words)")
    }

    @Test func whatTheDeviceRefusesLeavesNoFolder() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "record", "--device", "virtual:u6,person=cmj,pace=max", "--left", "AIN0", "--right", "AIN0", "-o", data,
        ])
        #expect(run.code == 64)
        #expect(run.words.contains("--left AIN0 --right AIN2"))
        #expect(!FileManager.default.fileExists(atPath: data))
    }

    @Test func aSeriesEndsWithItsTrials() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        // Somebody who stands: one stance, and no hops.
        let stance = try CommandLineRun([
            "record", "--device", "virtual:u6,person=stance,pace=max", "--test", "stance", "-o", data, "--format",
            "csv",
        ])
        #expect(stance.code == 0)
        #expect(stance.output.contains(",stance,1,share,left,"))
        let hops = try CommandLineRun([
            "record", "--device", "virtual:u6,person=stance,pace=max", "--test", "hops", "-o", data, "--format", "json",
        ])
        #expect(hops.code == 0)
        #expect(hops.output.contains("\"status\": \"notDetected\""))
    }

    @Test func interruptingEndsTheRecordingCleanly() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun(
            ["live", "--device", "virtual:u6,person=stance", "--frames", "20", "-o", data], interruptAfter: 4)
        #expect(run.code == 0)
        let path = String(try #require(run.output.split(separator: "\n").last))
        #expect(!path.hasSuffix(".partial"))
        let file = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        #expect(file.split(separator: "\n").last?.hasPrefix("# end rows=") == true)
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        let run = try CommandLineRun(["record", "--device", "virtual:u6,person=cmj,pace=max", "-o", "/dev/null/x"])
        #expect(run.code != 0)
        #expect(run.words.contains("/dev/null: is a file where a folder is needed"))
    }

    @Test func withoutASpanLiveShowsMillivoltsAndRecordRefuses() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let device = "virtual:u6,person=stance,span=no,pace=max"
        let live = try CommandLineRun(["live", "--device", device, "--duration", "8", "-o", data])
        #expect(live.code == 0)
        #expect(live.output.contains(" mV"))
        #expect(!live.output.contains(" N "))
        #expect(live.words.contains("--span-left 2000N@10mV"))
        let record = try CommandLineRun(["record", "--device", device, "-o", data])
        #expect(record.code == 64)
        #expect(record.words.contains("--span-right"))
        #expect(!FileManager.default.fileExists(atPath: data))
        let told = try CommandLineRun([
            "record", "--device", device, "--span-left", "2000N@10mV", "--span-right", "2kN@0.01V", "--duration", "8",
            "-o", data,
        ])
        #expect(told.code == 0)
    }

    @Test(arguments: ["u3", "usb1608fsplus", "usb20x", "phidgetbridge"])
    func everyConverterRecordsAPersonStanding(family: String) throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "record", "--device", "virtual:\(family),person=stance,asymmetry=8,pace=max", "--duration", "10", "-o",
            data,
        ])
        #expect(run.code == 0, "\(run.words)")
        let path = String(try #require(run.output.split(separator: "\n").last))
        let file = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        #expect(file.contains(family))
        #expect(file.contains("# end rows="))
    }

    @Test func aBridgeTakesSpansAsRatiosOfItsSupply() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "record", "--device", "virtual:phidgetbridge,person=stance,span=no,pace=max", "--span-left", "2000N@2mV/V",
            "--span-right", "2kN@0.002V/V", "--duration", "8", "-o", data,
        ])
        #expect(run.code == 0, "\(run.words)")
    }

    @Test func aDiscardedTrialStaysInTheFileAndLeavesTheSummary() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun(["record", "--device", "virtual:u6,person=cmj,reps=2,pace=max", "-o", data])
        let path = String(try #require(run.output.split(separator: "\n").last))
        let before = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        #expect(try CommandLineRun(["note", path, "--discard", "2"]).code == 64)
        #expect(try CommandLineRun(["note", path, "--discard", "3", "--text", "x"]).code == 64)
        #expect(try CommandLineRun(["note", path, "--discard", "2", "--text", "foot on the edge"]).code == 0)
        let discarded = try CommandLineRun(["analyze", path, "--format", "json"])
        #expect(discarded.output.contains("\"kept\": false"))
        #expect(discarded.output.contains("\"n\": 1"))
        #expect(try CommandLineRun(["note", path, "--keep", "2"]).code == 0)
        let kept = try CommandLineRun(["analyze", path, "--format", "json"])
        #expect(!kept.output.contains("\"kept\": false"))
        #expect(try CommandLineRun(["note", path]).output.contains("foot on the edge"))
        #expect(try String(contentsOfFile: path + "/trial.csv", encoding: .utf8) == before)
    }

    @Test func aSerialLineIsRecordedLikeAnyOtherDevice() throws {
        let data = folder()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let run = try CommandLineRun([
            "record", "--device", "virtual:ftdi,profile=json-pair,unit=count,person=cmj,asymmetry=8,pace=max", "-o",
            data,
        ])
        #expect(run.code == 0, "\(run.words)")
        let path = String(try #require(run.output.split(separator: "\n").last))
        let text = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        #expect(text.contains("# rate_hz: 320\n"))
        let journal = try Data(contentsOf: URL(filePath: path + "/raw.pcapng"))
        #expect(journal.range(of: Data("synthetic: virtual FTDI serial bridge".utf8)) != nil)
        // The person's own difference, read 320 times a second.
        let shares = ["7.7", "7.8", "7.9", "8.0", "8.1", "8.2", "8.3"].map { "\($0) % right" }
        #expect(shares.contains { run.output.contains($0) }, "\(run.output)")
        let missing = try CommandLineRun([
            "record", "--device", "serial:/dev/ttyUSB99,profile=json-pair,unit=N", "-o", data,
        ])
        #expect(missing.code == 69)
        #expect(missing.words.contains("/dev/ttyUSB99"))
    }

    @Test func theShippedUdevRuleIsTheOneThatDoctorPrints() throws {
        let run = try CommandLineRun(["doctor", "--print-rule"])
        let shipped = try String(contentsOf: Repository.root.appending(path: "udev/70-bilanx.rules"), encoding: .utf8)
        #expect(run.output == shipped)
    }

    @Test(arguments: ["table", "json", "csv"]) func methodsNameEveryMetricOfATest(format: String) throws {
        let run = try CommandLineRun(["methods", "--test", "cmj", "--format", format])
        #expect(run.code == 0)
        for id in ["jumpHeightIM", "jumpHeightFT", "brakeImpulseGross", "peakLanding"] {
            #expect(run.output.contains(id))
        }
        if format != "csv" { #expect(run.output.contains("Owen 2014")) }
    }

    @Test func theCatalogueSaysHowFarEachDriverIsProven() throws {
        let run = try CommandLineRun(["devices", "--supported", "--format", "json"])
        #expect(run.code == 0)
        #expect(run.output.contains("\"verified\" : \"emulated\""))
        #expect(run.output.contains("0cd5:0006"))
    }
}
