import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Simulation
import Synchronization
import Testing
import Transport

@testable import Acquisition

/// A station with virtual devices as fast as they go, and somebody who commands it.
private final class Gym {
    let data: URL
    let station: Station

    init(
        _ plan: TestProtocol, problem: String? = nil,
        change: @escaping @Sendable (inout PersonSettings) -> Void = { _ in }
    ) {
        data = FileManager.default.temporaryDirectory.appending(path: "bilanx-gym-\(UUID().uuidString)")
        var settings = Station.Settings(data: DataDirectory(path: data.path), software: "bilanx test")
        settings.plan = plan
        station = Station(
            settings,
            {
                Station.Provider(
                    open: { order throws(DeviceError) in
                        guard let family = DeviceCatalogue.family("u6"),
                            let activity = PersonSettings.Activity(rawValue: order.test.rawValue)
                        else { throw DeviceError(device: "x", detail: "no family", remedy: "None.") }
                        var person = PersonSettings(activity)
                        person.asymmetry = 8
                        person.alternating = order.limb != nil
                        change(&person)
                        let device = family.makeVirtual(VirtualPerson(person), VirtualOptions())
                        let link = InProcessLink(
                            device.model, serial: device.serial, pace: .asFastAsPossible, faults: [])
                        let rig = Rig(
                            RigDevice(
                                link: link, driver: family.makeDriver(), family: family, left: "AIN0", right: "AIN2",
                                synthetic: "virtual u6", isRealTime: false),
                            leftScale: device.leftScale, rightScale: device.rightScale)
                        return Station.OpenedRig(rig: rig, sides: .birth)
                    }, problem: { problem })
            })
    }

    deinit {
        station.stop()
        try? FileManager.default.removeItem(at: data)
    }

    func state() throws -> [String: Any] {
        let json = station.board.document().json
        return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    func wait(for phase: String) async throws {
        for _ in 0..<600 {
            if try state()["phase"] as? String == phase { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("never \(phase), but \(try state()["phase"] ?? "nothing")")
    }
}

@Suite struct StationTests {
    @Test func aSetOfJumpsIsTheSameOnTheBoardInTheFileAndInAnalysis() async throws {
        let gym = Gym(.usual(of: .cmj)) { person in
            person.repetitions = 4
            person.variation = 3
        }
        try await gym.wait(for: "ready")
        #expect(await gym.station.obey(.athlete("A12")) == nil)
        #expect(await gym.station.obey(.conditions(TestConditions(footwear: "barefoot", box: 0.3))) == nil)
        #expect(await gym.station.obey(.pain(.right)) == nil)
        #expect(await gym.station.obey(.start) == nil)
        try await gym.wait(for: "review")
        #expect(await gym.station.obey(.discard(trial: 2, reason: "foot on the edge")) == nil)
        if gym.station.board.isRecording { #expect(await gym.station.obey(.finish) == nil) }
        try await gym.wait(for: "review")
        #expect(await gym.station.obey(.save) == nil)
        try await gym.wait(for: "saved")

        let state = try gym.state()
        let folder = RecordingFolder(path: try #require(state["saved"] as? String))
        gym.station.stop()
        let opened = try RecordingReader.open(folder.path)
        #expect(opened.settings.boxHeight == 0.3)
        let analyzed = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: .cmj, weighing: opened.weigh, trials: opened.trials,
            settings: opened.settings)
        let text = ResultsDocument(software: "bilanx test", recordings: [analyzed]).json()
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let recording = try #require((document["recordings"] as? [[String: Any]])?.first)
        let trials = try #require(recording["trials"] as? [[String: Any]])
        let shown = try #require(state["trials"] as? [[String: Any]])
        #expect(shown.count == trials.count)
        #expect(shown.count >= 3)
        var compared = 0
        for (one, other) in zip(shown, trials) {
            #expect(one["kept"] as? Bool == other["kept"] as? Bool)
            let metrics = try #require(other["metrics"] as? [[String: Any]])
            for metric in try #require(one["metrics"] as? [[String: Any]]) {
                let same = try #require(metrics.first { $0["id"] as? String == metric["id"] as? String })
                for key in ["both", "left", "right"] { #expect(metric[key] as? Double == same[key] as? Double) }
                let asymmetry = (metric["asymmetry"] as? [String: Any])?["value"] as? Double
                #expect(asymmetry == (same["asymmetry"] as? [String: Any])?["value"] as? Double)
                compared += 1
            }
        }
        #expect(compared >= 21)
        #expect(shown[1]["kept"] as? Bool == false)
        let summaries = try #require(recording["summary"] as? [[String: Any]])
        for metric in try #require(state["summary"] as? [[String: Any]]) {
            let same = try #require(summaries.first { $0["id"] as? String == metric["id"] as? String })
            #expect(metric["n"] as? Int == same["n"] as? Int)
            #expect(metric["both"] as? Double == same["both"] as? Double)
            let own = metric["asymmetry"] as? [String: Any]
            let other = same["asymmetry"] as? [String: Any]
            #expect(own?["ci95"] as? [Double] == other?["ci95"] as? [Double])
            #expect(own?["verdict"] as? String == other?["verdict"] as? String)
        }
        let notes = try RecordingNotes.read(folder)
        #expect(notes.unreadable.isEmpty)
        #expect(notes.entries.map(\.action) == [.pain, .discard])
        #expect(notes.entries.last?.text == "foot on the edge")
    }

    @Test func decisionsInARecordingReplayAlike() async throws {
        let gym = Gym(.usual(of: .grip)) { $0.repetitions = 3 }
        try await gym.wait(for: "ready")
        _ = await gym.station.obey(.start)
        try await gym.wait(for: "review")
        _ = await gym.station.obey(.save)
        try await gym.wait(for: "saved")
        let folder = try #require(try gym.state()["saved"] as? String)
        gym.station.stop()
        let copy = gym.data.appending(path: "copy").path
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        var replayed = try ReplayedRecording(journal: folder)
        replayed.folder = copy
        _ = try LiveRun.run(replayed.makeRig(), replayed.request(software: "bilanx test"), shouldStop: { false }) { _ in
        }
        for name in ["trial.csv", "results.json"] {
            let one = try Data(contentsOf: URL(filePath: folder + "/" + name))
            let other = try Data(contentsOf: URL(filePath: copy + "/" + name))
            #expect(one == other, "\(name)")
        }
    }

    @Test func withoutADeviceItSaysSoAndGoesOn() async throws {
        let gym = Gym(.usual(of: .cmj), problem: "Plug it in.")
        try await gym.wait(for: "disconnected")
        #expect(await gym.station.obey(.start) == "Plug it in.")
        #expect(await gym.station.obey(.athlete("B")) == nil)
        #expect(try gym.state()["problem"] as? String == "Plug it in.")
    }

    @Test func theCurveAndTheSpreadOfATrialCanBeAskedFor() async throws {
        let gym = Gym(.usual(of: .cmj)) { $0.repetitions = 3 }
        try await gym.wait(for: "ready")
        _ = await gym.station.obey(.start)
        try await gym.wait(for: "review")
        let text = try #require(gym.station.board.curve(of: 1, points: 300))
        let curve = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let time = try #require(curve["time"] as? [Double])
        #expect(time.count > 300 && time == time.sorted())
        for key in ["left", "right", "sum"] { #expect((curve[key] as? [Double])?.count == time.count) }
        let phases = try #require(curve["phases"] as? [[String: Any]]).compactMap { $0["id"] as? String }
        #expect(phases == ["unweighting", "braking", "propulsion", "flight"])
        // The largest force of the picture is that of the trial: decimation keeps extremes.
        let trial = try #require(gym.station.board.trial(1))
        #expect((curve["sum"] as? [Double])?.max() == trial.record.rows.total.max())
        #expect(gym.station.board.curve(of: 9) == nil)
        let spread = try #require(gym.station.board.spread(of: 1, test: .cmj))
        #expect(spread.contains("\"preset\": \"hawkin-like\""))
    }
}
