import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Simulation
import Statistics
import TestSupport
import Testing
import Transport

@testable import Acquisition

/// Cells 120 mm to the side and 200 mm to the front and rear of each plate's middle, the plates 300 mm apart.
private enum Plates {
    static let halfWidth = 120.0
    static let halfLength = 200.0
    static let origins = [Side.left: SIMD2(-150.0, 0), .right: SIMD2(150.0, 0)]
    /// Where each foot's force acts on its own plate.
    static let feet = [Side.left: SIMD2(13.0, -42), .right: SIMD2(-21.0, 35)]

    static var wiring: CellWiring {
        .fourCells(
            left: feet[.left, default: .zero], right: feet[.right, default: .zero], halfWidth: halfWidth,
            halfLength: halfLength)
    }

    static func sensor(_ side: Side, _ cell: ForceScale) throws -> SideSensor {
        let places = CellWiring.cellPlaces(halfWidth: halfWidth, halfLength: halfLength)
        let plate = FourCellPlate(
            scales: [cell, cell, cell, cell], x: places.x, y: places.y, origin: origins[side, default: .zero])
        return .fourCell(try #require(plate))
    }

    static func place(_ side: Side) -> SIMD2<Double> { origins[side, default: .zero] + feet[side, default: .zero] }
}

/// A virtual person on one MCC device or two, with one cell a side or plates on four.
private final class Stand {
    let data = FileManager.default.temporaryDirectory.appending(path: "bilanx-plates-\(UUID().uuidString)")
    private(set) var finished: FinishedRun?
    private(set) var trials: [TrialResult] = []

    deinit { try? FileManager.default.removeItem(at: data) }

    private static let names = (0..<8).map { "CH\($0)" }

    private func device(
        _ family: DeviceFamily, _ source: any ForceSource, _ side: Side?, plates: Bool
    ) -> (rig: RigDevice, scale: ForceScale) {
        var options = VirtualOptions()
        options.noise = 0
        options.serial = side.map { "0000000\($0 == .left ? 1 : 2)" }
        options.personBegins = side == nil ? nil : 0
        if plates {
            options.cells = Plates.wiring
            if side == .left { options.cells?.right = [] }
            if side == .right { options.cells?.left = [] }
        }
        let device = family.makeVirtual(source, options)
        let left = plates ? Array(Self.names.prefix(4)) : ["CH0"]
        let right = plates ? Array(Self.names[side == .right ? 0..<4 : 4..<8]) : ["CH1"]
        return (
            RigDevice(
                link: InProcessLink(
                    device.model, serial: device.serial, address: side == .right ? 2 : 1, pace: .asFastAsPossible),
                driver: family.makeDriver(), family: family, leftChannels: side == .right ? [] : left,
                rightChannels: side == .left ? [] : right, synthetic: "virtual", isRealTime: false), device.leftScale
        )
    }

    func rig(_ id: String, _ source: any ForceSource, plates: Bool, twoDevices: Bool = false) throws -> Rig {
        let family = try #require(DeviceCatalogue.family(id))
        var rig: Rig
        let scale: ForceScale
        if twoDevices {
            let left = device(family, source, .left, plates: plates)
            let right = device(family, source, .right, plates: plates)
            rig = Rig(left: left.rig, right: right.rig, leftScale: left.scale, rightScale: right.scale)
            scale = left.scale
        } else {
            let one = device(family, source, nil, plates: plates)
            rig = Rig(one.rig, leftScale: one.scale, rightScale: one.scale)
            scale = one.scale
        }
        if plates {
            rig.leftSensor = try Plates.sensor(.left, scale)
            rig.rightSensor = try Plates.sensor(.right, scale)
        }
        return rig
    }

    @discardableResult
    func run(_ rig: Rig, _ test: TestID, duration: Double? = nil) throws -> OpenedRecording {
        let request = LiveRunRequest(
            test: test, duration: duration, data: DataDirectory(path: data.path), sides: .birth,
            software: "bilanx test")
        let finished = try LiveRun.run(rig, request, shouldStop: { false }) { [self] output in
            if case .trial(let trial, _) = output { trials.append(trial) }
        }
        self.finished = finished
        #expect(finished.troubles.isEmpty, "\(finished.troubles)")
        return try RecordingReader.open(try #require(finished.folder))
    }
}

@Suite struct PlateRunTests {
    private func person(_ activity: PersonSettings.Activity) -> VirtualPerson {
        var settings = PersonSettings(activity)
        settings.asymmetry = 8
        return VirtualPerson(settings)
    }

    /// Millimetres by which a place may be off where every cell errs by `error` newtons.
    private func placeError(_ force: Double, cell error: Double) -> Double {
        4 * error * (Plates.halfLength + 150) / force + 0.0011
    }

    @Test func fourCellsASideGiveTheForcesOfSingleOnesAndTheirPlaces() throws {
        let source = person(.cmj)
        let single = Stand()
        let cells = Stand()
        let one = try single.run(single.rig("usb1608fsplus", source, plates: false), .cmj).record
        let opened = try cells.run(cells.rig("usb1608fsplus", source, plates: true), .cmj)
        let four = opened.record
        // A step of the converter is 0.122 N; a value and its zero err by half of one each.
        let error = 0.0625
        #expect(one.count > 10_000)
        #expect(abs(one.count - four.count) < 40)
        #expect(one.pressure.isEmpty)
        for side in Side.allCases {
            let a = one.force(side)
            let b = four.force(side)
            let path = try #require(four.pressure.path(side))
            var seen = 0
            for i in 0..<min(a.count, b.count) {
                #expect(abs(a[i] - b[i]) < 10 * error, "\(side) row \(i)")
                guard b[i] >= 20 else {
                    #expect(path.x[i].isNaN && path.y[i].isNaN)
                    continue
                }
                seen += 1
                let bound = placeError(b[i], cell: 2 * error)
                let truth = Plates.place(side)
                #expect(abs(path.x[i] - truth.x) < bound && abs(path.y[i] - truth.y) < bound, "\(side) row \(i)")
            }
            #expect(seen > 5000)
        }
        // One integer a row cannot stand for four.
        let text = try String(
            contentsOfFile: RecordingFolder(path: try #require(cells.finished?.folder)).trialFile, encoding: .utf8)
        #expect(text.contains("left_copx_mm,left_copy_mm,right_copx_mm,right_copy_mm,flags"))
        #expect(!text.contains("left_raw"))
        // Read at the same moment: nothing between the sides.
        #expect(opened.info.loss.missing == 0)
    }

    @Test(arguments: [TestID.cmj, .stance]) func offlineGivesTheLiveNumbersToTheLastBit(test: TestID) throws {
        let stand = Stand()
        let activity: PersonSettings.Activity = test == .cmj ? .cmj : .stance
        let opened = try stand.run(stand.rig("usb1608fsplus", person(activity), plates: true), test)
        let offline = RecordingAnalysis.analyze(
            opened.record, info: opened.info, test: test, weighing: opened.weigh, trials: opened.trials,
            settings: opened.settings)
        #expect(!stand.trials.isEmpty)
        #expect(offline.trials == stand.trials)
        let folder = RecordingFolder(path: try #require(stand.finished?.folder))
        let written = try String(contentsOfFile: folder.results, encoding: .utf8)
        #expect(ResultsDocument(software: "bilanx test", recordings: [offline]).json() == written)
        let journal = try Data(contentsOf: URL(filePath: folder.journal))
        let held = String(decoding: journal, as: UTF8.self)
        #expect(held.contains("four-cell") && held.contains("left_channels") && held.contains("zero of moments left="))
    }

    @Test func aDeviceWithAPlateForEachSide() throws {
        let source = person(.stance)
        let stand = Stand()
        let record = try stand.run(
            stand.rig("usb1608fsplus", source, plates: true, twoDevices: true), .stance, duration: 20
        ).record
        for side in Side.allCases {
            let path = try #require(record.pressure.path(side))
            let force = record.force(side)
            var seen = 0
            for i in force.indices where force[i] >= 300 {
                seen += 1
                let bound = placeError(force[i], cell: 0.125)
                let truth = Plates.place(side)
                #expect(abs(path.x[i] - truth.x) < bound && abs(path.y[i] - truth.y) < bound, "\(side) row \(i)")
            }
            #expect(seen > 8000, "\(side)")
        }
    }

    @Test func sensorsOfOtherChannelsThanTheirDeviceAreRefused() throws {
        let stand = Stand()
        var rig = try stand.rig("usb1608fsplus", NoLoad(), plates: false)
        rig.leftSensor = try Plates.sensor(.left, try #require(rig.leftScale))
        let error = #expect(throws: DeviceError.self) { try stand.run(rig, .free) }
        #expect(error?.isUsage == true)
        #expect(!FileManager.default.fileExists(atPath: stand.data.path))
    }
}

@Suite struct PlateStageTests {
    /// What a pair of single channels has always been: written out once more, compared to the last bit.
    @Test func twoSingleChannelsAreWhatTheyWere() {
        var random = SplitMix64(seed: 81)
        let left = ForceScale(id: "l", quantity: "V", coefficients: [0.3, 1999, -4], capacity: 1500)
        let right = ForceScale(id: "r", quantity: "V", coefficients: [-0.7, 2013, 3])
        let stream = StreamInfo(
            rate: 997, quantity: "V", range: -0.9...0.9, channelDelay: 0.00049, channelDelayUncertainty: 0)
        var scans = ScanBlock(channels: 2)
        for i in 0..<5000 {
            if random.index(50) == 0 { scans.appendMissing(1, []) }
            scans.append(2 * random.unit() - 1, raw: Int32(i))
            scans.append(2 * random.unit() - 1, raw: Int32(-i))
            scans.endScan(random.index(100) == 0 ? .segmentStart : random.index(30) == 0 ? .leftSaturated : [])
        }
        var plain = PairStage(left: left, right: right, stream: stream)
        var sensors = PairStage(left: .single(left), right: .single(right), stream: stream)
        var a = PairBlock()
        var b = PairBlock()
        plain.process(scans, into: &a)
        sensors.process(scans, into: &b)
        let fraction = 0.00049 * 997
        var last = Double.nan
        for i in 0..<scans.count {
            var flags = scans.flags[i]
            var l = Double.nan
            var aligned = Double.nan
            if flags.contains(.missing) {
                last = .nan
            } else {
                if flags.contains(.segmentStart) { last = .nan }
                l = left.gross(scans.values[2 * i])
                let r = right.gross(scans.values[2 * i + 1])
                if abs(l) >= 0.98 * 1500 || abs(scans.values[2 * i]) > 0.9 { flags.insert(.leftSaturated) }
                if abs(scans.values[2 * i + 1]) > 0.9 { flags.insert(.rightSaturated) }
                aligned = last.isNaN ? r : r - fraction * (r - last)
                last = r
            }
            for pairs in [a, b] {
                #expect(pairs.left[i].bitPattern == l.bitPattern || l.isNaN && pairs.left[i].isNaN)
                #expect(pairs.right[i].bitPattern == aligned.bitPattern || aligned.isNaN && pairs.right[i].isNaN)
                #expect(pairs.flags[i] == flags)
                #expect(pairs.leftRaw[i] == scans.raw[2 * i] && pairs.rightRaw[i] == scans.raw[2 * i + 1])
            }
        }
        #expect(a.leftMoments.isEmpty && b.leftMoments.isEmpty && b.rightMoments.isEmpty)
    }

    private func plate(_ places: SIMD4<Double>, capacity: Double? = nil) throws -> SideSensor {
        let cell = ForceScale(id: "c", quantity: "V", coefficients: [0, 1], capacity: capacity)
        return .fourCell(
            try #require(FourCellPlate(scales: [cell, cell, cell, cell], x: places, y: 2 * places)))
    }

    private static let places = SIMD4(-100.0, 100, 50, -50)

    @Test func theRightSidesCellsAreTakenBackByTheirMeanDelay() throws {
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -1e9...1e9, channelDelay: 0.0001, channelDelayUncertainty: 0)
        var stage = PairStage(left: try plate(Self.places), right: try plate(Self.places), stream: stream)
        var scans = ScanBlock(channels: 8)
        // All cells climb by 1 N a scan, each read a tenth of a scan after the one before.
        for i in 0..<100 {
            for channel in 0..<8 { scans.append(Double(i) + 0.1 * Double(channel), raw: 7) }
            scans.endScan([])
        }
        var pairs = PairBlock()
        stage.process(scans, into: &pairs)
        for i in 1..<100 {
            #expect(abs(pairs.left[i] - 4 * (Double(i) + 0.15)) < 1e-9)
            #expect(abs(pairs.right[i] - pairs.left[i]) < 1e-9)
            #expect(abs(pairs.rightMoments[i].x - pairs.leftMoments[i].x) < 1e-6)
            #expect(abs(pairs.rightMoments[i].y - 2 * pairs.leftMoments[i].x) < 1e-6)
        }
        // The first scan has none before it.
        #expect(abs(pairs.right[0] - 4 * 0.55) < 1e-9)
        #expect(pairs.leftRaw.allSatisfy { $0 == 0 } && pairs.rightRaw.allSatisfy { $0 == 0 })
    }

    @Test func gapsAndLimitsAreMarkedOnTheirSide() throws {
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -10...10, channelDelay: 0, channelDelayUncertainty: 0)
        var stage = PairStage(
            left: try plate(Self.places, capacity: 5), right: try plate(Self.places), stream: stream)
        var scans = ScanBlock(channels: 8)
        func add(_ channel: Int?, _ value: Double, _ flags: RowFlags = []) {
            for i in 0..<8 { scans.append(i == channel ? value : 1, raw: 0) }
            scans.endScan(flags)
        }
        add(nil, 0)
        add(2, 4.9)
        add(6, 4.9)
        add(6, 11)
        add(nil, 0, .rightSaturated)
        scans.appendMissing(2, .deviceOverrun)
        var pairs = PairBlock()
        stage.process(scans, into: &pairs)
        #expect(
            pairs.flags == [
                [], .leftSaturated, [], .rightSaturated, .rightSaturated, [.missing, .deviceOverrun],
                [.missing, .deviceOverrun],
            ])
        #expect(pairs.left[5].isNaN && pairs.right[6].isNaN)
        #expect(pairs.leftMoments.count == 7 && pairs.leftMoments[5].x.isNaN && pairs.rightMoments[6].y.isNaN)
    }

    @Test func aSingleCellBesideAPlateKeepsItsInteger() throws {
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -10...10, channelDelay: 0.0001, channelDelayUncertainty: 0)
        let cell = ForceScale(id: "c", quantity: "V", coefficients: [0, 1])
        var stage = PairStage(left: .single(cell), right: try plate(Self.places), stream: stream)
        var scans = ScanBlock(channels: 5)
        for _ in 0..<3 {
            for channel in 0..<5 { scans.append(Double(channel), raw: Int32(channel + 40)) }
            scans.endScan([])
        }
        var pairs = PairBlock()
        stage.process(scans, into: &pairs)
        #expect(pairs.left == [0, 0, 0] && pairs.right == [10, 10, 10])
        #expect(pairs.leftRaw == [40, 40, 40] && pairs.rightRaw == [0, 0, 0])
        #expect(pairs.leftMoments.isEmpty)
        let moment = (SIMD4(1.0, 2, 3, 4) * Self.places).sum()
        #expect(pairs.rightMoments.allSatisfy { abs($0.x - moment) < 1e-9 })
    }

    /// Of two devices too, the middle of a plate's readings is the side's moment.
    @Test func twoClocksMeetAtTheMiddleOfTheReadings() throws {
        func stream(_ delay: Double) -> StreamInfo {
            StreamInfo(
                rate: 1000, quantity: "V", range: -1e9...1e9, channelDelay: delay, channelDelayUncertainty: 0)
        }
        let device = PairClock.Device(rate: 1000, delay: 0...0.001, tolerance: 0.001)
        let cell = ForceScale(id: "c", quantity: "V", coefficients: [0, 4])
        var stage = TwoClockStage(
            left: try plate(Self.places), right: .single(cell), leftStream: stream(0.0001), rightStream: stream(0),
            clock: PairClock(left: device, right: device))
        var rows = (left: [Double](), right: [Double](), moments: [SIMD2<Double>](), raw: [Int32]())
        var pairs = PairBlock()
        for packet in 0..<3000 {
            var left = ScanBlock(channels: 4)
            var right = ScanBlock(channels: 2)
            left.restart(at: 10 * packet)
            right.restart(at: 10 * packet)
            for i in 10 * packet..<10 * packet + 10 {
                for channel in 0..<4 { left.append(Double(i) + 0.1 * Double(channel), raw: 5) }
                left.endScan([])
                right.append(Double(i), raw: 6)
                right.append(1e6, raw: 0)
                right.endScan(.rightSaturated)
            }
            let now = UInt64(10 * packet + 9) * 1_000_000 + 1_500_000_000
            let arrival = (sample: 10 * packet + 9, stamp: now)
            stage.process(left: left, [arrival], right: right, [arrival], now: now, into: &pairs)
            rows.left += pairs.left
            rows.right += pairs.right
            rows.moments += pairs.leftMoments
            rows.raw += pairs.leftRaw
            // What the device marks of a channel that is nobody's is not the side's.
            #expect(pairs.flags.allSatisfy { !$0.contains(.rightSaturated) })
            #expect(pairs.rightMoments.isEmpty)
        }
        #expect(rows.left.count > 29_000 && rows.moments.count == rows.left.count)
        // Without the middle they would differ by 0.6 N.
        for i in 15_000..<29_000 { #expect(abs(rows.left[i] - rows.right[i]) < 0.05) }
        #expect(rows.raw.allSatisfy { $0 == 0 })
    }

    @Test func nothingIsAllocatedASample() throws {
        let stream = StreamInfo(
            rate: 1000, quantity: "V", range: -10...10, channelDelay: 0.0001, channelDelayUncertainty: 0)
        var stage = PairStage(left: try plate(Self.places), right: try plate(Self.places), stream: stream)
        var scans = ScanBlock(channels: 8)
        var pairs = PairBlock()
        func turn() {
            scans.restart(at: 0)
            for i in 0..<1000 {
                for _ in 0..<8 { scans.append(Double(i) * 1e-6, raw: 1) }
                scans.endScan([])
            }
            stage.process(scans, into: &pairs)
        }
        turn()
        guard let count = allocations(during: { for _ in 0..<10 { turn() } }) else { return }
        // One a block at most, and none a sample.
        #expect(count <= 20)
    }
}
