import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Simulation
import Symmetry
import TestSupport
import Testing
import Transport

@testable import Acquisition

/// A run of a virtual device as fast as it goes, in a folder of its own.
private final class Trip {
    let data: URL
    let finished: FinishedRun
    private(set) var outputs: [LiveOutput] = []
    let person: VirtualPerson

    init(
        _ settings: PersonSettings, test: TestID, duration: Double? = nil, faults: [InProcessLink.Fault] = [],
        sides: TrialHeader.SidesConfirmation = .birth, newtons: Bool = true, stopAfter: Int? = nil
    ) throws {
        data = FileManager.default.temporaryDirectory.appending(path: "bilanx-run-\(UUID().uuidString)")
        person = VirtualPerson(settings)
        let family = try #require(DeviceCatalogue.family("u6"))
        let device = family.makeVirtual(person, VirtualOptions())
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible, faults: faults)
        let rig = Rig(
            RigDevice(
                link: link, driver: family.makeDriver(), family: family, left: "AIN0", right: "AIN2",
                synthetic: "virtual u6", isRealTime: false),
            leftScale: newtons ? device.leftScale : nil, rightScale: newtons ? device.rightScale : nil)
        let request = LiveRunRequest(
            test: test, duration: duration, data: DataDirectory(path: data.path), sides: sides, software: "bilanx test")
        let box = Outputs()
        var asked = 0
        finished = try LiveRun.run(
            rig, request,
            shouldStop: {
                asked += 1
                return stopAfter.map { asked > $0 } ?? false
            }, output: { box.all.append($0) })
        outputs = box.all
    }

    private final class Outputs { var all: [LiveOutput] = [] }

    deinit { try? FileManager.default.removeItem(at: data) }

    var folder: RecordingFolder { RecordingFolder(path: finished.folder ?? "") }
    var trials: [TrialResult] { outputs.compactMap { if case .trial(let trial, _) = $0 { trial } else { nil } } }
    var frames: [LiveFrame] { outputs.compactMap { if case .frame(let frame) = $0 { frame } else { nil } } }
    var notices: [String] { outputs.compactMap { if case .notice(let text) = $0 { text } else { nil } } }

    /// What `bilanx analyze` computes from the file.
    func analyzed() throws -> RecordingResult {
        let opened = try RecordingReader.open(folder.path)
        let test = try #require(opened.test.flatMap { TestID(rawValue: $0) })
        return RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: test, weighing: opened.weigh, trials: opened.trials,
            settings: opened.settings)
    }
}

private func person(_ activity: PersonSettings.Activity, _ change: (inout PersonSettings) -> Void = { _ in })
    -> PersonSettings
{
    var settings = PersonSettings(activity)
    change(&settings)
    return settings
}

@Suite struct LiveRunTests {
    @Test(arguments: [
        ("cmj", 8.0), ("cmj", -12.0), ("imtp", 5.0), ("iso", -20.0), ("cmj", 0.0),
    ]) func offlineGivesTheLiveNumbersToTheLastBit(activity: String, asymmetry: Double) throws {
        let settings = person(try #require(PersonSettings.Activity(rawValue: activity))) {
            $0.asymmetry = asymmetry
            $0.repetitions = 2
            $0.variation = 2
        }
        let trip = try Trip(settings, test: try #require(TestID(rawValue: activity)))
        #expect(trip.finished.troubles.isEmpty)
        let offline = try trip.analyzed()
        #expect(offline.trials == trip.trials)
        #expect(offline.trials.count == 2)
        let document = ResultsDocument(software: "bilanx test", recordings: [offline])
        let written = try String(contentsOfFile: trip.folder.results, encoding: .utf8)
        #expect(document.json() == written)
    }

    @Test func aJumpIsMeasuredAsItWasMade() throws {
        let trip = try Trip(person(.cmj) { $0.asymmetry = 8 }, test: .cmj)
        let trial = try #require(trip.trials.first)
        let truth = trip.person.truth.trials[0]
        let height = try #require(trial.metric("jumpHeightIM")?.both)
        #expect(abs(height - (truth.jumpHeight ?? 0)) < 0.005)
        let mass = try #require(trip.finished.results?.recordings[0].bodyMass)
        #expect(abs(mass - 75) < 0.2)
        for id in ["peakForce", "brakeImpulseGross", "propImpulseGross", "peakLanding"] {
            let difference = try #require(trial.metric(id)?.asymmetry?.value)
            #expect(abs(difference - 8) < 0.25, "\(id)")
        }
        // The flight is what lies under 20 N, a little longer than the true one: found in the person's own forces.
        func total(_ t: Double) -> Double { trip.person.force(.left, at: t) + trip.person.force(.right, at: t) }
        var leaves = (truth.takeoff ?? 0) - 0.02
        while total(leaves) >= 20 { leaves += 1e-5 }
        var lands = truth.landing ?? 0
        while total(lands) < 20 { lands += 1e-5 }
        let flight = try #require(trial.metric("flightTime")?.both)
        #expect(abs(flight - (lands - leaves)) < 0.0015)
    }

    @Test func swappedSidesChangeEverySign() throws {
        let right = try Trip(person(.cmj) { $0.asymmetry = 9 }, test: .cmj)
        let left = try Trip(person(.cmj) { $0.asymmetry = -9 }, test: .cmj)
        for id in ["peakForce", "propImpulseGross"] {
            let a = try #require(right.trials.first?.metric(id)?.asymmetry)
            let b = try #require(left.trials.first?.metric(id)?.asymmetry)
            #expect(a.larger == .right)
            #expect(b.larger == .left)
            #expect(abs((a.value ?? 0) + (b.value ?? 0)) < 0.5)
        }
    }

    @Test func anOverflowIsAGapOfItsExactSizeInFileResultsAndScreen() throws {
        let trip = try Trip(
            person(.cmj), test: .cmj, faults: [.pause(at: 11_000_000_000, length: 1_500_000_000)])
        let offline = try trip.analyzed()
        let gap = try #require(offline.info.loss.gaps.first)
        #expect(offline.info.loss.gaps.count == 1)
        #expect(gap.count == offline.info.loss.missing)
        #expect((900...1100).contains(gap.count))
        #expect(offline.info.loss.evidence == .counted)
        #expect(trip.frames.last?.loss.missing == gap.count)
        let text = try String(contentsOfFile: trip.folder.trialFile, encoding: .utf8)
        #expect(text.contains(",,,,,17\n"))
        #expect(text.contains("missing=\(gap.count)"))
    }

    @Test func aGapInsideAPeaksWindowMarksThePeak() throws {
        let settings = person(.cmj)
        let takeoff = VirtualPerson(settings).truth.trials[0].takeoff ?? 0
        let trip = try Trip(
            settings, test: .cmj, faults: [.lose(at: UInt64((takeoff - 0.25) * 1e9), transfers: 1)])
        let peak = try #require(trip.trials.first?.metric("peakForce"))
        #expect(peak.status == .gap)
        #expect(peak.lost == 12)
        #expect(peak.both == nil)
    }

    @Test func aHaltedStreamGoesOnAsANewSegmentWithItsGapMarked() throws {
        let trip = try Trip(person(.cmj), test: .cmj, faults: [.stall(at: 13_500_000_000)])
        #expect(trip.notices.contains { $0.contains("halted") })
        let opened = try RecordingReader.open(trip.folder.path)
        let starts = opened.record.flags.indices.filter { opened.record.flags[$0].contains(.segmentStart) }
        #expect(starts.count == 1)
        #expect(opened.info.loss.gaps.count == 1)
        #expect(opened.info.loss.evidence == .timed)
        // The jump lies before the halt and is whole.
        #expect(trip.trials.first?.status == .ok)
        // The person's step off comes at its own time: the rows after the gap are in their places.
        let leaves = trip.person.truth.leaves - 2.0
        let last = opened.record.total.lastIndex { $0 > 100 } ?? 0
        #expect(abs(Double(last) / 1000 - leaves - 0.6) < 0.35)
    }

    @Test func twoHaltsInARowEndTheRun() throws {
        let trip = try Trip(
            person(.cmj), test: .cmj, faults: [.stall(at: 5_000_000_000), .stall(at: 6_000_000_000)])
        guard case .deviceLost(let error) = trip.finished.reason else {
            Issue.record("\(trip.finished.reason)")
            return
        }
        #expect(error.transport?.kind == .stalled)
        #expect(try trip.analyzed().samples > 1000)
    }

    @Test func unpluggingKeepsWhatCameBefore() throws {
        let trip = try Trip(person(.cmj), test: .cmj, faults: [.unplug(at: 9_000_000_000)])
        guard case .deviceLost(let error) = trip.finished.reason else {
            Issue.record("\(trip.finished.reason)")
            return
        }
        #expect(error.transport?.kind == .disconnected)
        #expect(!trip.folder.path.hasSuffix(".partial"))
        let offline = try trip.analyzed()
        #expect((6500...7000).contains(offline.samples))
    }

    @Test func sidesThatNobodyConfirmedGiveForcesAndNoSymmetry() throws {
        let trip = try Trip(person(.cmj) { $0.asymmetry = 8 }, test: .cmj, sides: .no)
        let peak = try #require(trip.trials.first?.metric("peakForce"))
        #expect(peak.left != nil)
        #expect(peak.asymmetry?.value == nil)
        #expect(peak.asymmetry?.status == .sidesUnconfirmed)
        #expect(trip.frames.allSatisfy { $0.share == nil && $0.symmetry.value == nil })
        #expect(try trip.analyzed().trials == trip.trials)
    }

    @Test func withoutASpanTheDevicesUnitIsShownAndNothingIsRecorded() throws {
        let trip = try Trip(person(.stance), test: .free, duration: 6, newtons: false)
        #expect(trip.finished.folder == nil)
        let last = try #require(trip.frames.last)
        #expect(last.unit == "mV")
        // Half of 735 N at 2000 N per 10 mV, plus the left offset of 0.12 mV.
        #expect(abs(last.left - (735.5 / 2 / 200 + 0.12)) < 0.02)
        #expect(!FileManager.default.fileExists(atPath: trip.data.path))
    }

    @Test func theDurationIsThatOfTheRows() throws {
        let trip = try Trip(person(.stance), test: .free, duration: 5)
        #expect(try trip.analyzed().samples == 5000)
        #expect(trip.trials.count == 1)
    }

    @Test func stoppingBeforeTheZeroKeepsTheRawBytes() throws {
        let trip = try Trip(person(.cmj), test: .cmj, stopAfter: 100)
        #expect(trip.finished.results == nil)
        #expect(trip.finished.troubles.count == 1)
        #expect(FileManager.default.fileExists(atPath: trip.folder.journal))
    }

    @Test func theScreenGetsAtLeastTwentyFramesASecond() throws {
        let trip = try Trip(person(.stance), test: .free, duration: 10)
        #expect(trip.frames.count >= 240)
    }

    @Test func theJournalHoldsEveryTransferWithItsMarkers() throws {
        let trip = try Trip(person(.cmj), test: .cmj)
        let bytes = try Data(contentsOf: URL(filePath: trip.folder.journal))
        let journal = PcapngReader.read(Array(bytes))
        #expect(journal.damage == nil)
        let stream = journal.packets.filter {
            $0.event.header.endpoint == EndpointAddress(0x83) && $0.event.header.phase == .complete
                && !$0.event.bytes.isEmpty
        }
        // Everything from the start of the stream, the seconds before the zero too: 12 scans a packet.
        #expect(stream.count * 12 >= (try trip.analyzed().samples) + 2000)
        let comments = journal.packets.flatMap(\.comments)
        for marker in ["start", "zero", "sides confirmed: birth", "weighed", "trial 1", "stop"] {
            #expect(comments.contains { $0.hasPrefix(marker) }, "\(marker)")
        }
        #expect(journal.comment.contains("\"calibration\":[\""))
    }
}

@Suite struct DeviceNameTests {
    @Test(arguments: [
        "u6", "u6:360012345", "u6@1-1.2", "u6:360012345@1-1.2", "virtual:u6", "virtual:u6,person=cmj,asymmetry=8",
        "serial:/dev/ttyUSB0,profile=arduino-pair,baud=115200,unit=kg", "serial:-,profile=./my.json",
        "ftdi:A50285BI@1-1.2,profile=arduino-pair", "virtual:ftdi,profile=arduino-pair,unit=N,person=cmj",
    ]) func namesReadBackAsTheyAreWritten(text: String) throws {
        #expect("\(try DeviceName(text))" == text)
    }

    @Test func aSerialNameHasItsPortItsProfileAndItsUnit() throws {
        let name = try DeviceName("serial:/dev/ttyUSB0,profile=arduino-ms-pair,unit=kg,baud=9600")
        #expect(name.path == "/dev/ttyUSB0" && name.serial == nil)
        let family = try name.configuredFamily()
        #expect(family.quantity == "N" && family.channels == 2 && family.evidence == "counted")
        #expect(try DeviceName("chronojump:/dev/ttyUSB0").configuredFamily().channels == 1)
        for (text, word) in [
            ("serial:/dev/ttyUSB0", "arduino-pair"), ("ftdi,profile=arduino-pair", "unit=kg"),
            ("ftdi,profile=mark10,unit=N", "unit="), ("ftdi,profile=arduino-pair,unit=stone", "lb"),
            ("ftdi,profile=none.json", "none.json"), ("ftdi,speed=9600", "baud"),
            ("u6,profile=arduino-pair", "profile"),
            ("ftdi,profile=arduino-pair,unit=N,baud=fast", "115200"),
            ("cdc,profile=json-pair,unit=N,lines=up", "leave"),
        ] {
            do throws(DeviceError) {
                _ = try DeviceName(text).configuredFamily()
                Issue.record("accepted \(text)")
            } catch { #expect(error.isUsage && error.description.contains(word), "\(error)") }
        }
    }

    @Test(arguments: ["", "u7", "u6:", "u6@", "virtual:", "virtual:u6,person", "virtual:u6,=1", "virtual:x"])
    func wrongNamesSayWhatARightOneIs(text: String) {
        do throws(DeviceError) {
            _ = try DeviceName(text)
            Issue.record("accepted \(text)")
        } catch { #expect(error.remedy.contains("FAMILY:SERIAL")) }
    }
}

@Suite struct PairStageTests {
    @Test func nothingIsAllocatedASample() {
        let scale = ForceScale(spanNewtons: 2000, at: 0.01, unit: "V")
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -1...1, channelDelay: 0.0004, channelDelayUncertainty: 0)
        var stage = PairStage(left: scale, right: scale, stream: stream)
        var scans = ScanBlock(channels: 2)
        var pairs = PairBlock()
        func turn() {
            scans.restart(at: 0)
            for i in 0..<1000 {
                scans.append(Double(i) * 1e-6, raw: 1)
                scans.append(Double(i) * 1e-6, raw: 1)
                scans.endScan([])
            }
            stage.process(scans, into: &pairs)
        }
        turn()
        guard let count = allocations(during: { for _ in 0..<10 { turn() } }) else { return }
        #expect(count == 0)
    }

    @Test func theRightChannelIsTakenBackToTheLeftOnesMoment() {
        let scale = ForceScale(id: "t", quantity: "V", coefficients: [0, 1])
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -1e9...1e9, channelDelay: 0.0004, channelDelayUncertainty: 0)
        var stage = PairStage(left: scale, right: scale, stream: stream)
        var scans = ScanBlock(channels: 2)
        for i in 0..<100 {
            // Both sides follow one ramp; the right one is read 0.4 ms later.
            scans.append(Double(i), raw: 0)
            scans.append(Double(i) + 0.4, raw: 0)
            scans.endScan([])
        }
        var pairs = PairBlock()
        stage.process(scans, into: &pairs)
        for i in 1..<100 { #expect(abs(pairs.left[i] - pairs.right[i]) < 1e-12) }
        #expect(pairs.right[0] == 0.4)
    }

    @Test func limitsOfRangeAndCapacityAreFlagged() {
        let scale = ForceScale(spanNewtons: 1000, at: 0.01, unit: "V")
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -0.0099...0.0099, channelDelay: 0, channelDelayUncertainty: 0)
        var stage = PairStage(left: scale, right: scale, stream: stream)
        var scans = ScanBlock(channels: 2)
        for (left, right) in [(0.001, 0.001), (0.00985, 0.001), (0.001, -0.0101)] {
            scans.append(left, raw: 1)
            scans.append(right, raw: 1)
            scans.endScan([])
        }
        var pairs = PairBlock()
        stage.process(scans, into: &pairs)
        #expect(pairs.flags == [[], .leftSaturated, .rightSaturated])
    }
}
