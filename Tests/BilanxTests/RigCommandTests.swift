import Foundation
import TestSupport
import Testing

/// `bilanx rig` and runs of two devices, as a user would type them.
@Suite struct RigCommandTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilanx-rig-\(UUID().uuidString)").path
        deinit { try? FileManager.default.removeItem(atPath: path) }
        func run(_ arguments: String...) throws -> CommandLineRun { try CommandLineRun(arguments + ["-o", path]) }
    }

    private static let pair = [
        "--left-device", "virtual:godirect,hand=push,pace=max", "--right-device", "virtual:godirect,pace=max",
    ]

    @Test func sidesAreBoundPushedAndShown() throws {
        let folder = Folder()
        let none = try folder.run("rig")
        #expect(none.code == 1)
        #expect(none.words.contains("rig set"))
        let bound = try CommandLineRun(["rig", "set"] + Self.pair + ["-o", folder.path])
        #expect(bound.code == 0)
        #expect(bound.output.contains("Sides not confirmed"))
        let pushed = try folder.run("rig", "confirm")
        #expect(pushed.code == 0)
        #expect(pushed.words.contains("LEFT") && pushed.words.contains("RIGHT"))
        let shown = try folder.run("rig")
        #expect(shown.output.contains("Sides confirmed by a push"))
        #expect(try String(contentsOfFile: folder.path + "/rig.json", encoding: .utf8).contains("bilanx.rig/1"))
    }

    @Test func untilConfirmedThereAreForcesButNoSymmetry() throws {
        let folder = Folder()
        let settings = "virtual:u6,person=cmj,asymmetry=8,pace=max"
        _ = try folder.run("rig", "set", "--device", settings, "--left", "AIN0", "--right", "AIN2")
        let before = try folder.run("record", "--test", "cmj")
        #expect(before.code == 0)
        #expect(before.words.contains("rig confirm"))
        #expect(before.output.contains("withheld: sides not confirmed"))
        #expect(!before.output.contains("8.0 % right"))
        // The same place as a push test would have noted it.
        let path = folder.path + "/rig.json"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        func confirm(_ port: String) throws {
            let confirmed = """
                {"confirmed": {"at": "2026-11-22T10:00:00+00:00", "left": "u6:360012345@\(port) AIN0", \
                "right": "u6:360012345@\(port) AIN2"},
                """
            try (confirmed + text.dropFirst()).write(toFile: path, atomically: true, encoding: .utf8)
        }
        try confirm("virtual-1")
        let after = try folder.run("record", "--test", "cmj")
        #expect(after.output.contains("8.0 % right") || after.output.contains("8.1 % right"))
        let recording = String(try #require(after.output.split(separator: "\n").last))
        #expect(
            try String(contentsOfFile: recording + "/trial.csv", encoding: .utf8).contains("# sides_confirmed: push"))
        // Another socket asks again.
        try confirm("virtual-7")
        let moved = try folder.run("record", "--test", "cmj")
        #expect(moved.words.contains("Push again"))
        #expect(moved.output.contains("withheld: sides not confirmed"))
        text = ""
    }

    @Test func swappedCablesAndAWrongSignAreCaught() throws {
        let folder = Folder()
        let hand = "virtual:u6,hand=push,pace=max"
        _ = try folder.run("rig", "set", "--device", hand, "--left", "AIN2", "--right", "AIN0")
        let swapped = try folder.run("rig", "confirm")
        #expect(swapped.code == 1)
        #expect(swapped.words.contains("swapped"))
        _ = try folder.run("rig", "swap")
        #expect(try folder.run("rig", "confirm").code == 0)
        _ = try folder.run("rig", "set", "--device", hand, "--left", "AIN0", "--right", "AIN2", "--invert-right")
        let inverted = try folder.run("rig", "confirm")
        #expect(inverted.code == 1)
        #expect(inverted.words.contains("right sensor shows load as negative"))
        #expect(try folder.run("rig", "clear").code == 0)
        #expect(try folder.run("rig").code == 1)
    }

    @Test func knocksAlignTwoDevices() throws {
        let folder = Folder()
        _ = try folder.run(
            "rig", "set", "--left-device", "virtual:godirect,hand=knock,pace=max,delay=0.4", "--right-device",
            "virtual:godirect,pace=max,delay=3.1")
        let aligned = try folder.run("rig", "align")
        #expect(aligned.code == 0)
        #expect(aligned.words.contains("Knock 5 of 5"))
        struct Rig: Decodable {
            struct Tap: Decodable {
                var offsetMilliseconds: Double
                var uncertaintyMilliseconds: Double
            }
            var tap: Tap
        }
        let tap = try JSONDecoder().decode(
            Rig.self, from: Data(contentsOf: URL(fileURLWithPath: folder.path + "/rig.json"))
        ).tap
        #expect(abs(tap.offsetMilliseconds - 2.7) < 2 * tap.uncertaintyMilliseconds)
        #expect(tap.uncertaintyMilliseconds < 1.5)
        let one = try folder.run("rig", "set", "--device", "virtual:u6,hand=knock,pace=max")
        #expect(one.code == 0)
        #expect(try folder.run("rig", "align").output.contains("nothing to align"))
    }

    @Test func platesOnFourCellsGiveForceAndItsPlace() throws {
        let folder = Folder()
        let device = "virtual:usb1608fsplus,person=cmj,asymmetry=8,cells=400x600,pace=max"
        let set = try folder.run(
            "rig", "set", "--device", device, "--left", "CH0,CH1,CH2,CH3", "--right", "CH4,CH5,CH6,CH7", "--four-cell",
            "400x600", "--spacing", "420")
        #expect(set.code == 0, "\(set.words)")
        #expect(set.output.contains("four-cell"))
        let run = try folder.run("record", "--test", "cmj", "--sides-confirmed")
        #expect(run.code == 0, "\(run.words)")
        #expect(
            run.output.contains("8.0 % right") || run.output.contains("8.1 % right")
                || run.output.contains("7.9 % right"))
        let path = String(try #require(run.output.split(separator: "\n").last)) + "/trial.csv"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").filter {
            !$0.hasPrefix("#")
        }
        let header = try #require(lines.first).split(separator: ",")
        let x = try #require(header.firstIndex(of: "left_copx_mm"))
        let y = try #require(header.firstIndex(of: "right_copy_mm"))
        // While the person stands: 20 mm outside the left plate's middle, which is 210 mm left of the common origin.
        let standing = lines[6000].split(separator: ",", omittingEmptySubsequences: false)
        #expect(abs((Double(standing[x]) ?? 0) + 230) < 3)
        #expect(abs((Double(standing[y]) ?? 0) - 30) < 3)
    }

    @Test(arguments: [
        (["--left", "CH0,CH1", "--right", "CH4,CH5,CH6,CH7", "--four-cell", "400x600"], "four channels"),
        (["--left", "CH0,CH1,CH2,CH3", "--right", "CH4,CH5,CH6,CH7", "--four-cell", "wide"], "400x600"),
        (["--left", "CH0,CH1", "--right", "CH4"], "2 channels for one sensor"),
        (["--matrix-left", "/nonexistent.csv"], "six lines"),
        (["--left", "CH0", "--right", "CH0"], "both name channel CH0"),
    ]) func aGeometryThatLacksSomethingIsRefused(arguments: [String], word: String) throws {
        let folder = Folder()
        let run = try CommandLineRun(
            ["rig", "set", "--device", "virtual:usb1608fsplus,pace=max"] + arguments + ["-o", folder.path])
        #expect(run.code == 64)
        #expect(run.words.contains(word), "\(run.words)")
    }

    @Test func twoDevicesRecordAPair() throws {
        let folder = Folder()
        let run = try folder.run(
            "record", "--left-device", "virtual:godirect,person=iso,asymmetry=8,pace=max,jitter=0.3", "--right-device",
            "virtual:godirect,clock=100,pace=max,jitter=0.3")
        #expect(run.code == 0)
        #expect(run.output.contains("clocks    two, aligned to"))
        #expect(run.output.contains("ppm fast"))
        #expect(run.output.contains("% right"))
        let path = String(try #require(run.output.split(separator: "\n").last))
        let again = try CommandLineRun(["analyze", path, "--format", "json"])
        #expect(again.output == (try String(contentsOfFile: path + "/results.json", encoding: .utf8)))
    }

    @Test func anUnpluggedDeviceIsWaitedForAndTheTestGoesOn() throws {
        let folder = Folder()
        let run = try folder.run(
            "record", "--device", "virtual:u6,person=cmj,asymmetry=8,reps=2,pace=max,unplug=20,replug=23")
        #expect(run.code == 0)
        #expect(run.words.contains("Plug it in again"))
        #expect(run.words.contains("is back"))
        #expect(run.output.contains("trial 1"))
        let path = String(try #require(run.output.split(separator: "\n").last))
        let text = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        #expect(text.contains("# lost 1: kind=missing"))
        #expect(text.contains("evidence=timed"))
    }

    @Test(arguments: [
        (["live", "--left-device", "virtual:u6"], "belong together"),
        (["live", "--device", "u6", "--left-device", "u6", "--right-device", "u6"], "--device reads both"),
        (["live", "--device", "virtual:godirect,person=iso"], "--left-device godirect"),
        (["record", "--left-device", "virtual:godirect", "--right-device", "godirect"], "one is virtual"),
        (["record", "--left-device", "virtual:godirect,pace=max", "--right-device", "virtual:godirect"], "pace"),
    ]) func whatCannotBeAPairIsRefused(arguments: [String], word: String) throws {
        let run = try CommandLineRun(arguments)
        #expect(run.code == 64)
        #expect(run.words.contains(word), "\(run.words)")
    }
}
