import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Testing
import Transport

@testable import Acquisition

/// Hops or steps as a virtual device measures them.
private struct Played: ForceSource {
    private static let weight = 75 * 9.80665
    let test: TestID
    let duration: Double

    init(_ test: TestID) {
        self.test = test
        duration = test == .gait ? 17 : 14
    }

    func force(_ side: Side, at seconds: Double) -> Double {
        guard test == .gait else { return (side == .left ? 0.45 : 0.55) * hops(seconds) }
        // Strides of 1.1 s from the fourth second on, the right foot 0.56 s after the left one.
        let t = seconds - (side == .left ? 4 : 4.56)
        guard t >= 0, t < 11 else { return 0 }
        let phase = t.truncatingRemainder(dividingBy: 1.1)
        return phase < 0.68 ? (side == .left ? 1 : 1.1) * (300 + 450 * sin(.pi * phase / 0.68)) : 0
    }

    /// On the plates after four seconds, still for three, then a jump and five contacts of 0.2 s, and still again.
    private func hops(_ seconds: Double) -> Double {
        let speed = 2.2
        let flight = 2 * speed / 9.80665
        guard seconds >= 4 else { return 0 }
        var t = seconds - 7
        if t < 0 { return Self.weight }
        if t < 0.3 { return 75 * (9.80665 + speed / 0.3) }
        t -= 0.3
        let round = flight + 0.2
        if t < 5 * round {
            return t.truncatingRemainder(dividingBy: round) < flight ? 0 : 75 * (9.80665 + 2 * speed / 0.2)
        }
        t -= 5 * round
        if t < flight { return 0 }
        return t < flight + 0.3 ? 75 * (9.80665 + speed / 0.3) : Self.weight
    }
}

/// A run over it in a folder of its own.
private final class Walk {
    let data = FileManager.default.temporaryDirectory.appending(path: "bilanx-series-\(UUID().uuidString)")
    var outputs: [LiveOutput] = []

    func run(_ test: TestID, left: String = "AIN0", right: String = "AIN2") throws -> FinishedRun {
        let family = try #require(DeviceCatalogue.family("u6"))
        let device = family.makeVirtual(Played(test), VirtualOptions())
        let rig = Rig(
            RigDevice(
                link: InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible),
                driver: family.makeDriver(), family: family, left: left, right: right, synthetic: "virtual u6",
                isRealTime: false), leftScale: device.leftScale, rightScale: device.rightScale)
        let request = LiveRunRequest(
            test: test, data: DataDirectory(path: data.path), sides: .birth, software: "bilanx test")
        return try LiveRun.run(rig, request, shouldStop: { false }, output: { self.outputs.append($0) })
    }

    deinit { try? FileManager.default.removeItem(at: data) }
}

@Suite struct SeriesRunTests {
    @Test(arguments: [(TestID.hops, 5), (.gait, 20)]) func trialsOfASeriesAreTheSameLiveAndOffline(
        test: TestID, count: Int
    ) throws {
        let walk = Walk()
        let finished = try walk.run(test)
        #expect(finished.troubles.isEmpty)
        let told = walk.outputs.compactMap { if case .trial(let trial, _) = $0 { trial } else { nil } }
        #expect(told.count == count)
        #expect(told.allSatisfy { $0.status == .ok }, "\(told.map(\.reasons))")
        let folder = RecordingFolder(path: try #require(finished.folder))
        let opened = try RecordingReader.open(folder.path)
        #expect(opened.trials?.count == count)
        if test == .gait { #expect(opened.trials?.allSatisfy { $0.limb != nil } == true) }
        let offline = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: test, weighing: opened.weigh, trials: opened.trials,
            settings: opened.settings)
        #expect(offline.trials == told)
        let document = ResultsDocument(software: "bilanx test", recordings: [offline])
        #expect(document.json() == (try String(contentsOfFile: folder.results, encoding: .utf8)))
        // Found anew, as for a file that marks nothing: the same again.
        let fresh = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: test, weighing: opened.weigh, settings: opened.settings)
        #expect(fresh.trials == told)
        // The last picture shows them all counted.
        let frames = walk.outputs.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
        #expect(frames.last?.progress == LiveProgress(test == .gait ? .steps : .hops, Double(count)))
        #expect(frames.first?.progress == nil)
    }

    @Test(arguments: [("AIN0", "AIN0"), ("AIN0", "AIN99")]) func whatTheDeviceRefusesLeavesNothingBehind(
        left: String, right: String
    ) throws {
        let walk = Walk()
        let error = #expect(throws: DeviceError.self) { try walk.run(.hops, left: left, right: right) }
        #expect(error?.isUsage == true)
        #expect(!FileManager.default.fileExists(atPath: walk.data.path))
    }
}
