import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Simulation
import Statistics
import Symmetry
import TestSupport
import Testing
import Transport

@testable import Acquisition

/// What goes over the way of one device's transfers.
private final class Way {
    private var random: SplitMix64
    private let constant: Double
    private let jitter: Double

    init(seed: UInt64, constant: Double, jitter: Double) {
        random = SplitMix64(seed: seed)
        self.constant = constant
        self.jitter = jitter
    }

    /// Nanoseconds, an exponential beside a constant, both given in milliseconds.
    func take() -> UInt64 { UInt64((constant - jitter * log(1 - random.unit())) * 1e6) }
}

/// A run of two virtual devices of one channel under one person.
private final class PairTrip {
    let data = FileManager.default.temporaryDirectory.appending(path: "bilanx-pair-\(UUID().uuidString)")
    var finished: FinishedRun?
    private(set) var trials: [TrialResult] = []
    private(set) var notices: [String] = []
    private(set) var frames: [LiveFrame] = []
    let person: VirtualPerson

    struct Settings {
        var family = "godirect"
        var rate: Double?
        var clockErrors = (left: 0.0, right: 0.0)
        var delays = (left: 0.4, right: 1.1)
        var jitter = 0.3
        var leftFaults: [InProcessLink.Fault] = []
        var rightFaults: [InProcessLink.Fault] = []
        var replug: UInt64?
        var duration: Double?
        var tap: Rig.Tap?
        var wait: UInt64 = 11_000_000_000
    }

    init(_ person: PersonSettings, test: TestID, _ settings: Settings = Settings()) throws {
        self.person = VirtualPerson(person)
        let family = try #require(DeviceCatalogue.family(settings.family))
        func device(_ side: Side) -> (RigDevice, ForceScale) {
            var options = VirtualOptions()
            options.side = side
            options.clockError = side == .left ? settings.clockErrors.left : settings.clockErrors.right
            options.seed = side == .left ? 1 : 2
            options.personBegins = settings.wait
            let source = self.person
            let made = family.makeVirtual(source, options)
            let way = Way(
                seed: side == .left ? 7 : 8, constant: side == .left ? settings.delays.left : settings.delays.right,
                jitter: settings.jitter)
            let link = InProcessLink(
                made.model, serial: made.serial, address: side == .left ? 1 : 2, pace: .asFastAsPossible,
                faults: side == .left ? settings.leftFaults : settings.rightFaults, delay: { way.take() })
            var device = RigDevice(
                link: link, driver: family.makeDriver(), family: family,
                left: side == .left ? family.defaultChannels.left : nil,
                right: side == .right ? family.defaultChannels.left : nil, synthetic: "virtual \(family.name)",
                isRealTime: false)
            if let replug = settings.replug {
                device.reopen = { now throws(DeviceError) in
                    InProcessLink(
                        family.makeVirtual(source, options).model, insteadOf: link, at: max(now, link.start + replug))
                }
            }
            return (device, made.leftScale)
        }
        let left = device(.left)
        let right = device(.right)
        var rig = Rig(left: left.0, right: right.0, leftScale: left.1, rightScale: right.1)
        rig.tap = settings.tap
        let request = LiveRunRequest(
            test: test, rate: settings.rate, duration: settings.duration, data: DataDirectory(path: data.path),
            sides: .birth, software: "bilanx test")
        finished = try LiveRun.run(rig, request, shouldStop: { false }) { output in
            switch output {
            case .trial(let trial, _): self.trials.append(trial)
            case .notice(let text): self.notices.append(text)
            case .frame(let frame): self.frames.append(frame)
            default: break
            }
        }
    }

    deinit { try? FileManager.default.removeItem(at: data) }

    var folder: RecordingFolder { RecordingFolder(path: finished?.folder ?? "") }
    func opened() throws -> OpenedRecording { try RecordingReader.open(folder.path) }
}

private func person(_ activity: PersonSettings.Activity, _ change: (inout PersonSettings) -> Void = { _ in })
    -> PersonSettings
{
    var settings = PersonSettings(activity)
    change(&settings)
    return settings
}

@Suite struct PairRunTests {
    @Test func twoDevicesMeasureADifferenceAsItWasMade() throws {
        var settings = PairTrip.Settings()
        settings.clockErrors = (60, -40)
        let trip = try PairTrip(
            person(.iso) {
                $0.asymmetry = 8; $0.repetitions = 3
            }, test: .iso, settings)
        #expect(trip.finished?.troubles.isEmpty == true)
        let result = try #require(trip.finished?.results?.recordings.first)
        #expect(result.info.clocks == 2)
        #expect(result.trials.count == 3)
        for trial in result.trials {
            let difference = try #require(trial.metric("peakForce")?.asymmetry?.value)
            #expect(abs(difference - 8) < 0.6)
        }
        let alignment = try #require(result.info.alignment)
        #expect(abs((alignment.skew ?? 0) - 100) < 5)
        #expect(!alignment.isTapped)
        // 5 ms either way and nothing else is known of the delays.
        #expect(abs(alignment.uncertainty - 0.00204) < 0.0002)
        let trailer = try #require(
            try String(contentsOfFile: trip.folder.trialFile, encoding: .utf8).split(separator: "\n").last {
                $0.hasPrefix("# clocks")
            })
        #expect(trailer.contains("count=2") && trailer.contains("right_against_left_ppm="))
    }

    @Test func offlineGivesTheSameResultsToTheByte() throws {
        let trip = try PairTrip(
            person(.iso) {
                $0.asymmetry = -12; $0.repetitions = 2
            }, test: .iso)
        let opened = try trip.opened()
        let offline = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: .iso, weighing: opened.weigh, trials: opened.trials,
            settings: opened.settings)
        let document = ResultsDocument(software: "bilanx test", recordings: [offline])
        let written = try String(contentsOfFile: trip.folder.results, encoding: .utf8)
        #expect(document.json() == written)
        #expect(written.contains("\"alignment\""))
    }

    @Test func theTimeBetweenTheSidesIsPartOfEachInterval() throws {
        let trip = try PairTrip(
            person(.iso) {
                $0.asymmetry = 8; $0.repetitions = 4; $0.variation = 0.2
            }, test: .iso)
        var tapped = PairTrip.Settings()
        tapped.tap = Rig.Tap(offset: 0.0007, uncertainty: 0.0001)
        let other = try PairTrip(
            person(.iso) {
                $0.asymmetry = 8; $0.repetitions = 4; $0.variation = 0.2
            }, test: .iso, tapped)
        func width(_ trip: PairTrip, _ id: String) throws -> Double {
            let summary = try #require(trip.finished?.results?.recordings[0].summary.first { $0.id == id })
            let interval = try #require(summary.interval)
            return interval.upperBound - interval.lowerBound
        }
        // Where force rises steeply, time is force: the early rate of development suffers, the peak hardly.
        #expect(try width(trip, "f100") > 1.05 * width(other, "f100"))
        #expect(try width(trip, "peakForce") < 1.05 * width(other, "peakForce"))
        let effect = try #require(trip.finished?.results?.recordings[0].trials[0].metric("f100")?.alignment?.index)
        #expect(effect > 0.1)
        let reason = try #require(trip.finished?.results?.recordings[0].summary.first { $0.id == "f100" }?.reason)
        #expect(reason.contains("time between the sides"))
    }

    @Test func beforeTenSecondsThereIsNoSymmetry() throws {
        var settings = PairTrip.Settings()
        settings.wait = 0
        let trip = try PairTrip(person(.iso) { $0.repetitions = 1 }, test: .iso, settings)
        let trial = try #require(trip.finished?.results?.recordings[0].trials.first)
        let metric = try #require(trial.metric("peakForce"))
        #expect(metric.left != nil)
        #expect(metric.asymmetry?.status == .alignmentUnknown)
        #expect(metric.asymmetry?.value == nil)
        let early = trip.frames.filter { ($0.time ?? 0) > 0 && ($0.time ?? 0) < 6 }
        #expect(!early.isEmpty)
        #expect(early.allSatisfy { $0.symmetry.value == nil && $0.share == nil })
    }

    @Test func theJournalHasAnInterfaceForEachDevice() throws {
        let trip = try PairTrip(person(.iso) { $0.repetitions = 1 }, test: .iso)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: trip.folder.journal))
        let contents = PcapngReader.read(Array(bytes))
        #expect(contents.interfaces.count == 2)
        let packets = contents.packets
        #expect(packets.contains { $0.interface == 0 } && packets.contains { $0.interface == 1 })
    }

    @Test func anUnpluggedDeviceThatComesBackIsANewSegment() throws {
        var settings = PairTrip.Settings()
        settings.rightFaults = [.unplug(at: 22_000_000_000)]
        settings.replug = 25_000_000_000
        let trip = try PairTrip(
            person(.iso) {
                $0.repetitions = 3; $0.asymmetry = 8
            }, test: .iso, settings)
        #expect(trip.notices.contains { $0.contains("Plug it in again") })
        #expect(trip.notices.contains { $0.contains("is back") })
        let result = try #require(trip.finished?.results?.recordings.first)
        let loss = result.info.loss
        let right = try #require(loss.devices.first { $0.side == .right })
        let left = try #require(loss.devices.first { $0.side == .left })
        #expect(left.missing == 0)
        // Three seconds at 100 Hz, more or less a packet and what opening takes.
        #expect(abs(right.missing - 300) <= right.bound + 5)
        #expect(right.evidence == .timed || right.evidence == .reported)
        #expect(loss.entries.contains { $0.side == .right && $0.kind == .missing && $0.bound > 0 })
        // The trial before it is whole.
        let first = try #require(result.trials.first { $0.kept && $0.metric("peakForce")?.status == .ok })
        #expect(abs((first.metric("peakForce")?.asymmetry?.value ?? 0) - 8) < 0.8)
        // What the left one measured meanwhile is kept.
        let record = try trip.opened().record
        let lonely = record.left.indices.filter { record.left[$0].isFinite && !record.right[$0].isFinite }
        #expect(lonely.count > 250)
        // Right after it the clocks are compared anew.
        let after = record.flags.indices.filter { record.flags[$0].contains(.alignmentUnknown) }
        #expect(after.count > 900)
    }

    @Test func aDeviceThatStaysAwayEndsTheRunAndKeepsWhatThereIs() throws {
        var settings = PairTrip.Settings()
        settings.leftFaults = [.unplug(at: 16_000_000_000)]
        let trip = try PairTrip(person(.iso), test: .iso, settings)
        guard case .deviceLost(let error) = trip.finished?.reason else {
            Issue.record("ended by \(String(describing: trip.finished?.reason))")
            return
        }
        #expect(!error.remedy.isEmpty)
        #expect(try trip.opened().record.count > 300)
    }

    @Test func gaugesOnSerialLinesMakeAPairToo() throws {
        var settings = PairTrip.Settings()
        settings.family = "chronojump"
        settings.clockErrors = (0, 300)
        settings.wait = 14_000_000_000
        let trip = try PairTrip(
            person(.iso) {
                $0.asymmetry = -10; $0.repetitions = 2
            }, test: .iso, settings)
        let result = try #require(trip.finished?.results?.recordings.first)
        let trial = try #require(result.trials.first)
        let difference = try #require(trial.metric("peakForce")?.asymmetry?.value)
        #expect(abs(difference + 10) < 1.5)
    }
}

@Suite struct TapAndPushTests {
    /// Rows of a source on both sides, the right side late by `late` seconds.
    private func rows(_ source: any ForceSource, rate: Double, late: Double = 0, noise: Double = 0.3) -> [(
        Double, Double
    )] {
        var random = SplitMix64(seed: 5)
        return (0..<Int(source.duration * rate)).map { i in
            let t = Double(i) / rate
            return (
                source.force(.left, at: t) + noise * random.gaussian() + 12,
                source.force(.right, at: t - late) + noise * random.gaussian() - 7
            )
        }
    }

    @Test(arguments: [100.0, 250, 1000], [0.0, 0.0023, -0.0041]) func knocksTellTheOffset(rate: Double, late: Double) {
        var test = TapTest(rate: rate)
        for (l, r) in rows(Knocks(), rate: rate, late: late) where test.result == nil {
            _ = test.add(left: l, right: r)
        }
        guard let result = test.result else {
            Issue.record("\(test.lags.count) knocks, \(test.refusal ?? "none refused")")
            return
        }
        #expect(abs(result.late - late) <= 2.5 * result.uncertainty, "\(result)")
        #expect(result.uncertainty < 0.2 / rate)
    }

    @Test func aKnockOnOnePlateDoesNotCount() {
        var test = TapTest(rate: 1000)
        var judged = 0
        for (l, _) in rows(Knocks(), rate: 1000) where test.add(left: l, right: 0.05 * l) { judged += 1 }
        #expect(judged > 5)
        #expect(test.lags.isEmpty)
        #expect(test.refusal?.contains("one side") == true)
    }

    private func outcome(_ rows: [(Double, Double)], rate: Double = 200) -> PushTest.Outcome? {
        var test = PushTest(rate: rate, noiseLimit: 1)
        for (l, r) in rows { test.add(left: l, right: r) }
        return test.outcome
    }

    @Test func aPushOnEachSideConfirms() {
        #expect(outcome(rows(PushingHand(), rate: 200)) == .confirmed)
        // A quarter of it may leak to the other side.
        let leaking = rows(PushingHand(), rate: 200).map { ($0.0 + 0.15 * $0.1, $0.1 + 0.15 * $0.0) }
        #expect(outcome(leaking) == .confirmed)
    }

    @Test func whatIsWrongIsFound() {
        let good = rows(PushingHand(), rate: 200)
        #expect(outcome(good.map { ($0.1, $0.0) }) == .swapped)
        #expect(outcome(good.map { (-$0.0, $0.1) }) == .negative(.left))
        #expect(outcome(good.map { ($0.0, -$0.1) }) == .negative(.right))
        #expect(outcome(good.map { (3.25, $0.1) }) == .dead(.left))
        #expect(outcome(good.map { ($0.0, 0) }) == .dead(.right))
        #expect(outcome(good.map { ($0.0, $0.0) }) == .coupled)
        // Noise alone is no answer.
        let quiet = rows(NoLoadFor(seconds: 60), rate: 200)
        #expect(outcome(quiet) == .nothing)
        #expect(outcome(zip(good, quiet).map { ($0.0.0, $0.1.1) } + quiet) == .dead(.right))
        let restless = rows(NoLoadFor(seconds: 60), rate: 200, noise: 5)
        guard case .restless = outcome(restless) else {
            Issue.record("restless sensors were taken for quiet ones")
            return
        }
    }

    private struct NoLoadFor: ForceSource {
        var seconds: Double
        func force(_ side: Side, at seconds: Double) -> Double { 0 }
        var duration: Double { seconds }
    }
}

@Suite struct RigFileTests {
    private let info = DeviceInfo(family: "godirect", product: "p", serial: "9", portPath: "1-1")

    @Test func aRigIsReadAsItWasWritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilanx-rig-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = RigFile.path(in: DataDirectory(path: folder.path))
        #expect(try RigFile.read(path) == nil)
        var rig = RigFile(
            left: .init(device: "u6:1", channels: ["AIN0"], spans: ["2000N@10mV"]),
            right: .init(device: "u6:1", channels: ["AIN2"], spans: ["2000N@10mV"], inverted: true), rate: 500,
            trigger: "FIO0")
        rig.confirmed = .init(at: "2026-11-22T10:00:00+01:00", left: "a", right: "b")
        try rig.write(path)
        #expect(try RigFile.read(path) == rig)
        #expect(rig.isOneDevice)
        #expect(rig.swapped.left == rig.right)
        #expect(rig.swapped.confirmed == nil)
    }

    @Test(arguments: [
        ("{", "JSON"), ("{}", "missing"), (#"{"schema":"bilanx.rig/9","left":{},"right":{}}"#, "missing"),
        (
            #"{"schema":"bilanx.rig/9","left":{"device":"u6","channels":[],"spans":[],"geometry":"single","inverted":false},"right":{"device":"u6","channels":[],"spans":[],"geometry":"single","inverted":false}}"#,
            "bilanx.rig/9"
        ),
        (
            #"{"schema":"bilanx.rig/1","left":{"device":"u6","channels":["AIN0"],"spans":[],"geometry":"four-cell","inverted":false},"right":{"device":"u6","channels":[],"spans":[],"geometry":"single","inverted":false}}"#,
            "four channels"
        ),
        (
            #"{"schema":"bilanx.rig/1","left":{"device":"u6","channels":[],"spans":[],"geometry":"round","inverted":false},"right":{"device":"u6","channels":[],"spans":[],"geometry":"single","inverted":false}}"#,
            "geometry"
        ),
    ]) func aBrokenRigIsNamedWithTheRemedy(text: String, word: String) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rig-\(UUID().uuidString).json").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            _ = try RigFile.read(path)
            Issue.record("it was taken")
        } catch {
            #expect(error.kind == .badData)
            #expect(error.description.contains(path))
            #expect(error.description.contains(word) || word == "JSON", "\(error)")
            #expect(error.remedy.contains("rig set"))
        }
    }

    @Test func anotherSocketOrSignAsksAgain() {
        var rig = RigFile(left: .init(device: "godirect:9"), right: .init(device: "godirect:10"))
        let other = DeviceInfo(family: "godirect", product: "p", serial: "10", portPath: "1-2")
        let left = rig.place(.left, info)
        let right = rig.place(.right, other)
        rig.confirmed = .init(at: "t", left: left, right: right)
        rig.tap = .init(
            at: "t", offsetMilliseconds: 1.5, uncertaintyMilliseconds: 0.2, taps: 5, left: left, right: right)
        #expect(rig.isConfirmed(left: left, right: right))
        #expect(rig.tap(left: left, right: right)?.offset == 0.0015)
        let moved = DeviceInfo(family: "godirect", product: "p", serial: "9", portPath: "1-4")
        #expect(!rig.isConfirmed(left: rig.place(.left, moved), right: right))
        #expect(rig.tap(left: rig.place(.left, moved), right: right) == nil)
        rig.left.inverted = true
        #expect(!rig.isConfirmed(left: rig.place(.left, info), right: right))
    }
}
