import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

/// The ramps of ``SteepRamps``, but within what every cell can take.
private struct Ramps: ForceSource {
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 200 * seconds : 1500 - 100 * seconds }
}

/// A device with several cells a side, and what its values mean.
private struct Bench: Sendable, CustomStringConvertible {
    var family: String
    var channels: [String]
    var cells: CellWiring
    /// Newtons of one step of a cell's converter.
    var step: Double
    /// Volts, or V/V, that stand for 2000 N.
    var span: Double
    /// Offsets of the first cell of each side.
    var offsets: (left: Double, right: Double)
    var rate = 1000.0

    var description: String { "\(family) with \(channels.count) channels" }

    func capture(
        seconds: Double, faults: [InProcessLink.Fault] = [], trigger: String? = nil, noise: Double = 0
    ) throws -> DAQCapture {
        let request = StreamRequest(rate: rate, channels: channels, trigger: trigger)
        let family = try #require(DeviceCatalogue.family(family))
        var options = VirtualOptions()
        options.noise = noise
        options.cells = cells
        let device = family.makeVirtual(Ramps(), options)
        return try DAQCapture(
            family.makeDriver(), device.model, request, seconds: seconds, faults: faults, serial: device.serial)
    }

    /// Newtons of channel `channel`.
    func newtons(_ value: Double, _ channel: Int) -> Double {
        let isLeft = channel < cells.left.count
        let number = isLeft ? channel : channel - cells.left.count
        return (value - (isLeft ? offsets.left : offsets.right) * (1 + 0.1 * Double(number))) / span * 2000
    }

    func truth(_ channel: Int, at seconds: Double) -> Double {
        channel < cells.left.count
            ? cells.left[channel] * Ramps().force(.left, at: seconds)
            : cells.right[channel - cells.left.count] * Ramps().force(.right, at: seconds)
    }

    /// Largest distance of a value from the truth at its own moment, in newtons.
    func worst(_ capture: DAQCapture) -> Double {
        var worst = 0.0
        let n = channels.count
        for i in 0..<capture.block.count where !capture.block.flags[i].contains(.missing) {
            for channel in 0..<n {
                let t = Double(i) / capture.info.rate + Double(channel) * capture.info.channelDelay
                let error = newtons(capture.block.values[n * i + channel], channel) - truth(channel, at: t)
                worst = max(worst, abs(error))
            }
        }
        return worst
    }

    static let fourAndFour = CellWiring(left: [0.1, 0.2, 0.3, 0.4], right: [0.4, 0.05, 0.3, 0.25])
    static let all = [
        Bench(
            family: "u6", channels: (0..<7).map { "AIN\(2 * $0)" },
            cells: CellWiring(left: [0.1, 0.2, 0.3, 0.4], right: [0.5, 0.2, 0.3]), step: 0.065, span: 0.010,
            offsets: (0.00012, -0.00005)),
        Bench(
            family: "u3", channels: (0..<4).map { "AIN\($0)" },
            cells: CellWiring(left: [0.3, 0.7], right: [0.6, 0.4]), step: 2.03, span: 5, offsets: (0.06, -0.04)),
        Bench(
            family: "usb1608fsplus", channels: (0..<8).map { "CH\($0)" }, cells: fourAndFour, step: 0.124, span: 5,
            offsets: (0.08, -0.05)),
        Bench(
            family: "usb20x", channels: (0..<8).map { "CH\($0)" }, cells: fourAndFour, step: 1.97, span: 5,
            offsets: (0.08, -0.05)),
        Bench(
            family: "phidgetbridge", channels: (0..<4).map { "B\($0)" },
            cells: CellWiring(left: [0.3, 0.7], right: [0.6, 0.4]), step: 0.002, span: 0.002,
            offsets: (0.00002, -0.00001), rate: 122),
    ]
}

@Suite struct MultiChannelProtocolTests {
    /// Computed by hand from the layouts of the makers' sources: each device is told to scan these channels.
    @Test(arguments: [
        // Four bridges, 6 scans a packet, 220 µs of settling.
        ("u6", ["AIN0", "AIN2", "AIN4", "AIN6"], "C3 F8 08 11 AE 03 04 01 18 00 16 00 A0 0F 00 B0 02 B0 04 B0 06 B0"),
        // Four inputs need the second resolution.
        ("u3", ["AIN0", "AIN1", "AIN2", "AIN3"], "60 F8 07 11 4E 01 04 18 00 01 A0 0F 00 1F 01 1F 02 1F 03 1F"),
        ("usb1608fsplus", (0..<8).map { "CH\($0)" }, "00 00 00 00 3F 9C 00 00 FF 00"),
        // Eight readings a scan: 70 MHz / 8 kHz − 1.
        ("usb20x", (0..<8).map { "CH\($0)" }, "00 00 00 00 2D 22 00 00 FF 00 00 00"),
        ("phidgetbridge", ["B0", "B1", "B2", "B3"], "0F 77 77 01 00"),
    ]) func theCommandNamesEveryChannel(id: String, channels: [String], golden: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let device = family.makeVirtual(NoLoad(), VirtualOptions())
        let capture = try DAQCapture(
            family.makeDriver(), device.model, StreamRequest(rate: family.defaultRate, channels: channels),
            seconds: 0.5, serial: device.serial)
        let sent = capture.events.filter { $0.header.phase == .submit }.map(\.bytes)
        #expect(sent.contains(bytes(golden)), "\(sent.filter { $0.count > 4 })")
        #expect(capture.block.count > 0)
        #expect(capture.block.values.count == capture.block.count * channels.count)
    }

    @Test func oneChannelIsAScanToo() throws {
        for (id, name) in [("u6", "AIN2"), ("u3", "AIN1"), ("usb1608fsplus", "CH1"), ("phidgetbridge", "B1")] {
            let family = try #require(DeviceCatalogue.family(id))
            let device = family.makeVirtual(Ramps(), VirtualOptions())
            let capture = try DAQCapture(
                family.makeDriver(), device.model, StreamRequest(rate: family.defaultRate, channels: [name]),
                seconds: 2, serial: device.serial)
            #expect(capture.loss == LossCounts())
            #expect(Double(capture.block.count) > 1.9 * capture.info.rate)
            capture.expectConsistentBooks("\(id)")
            // The right side's ramp hangs on the second input.
            let last = capture.block.count - 1
            let fall =
                device.rightScale.gross(capture.block.values[0]) - device.rightScale.gross(capture.block.values[last])
            #expect(abs(fall - 100 * Double(last) / capture.info.rate) < 10, "\(id)")
        }
    }

    @Test func aReportOfFourInputsIsReadByteByByte() {
        var reader = PhidgetReportReader(layout: .init(rate: 122, inputs: [0, 1, 2, 3], gain: .x128))
        var block = ScanBlock(channels: 4)
        // Inputs 0 and 3 first; then 1 and 2, of which 2 is out of range: together they are a scan.
        let first = bytes("9F 00 77 77 00 01 A0 00 00 00 00 01 00 00 02 60 00 00")
        let second = bytes("6F 04 77 77 00 01 00 00 00 80 00 00 FF FF FF 00 00 00")
        reader.read(first.span, arrival: 1_000_000_000, dropped: 0, into: &block)
        #expect(block.count == 0)
        reader.read(second.span, arrival: 1_000_100_000, dropped: 0, into: &block)
        #expect(block.raw == [0xA0_0000, 0x80_0000, 0xFF_FFFF, 0x60_0000])
        #expect(block.flags == [[.segmentStart, .rightSaturated]])
    }

    @Test func familiesTellHowManyChannelsTheyHave() throws {
        func largest(_ id: String) throws -> Int { try #require(DeviceCatalogue.family(id)).largestChannels }
        #expect(try largest("u6") == 7)
        #expect(try largest("u3") == 16)
        #expect(try largest("usb1608fsplus") == 8)
        #expect(try largest("usb20x") == 8)
        #expect(try largest("phidgetbridge") == 4)
        #expect(try largest("godirect") == 1)
        #expect(try largest("golink") == 1)
        for family in DeviceCatalogue.families { #expect(family.largestChannels >= family.channels) }
        // A request names two channels; a device with one makes scans of one.
        let request = StreamRequest(rate: 100, left: "force", right: "force")
        #expect(try #require(DeviceCatalogue.family("godirect")).scanChannels(request) == 1)
        #expect(try #require(DeviceCatalogue.family("u6")).scanChannels(request) == 2)
    }

    @Test func aRequestKeepsItsTwoSides() {
        var request = StreamRequest(rate: 1000, left: "A", right: "B")
        #expect(request.channels == ["A", "B"] && request.left == "A" && request.right == "B")
        request.right = "C"
        request.left = "D"
        #expect(request.channels == ["D", "C"])
        let many = StreamRequest(rate: 1000, channels: ["A", "B", "C", "D"])
        #expect(many.left == "A" && many.right == "D")
    }

    @Test func tooManyChannelsDoublesAndRatesAreRefused() throws {
        func refusal(_ id: String, _ channels: [String], rate: Double, trigger: String? = nil) throws -> DeviceError? {
            let family = try #require(DeviceCatalogue.family(id))
            do throws(DeviceError) {
                try family.makeDriver().check(StreamRequest(rate: rate, channels: channels, trigger: trigger))
                return nil
            } catch { return error }
        }
        let names = [
            "u6": (0..<16).map { "AIN\(2 * $0)" }, "u3": (0..<16).map { "AIN\($0)" },
            "usb1608fsplus": (0..<8).map { "CH\($0)" }, "usb20x": (0..<8).map { "CH\($0)" },
            "phidgetbridge": (0..<4).map { "B\($0)" },
        ]
        for (id, all) in names {
            let family = try #require(DeviceCatalogue.family(id))
            let rate = family.defaultRate
            let most = Array(all.prefix(family.largestChannels))
            #expect(try refusal(id, most, rate: rate) == nil, "\(id)")
            #expect(try refusal(id, [], rate: rate)?.isUsage == true, "\(id)")
            #expect(try refusal(id, all + [all[0]], rate: rate)?.isUsage == true, "\(id)")
            let double = try refusal(id, [all[0], all[1], all[0]], rate: rate)
            #expect(double?.isUsage == true, "\(id)")
            #expect(double?.detail == "\(all[0]) and \(all[0]) are the same channel", "\(id)")
        }
        #expect(try refusal("u6", Array(names["u6", default: []].prefix(8)), rate: 1000)?.isUsage == true)
        // 50 000 samples a second over four inputs, 400 000 over eight channels, 500 000 for the fastest 20X.
        for (id, channels, largest) in [
            ("u6", 4, 12_500.0), ("u3", 4, 12_500), ("usb1608fsplus", 8, 50_000), ("usb20x", 8, 62_500),
            ("phidgetbridge", 4, 125),
        ] {
            let some = Array(names[id, default: []].prefix(channels))
            #expect(try refusal(id, some, rate: largest) == nil, "\(id)")
            #expect(try refusal(id, some, rate: largest + 1)?.isUsage == true, "\(id)")
        }
        // A digital word is a channel of its own for the LabJacks.
        #expect(try refusal("u6", ["AIN0", "AIN2", "AIN4", "AIN6"], rate: 12_500, trigger: "FIO0")?.isUsage == true)
        // A converter that reads in turn reads upwards.
        #expect(try refusal("usb20x", ["CH0", "CH2", "CH1", "CH3"], rate: 1000)?.isUsage == true)
        #expect(try refusal("usb1608fsplus", ["CH0", "CH2", "CH1", "CH3"], rate: 1000) == nil)
        #expect(try refusal("phidgetbridge", ["B0", "B1", "B2@64"], rate: 122)?.isUsage == true)
        for id in ["godirect", "golink"] {
            #expect(try refusal(id, ["force", "force", "force"], rate: 100)?.isUsage == true, "\(id)")
        }
        do throws(DeviceError) {
            try LineDriver(profile: .arduinoPair, family: "ftdi")
                .check(StreamRequest(rate: 80, channels: ["left", "middle", "right"]))
            Issue.record("three channels of a line of two")
        } catch { #expect(error.isUsage) }
    }
}

@Suite struct MultiChannelStreamTests {
    @Test(arguments: Bench.all) private func everyCellIsAtItsPlaceAndMoment(bench: Bench) throws {
        let capture = try bench.capture(seconds: 4)
        #expect(capture.loss == LossCounts())
        #expect(Double(capture.block.count) > 3.9 * capture.info.rate)
        capture.expectConsistentBooks("\(bench)")
        #expect(bench.worst(capture) < 0.51 * bench.step, "\(bench)")
        // Eight readings of the multiplexed one are spread over the whole scan.
        if bench.family == "usb20x" { #expect(abs(capture.info.channelDelay - 0.000125) < 1e-9) }
        if bench.family == "u6" { #expect(abs(capture.info.channelDelay - 130e-6) < 1e-12) }
    }

    /// Faults are counted in scans, whatever a scan holds.
    @Test(arguments: Bench.all) private func faultsAreCountedInScans(bench: Bench) throws {
        let lost = try bench.capture(seconds: 4, faults: [.lose(at: 1_500_000_000, transfers: 5)])
        // U6: three scans of seven; U3: six of four; MCC: a packet's share of 10 ms in 64 bytes; a report is a value.
        let perTransfer = ["u6": 3, "u3": 6, "usb1608fsplus": 8, "usb20x": 8, "phidgetbridge": 1]
        #expect(lost.loss.missing == 5 * (perTransfer[bench.family] ?? 0), "\(bench): \(lost.loss)")
        #expect(lost.loss.exact == (bench.family == "u6" || bench.family == "u3"))
        lost.expectConsistentBooks("\(bench)")
        let slack = 1.5 * 0.4 * 200 / bench.rate
        #expect(bench.worst(lost) < 0.51 * bench.step + slack, "\(bench)")
        for seed in 0..<25 {
            var random = SplitMix64(seed: 61_000 + UInt64(seed))
            let faults = randomFaults(&random, seconds: 3, stalls: true)
            let capture = try bench.capture(seconds: 3, faults: faults)
            capture.expectConsistentBooks("\(bench), seed \(61_000 + seed), \(faults)")
            // No channel may slip into another's place: 0.4 of 200 N/s over the scans by which a gap may be off.
            let bound = 80 * Double(capture.loss.bound + 1) / bench.rate + bench.step
            #expect(bench.worst(capture) < bound, "\(bench), seed \(61_000 + seed), \(faults)")
        }
    }

    @Test func aSleepOverflowsAU6WithManyChannelsByAnExactGap() throws {
        let bench = Bench.all[0]
        let capture = try bench.capture(seconds: 6, faults: [.pause(at: 2_000_000_000, length: 1_500_000_000)])
        #expect(capture.loss.overruns == 1)
        #expect(capture.loss.exact)
        // 984 samples are 140 scans of seven.
        #expect((1340...1400).contains(capture.loss.missing), "\(capture.loss)")
        capture.expectConsistentBooks()
        #expect(bench.worst(capture) < 0.51 * bench.step)
    }

    @Test(arguments: Bench.all.filter { $0.family != "phidgetbridge" })
    private func theSameBytesInAnyTransfersGiveTheSameScans(bench: Bench) throws {
        let whole = try bench.capture(seconds: 2, noise: 3)
        let isMCC = bench.family.hasPrefix("usb")
        let all = whole.stream(isMCC ? MCCProtocol.scanIn : LabJackConversation.streamIn).flatMap(\.bytes)
        let n = bench.channels.count
        var random = SplitMix64(seed: 62)
        for _ in 0..<20 {
            var block = ScanBlock(channels: n)
            var labJack = LabJackPacketReader<Unit>(
                layout: LabJackStreamLayout(rate: 1000, samplesPerPacket: 25 / n * n),
                lines: [Unit](repeating: Unit(), count: n))
            let line = MCCCalibration.Line(slope: 1, offset: 0)
            var mcc = MCCSampleReader(
                layout: .init(
                    rate: 1000, scansPerTransfer: 8, codes: bench.family == "usb20x" ? 4096 : 65_536,
                    lines: [MCCCalibration.Line](repeating: line, count: n)))
            var at = 0
            while at < all.count {
                let unit = isMCC ? 2 * n : 1
                let length = min(unit * (1 + random.index(200 / unit)), all.count - at)
                let chunk = Array(all[at..<at + length])
                at += length
                let arrival = 1_000_000_000 + UInt64(Double(at) / Double(all.count) * 2e9)
                if isMCC {
                    mcc.read(chunk.span, arrival: arrival, dropped: 0, into: &block)
                } else {
                    labJack.read(chunk.span, arrival: arrival, dropped: 0, into: &block)
                }
            }
            mcc.finish(into: &block)
            labJack.finish(into: &block)
            #expect(block.raw == whole.block.raw)
            #expect((isMCC ? mcc.loss : labJack.loss) == LossCounts())
        }
    }

    @Test func randomBytesNeverCrashAReaderOfManyChannels() {
        var random = SplitMix64(seed: 63)
        let noise = NoisePool(seed: 64)
        let line = MCCCalibration.Line(slope: 1, offset: 0)
        var mcc = MCCSampleReader(
            layout: .init(
                rate: 1000, scansPerTransfer: 4, codes: 65_536, lines: [MCCCalibration.Line](repeating: line, count: 8))
        )
        var phidget = PhidgetReportReader(layout: .init(rate: 122, inputs: [3, 1, 0], gain: .x8))
        var eight = ScanBlock(channels: 8)
        var three = ScanBlock(channels: 3)
        var clock: UInt64 = 0
        var total = 0
        while total < 1_000_000 {
            let chunk = noise.chunk(random.index(400), &random)
            clock += UInt64(random.index(40_000_000))
            mcc.read(chunk.span, arrival: clock, dropped: random.index(50) == 0 ? 3 : 0, into: &eight)
            phidget.read(chunk.span, arrival: clock, dropped: random.index(50) == 0 ? 3 : 0, into: &three)
            total += max(chunk.count, 1)
            #expect(eight.values.count == 8 * eight.count && three.values.count == 3 * three.count)
            eight.restart(at: mcc.nextIndex)
            three.restart(at: phidget.nextIndex)
        }
    }

    /// Three forces and a trigger make four readings; three forces alone are filled up to four.
    @Test(arguments: ["usb1608fsplus", "usb20x"]) func threeForcesFillTheirPackets(id: String) throws {
        var bench = try #require(Bench.all.first { $0.family == id })
        bench.channels = ["CH0", "CH1", "CH2"]
        bench.cells = CellWiring(left: [0.3, 0.7], right: [1])
        for trigger in [nil, "CH7"] {
            let capture = try bench.capture(seconds: 2, trigger: trigger)
            #expect(capture.loss == LossCounts())
            #expect(bench.worst(capture) < 0.51 * bench.step)
            #expect(capture.info.notes.count == 1 && capture.info.notes[0].contains("4 channels"))
            #expect(capture.info.channelDelayUncertainty == 1e-6)
            #expect(!capture.block.flags.contains { $0.contains(.trigger) })
        }
    }

    /// A trigger between the forces of a multiplexed device makes their moments uneven, and its uncertainty says so.
    @Test func aTriggerAmongTheForcesIsUncertainty() throws {
        var bench = try #require(Bench.all.first { $0.family == "usb20x" })
        bench.channels = ["CH0", "CH2", "CH3"]
        bench.cells = CellWiring(left: [0.3], right: [1])
        let capture = try bench.capture(seconds: 1, trigger: "CH1")
        // Places 0, 2 and 3 of four readings of 250 µs: a step of 1.5, of which the middle one is half off.
        #expect(abs(capture.info.channelDelay - 0.000375) < 1e-9)
        #expect(abs(capture.info.channelDelayUncertainty - (1e-6 + 0.000125 / 3.0.squareRoot())) < 1e-9)
    }

    /// The first half of a scan is the left side's.
    @Test func aCellAtItsLimitMarksItsSide() throws {
        var bench = try #require(Bench.all.first { $0.family == "usb1608fsplus" })
        // 4 V of 200 N/s on one cell: 5 V, the end of the range that is asked for, after 5 s and more.
        bench.channels = bench.channels.map { "\($0)@1V" }
        let capture = try bench.capture(seconds: 6)
        let flags = capture.block.flags
        // The right side's first cell begins with 1500 N · 0.4 / 2000 N · 5 V.
        #expect(flags[0].contains(.rightSaturated) && !flags[0].contains(.leftSaturated))
        #expect(flags[5500].contains(.leftSaturated))
        // The same is told by the range.
        let isOut = (0..<4).contains { !capture.info.range.contains(capture.block.values[8 * 5500 + $0]) }
        #expect(isOut)
    }

    @Test func decodingManyChannelsAllocatesNothing() throws {
        let bench = Bench.all[2]
        let events = try bench.capture(seconds: 2).stream(MCCProtocol.scanIn)
        let line = MCCCalibration.Line(slope: 20 / 65_536, offset: -10)
        var reader = MCCSampleReader(
            layout: .init(
                rate: 1000, scansPerTransfer: 8, codes: 65_536, lines: [MCCCalibration.Line](repeating: line, count: 8))
        )
        var block = ScanBlock(channels: 8, capacity: 4096)
        let first = events[0].bytes
        reader.read(first.span, arrival: 1_000_000_000, dropped: 0, into: &block)
        let count = allocations {
            for i in 1..<100 {
                let bytes = events[i].bytes
                reader.read(bytes.span, arrival: 1_000_000_000 + UInt64(i) * 8_000_000, dropped: 0, into: &block)
            }
        }
        if let count { #expect(count == 0) }
        #expect(block.count > 700)
    }

    private struct Unit: LabJackLine {
        func volts(_ raw: UInt16) -> Double { Double(raw) }
    }
}

@Suite struct CellWiringTests {
    @Test func fourCellsCarryTheForceAtItsPlace() throws {
        let places = CellWiring.cellPlaces(halfWidth: 120, halfLength: 200)
        for place in [SIMD2(0.0, 0), SIMD2(37, -81), SIMD2(-119, 199)] {
            let cells = CellWiring.fourCells(left: place, right: -place, halfWidth: 120, halfLength: 200)
            for (parts, sign) in [(cells.left, 1.0), (cells.right, -1)] {
                let forces = SIMD4(parts[0], parts[1], parts[2], parts[3]) * 700
                let cop = try #require(CentreOfPressure.fourCells(forces, x: places.x, y: places.y))
                #expect(abs(cop.force - 700) < 1e-9)
                #expect(abs(cop.point.x - sign * place.x) < 1e-9 && abs(cop.point.y - sign * place.y) < 1e-9)
            }
        }
    }
}
