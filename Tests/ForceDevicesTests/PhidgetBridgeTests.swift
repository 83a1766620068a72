import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

private func leftNewtons(_ ratio: Double) -> Double { (ratio - 0.00002) / 0.002 * 2000 }
private func rightNewtons(_ ratio: Double) -> Double { (ratio + 0.00001) / 0.002 * 2000 }

private func capture(
    seconds: Double, rate: Double = 122, faults: [InProcessLink.Fault] = [], left: String = "B0", right: String = "B1",
    wiring: VirtualPhidgetBridge.Wiring = .init(), keepsEvents: Bool = false
) throws -> DAQCapture {
    var wiring = wiring
    wiring.noise = 0
    return try DAQCapture(
        PhidgetBridgeDriver(), VirtualPhidgetBridge(source: SteepRamps(), wiring: wiring),
        StreamRequest(rate: rate, left: left, right: right), seconds: seconds, faults: faults, serial: "141414",
        keepsEvents: keepsEvents)
}

@Suite struct PhidgetBridgeProtocolTests {
    @Test func settingsAreTheGoldenBytes() {
        let settings = PhidgetBridgeProtocol.Settings(
            enabled: 0b0101, gains: [.x128, .x1, .x64, .x8], interval: 125)
        #expect(settings.encoded() == bytes("05 70 63 7D 00"))
        #expect(PhidgetBridgeProtocol.Settings(settings.encoded()) == settings)
        #expect(PhidgetBridgeProtocol.Settings(bytes("05 70 63 00 00")) == nil)
        #expect(PhidgetBridgeProtocol.Settings(bytes("05 20 63 7D 00")) == nil)
        #expect(settings.rate == 1)
        #expect(settings.encoded(length: 8).count == 8)
    }

    @Test func ratiosFollowGainAndCenter() {
        #expect(PhidgetBridgeProtocol.Gain.x1.ratio(0x80_0000) == 0)
        #expect(PhidgetBridgeProtocol.Gain.x1.ratio(0xC0_0000) == 0.5)
        #expect(PhidgetBridgeProtocol.Gain.x128.ratio(0x40_0000) == -0.5 / 128)
        let factors: [Double] = [1, 8, 16, 32, 64, 128]
        #expect(PhidgetBridgeProtocol.Gain.allCases.map(\.factor) == factors)
        #expect(PhidgetBridgeProtocol.Gain.allCases.map(\.rawValue) == [0, 3, 4, 5, 6, 7])
        for gain in PhidgetBridgeProtocol.Gain.allCases {
            #expect(gain.raw(gain.ratio(0x12_3456)) == 0x12_3456)
            #expect(gain.raw(2) == 0xFF_FFFF)
            #expect(gain.raw(-2) == 0)
        }
    }

    @Test func aReportIsReadByteByByte() {
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        // Inputs 0 and 1 on and new, input 1 out of range, gain 128 on all, 8 ms; 0xA00000 and 0xFFFFFF.
        let report = bytes("33 02 77 77 00 01 A0 00 00 FF FF FF 00 00 00 00 00 00")
        reader.read(report.span, arrival: 1_000_000_000, dropped: 0, into: &block)
        let expected: [Double] = [0.25 / 128, 8_388_607.0 / 8_388_608.0 / 128]
        #expect(block.values == expected)
        #expect(block.raw == [0xA0_0000, 0xFF_FFFF])
        #expect(block.flags == [[.segmentStart, .rightSaturated]])
    }

    @Test func lengthsComeFromTheReportDescriptor() throws {
        let descriptor = bytes("06 00 FF 09 01 A1 01 15 00 26 FF 00 75 08 95 12 09 02 81 02 95 05 09 03 91 02 C0")
        let lengths = PhidgetBridgeProtocol.reportLengths(descriptor)
        #expect(lengths.input == 18)
        #expect(lengths.output == 5)
        var random = SplitMix64(seed: 40)
        for _ in 0..<20_000 {
            let noise = (0..<random.index(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = PhidgetBridgeProtocol.reportLengths(noise)
        }
    }
}

private func makeReader() -> PhidgetReportReader {
    PhidgetReportReader(layout: .init(rate: 122, left: 0, right: 1, gain: .x128))
}

@Suite struct PhidgetBridgeStreamTests {
    @Test func everyValueIsAtItsPlace() throws {
        let capture = try capture(seconds: 8)
        #expect(capture.identity.name == "phidgetbridge:141414")
        #expect(capture.identity.product == "PhidgetBridge 4-Input 1046_0, firmware 1.02")
        #expect(capture.info.rate == 122)
        #expect(capture.info.quantity == "V/V")
        #expect(capture.loss == LossCounts())
        #expect((975...977).contains(capture.block.count))
        capture.expectConsistentBooks()
        for i in 0..<capture.block.count {
            let t = Double(i) / 122
            // One step of 24 bits at a gain of 128 is 0.00093 N.
            #expect(abs(leftNewtons(capture.block.values[2 * i]) - 200 * t) < 0.001)
            #expect(abs(rightNewtons(capture.block.values[2 * i + 1]) - (3000 - 200 * t)) < 0.001)
        }
    }

    @Test func anyInputsGainsIntervalsAndLayoutsWork() throws {
        var wiring = VirtualPhidgetBridge.Wiring()
        wiring.hasOutputEndpoint = false
        wiring.reportLength = 64
        let swapped = try capture(seconds: 3, rate: 25, left: "b1@64", right: "B0@64", wiring: wiring)
        #expect(swapped.info.rate == 25)
        #expect((74...76).contains(swapped.block.count))
        #expect(abs(rightNewtons(swapped.block.values[0]) - 3000) < 0.002)
        #expect(abs(leftNewtons(swapped.block.values[1])) < 0.002)
        // 3000 N are 3 mV/V and within the range of 64; more than 7.77 mV/V at 128 is not.
        #expect(swapped.block.flags.allSatisfy { $0.isDisjoint(with: [.leftSaturated, .rightSaturated]) })
    }

    @Test func aBridgeBeyondItsRangeIsFlagged() throws {
        var wiring = VirtualPhidgetBridge.Wiring()
        wiring.spanNewtons = 600
        let capture = try capture(seconds: 2, wiring: wiring)
        #expect(capture.block.flags[0].contains(.rightSaturated))
        #expect(!capture.block.flags[0].contains(.leftSaturated))
    }

    @Test func theFirstFirmwareGetsItsGainAllTheSame() throws {
        var wiring = VirtualPhidgetBridge.Wiring()
        wiring.firmware = 0x0101
        let capture = try capture(seconds: 4, wiring: wiring)
        #expect(capture.loss == LossCounts())
        #expect(capture.block.count > 450)
        // The wrong first value is left out, and the slope tells that the gain is the one asked for.
        for i in 0..<capture.block.count - 1 {
            let step = leftNewtons(capture.block.values[2 * i + 2]) - leftNewtons(capture.block.values[2 * i])
            #expect(abs(step - 200.0 / 122) < 0.003)
        }
    }

    @Test(arguments: [1, 2, 7, 40]) func reportsLostOnTheWayAreFoundByTheirTime(reports: Int) throws {
        let capture = try capture(seconds: 6, faults: [.lose(at: 2_000_000_000, transfers: reports)])
        #expect(capture.loss.missing == reports)
        #expect(!capture.loss.exact)
        capture.expectConsistentBooks()
        #expect(capture.worstDisplacement(newtons: leftNewtons) < 0.0001)
    }

    @Test func aThousandFaultyRunsHideNothing() throws {
        for seed in 0..<1000 {
            var random = SplitMix64(seed: 9000 + UInt64(seed))
            let faults = randomFaults(&random, seconds: 4, stalls: true)
            let capture = try capture(seconds: 4, faults: faults)
            let comment: Comment = "seed \(9000 + seed), \(faults), \(capture.loss), \(capture.resumes) resumes"
            capture.expectConsistentBooks(comment)
            // Each restart may be a value off; the device keeps no more than two while nobody reads.
            let bound = 0.0001 + Double(capture.resumes) / 122
            #expect(capture.worstDisplacement(newtons: leftNewtons) < bound, comment)
            #expect(abs(capture.block.count - 488) <= 1 + 2 * capture.resumes, comment)
            let lost = faults.reduce(0) { if case .lose(_, let n) = $1 { $0 + n } else { $0 } }
            if faults.allSatisfy({ if case .lose = $0 { true } else { false } }) {
                #expect(capture.loss.missing == lost, comment)
            }
        }
    }

    @Test func aValueThatComesWithoutItsPartnerIsNoScan() {
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        func report(_ flags: UInt8, at slot: Double) {
            var report = bytes("00 00 77 77 00 01 A0 00 00 90 00 00 00 00 00 00 00 00")
            report[0] = 0x03 | flags
            reader.read(report.span, arrival: 1_000_000_000 + UInt64(slot * 8_196_721), dropped: 0, into: &block)
        }
        report(0x30, at: 0)
        // Left and right of one scan in two reports.
        report(0x10, at: 0.5)
        report(0x20, at: 1)
        #expect(block.count == 2)
        #expect(reader.loss == LossCounts())
        // Left twice: the right one between is gone.
        report(0x10, at: 1.5)
        report(0x10, at: 2.5)
        report(0x20, at: 3)
        #expect(reader.loss.missing == 1)
        #expect(block.count == 4)
        #expect(block.flags.map { $0.contains(.missing) } == [false, false, true, false])
        report(0x00, at: 3.5)
        #expect(block.count == 4)
    }

    @Test func shortReportsAreCorruptAndDroppedOnesMissing() throws {
        let events = try capture(seconds: 2, keepsEvents: true).stream(PhidgetBridgeProtocol.reportIn)
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        for (i, event) in events.enumerated() where i < 100 || i >= 105 {
            let bytes = i == 50 ? Array(event.bytes.prefix(8)) : event.bytes
            reader.read(bytes.span, arrival: event.header.stamp, dropped: i == 105 ? 5 : 0, into: &block)
        }
        reader.finish(into: &block)
        #expect(reader.loss.corrupt == 1)
        #expect(reader.loss.missing == 5)
        #expect(block.count == events.count)
        #expect(block.flags[50].contains(.missing))
        #expect(block.flags[100].contains(.missing))
    }

    @Test func settingsOfSomebodyElseEndTheRun() throws {
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        // Gain 64 where 128 was set.
        let report = bytes("33 00 66 77 00 01 A0 00 00 90 00 00 00 00 00 00 00 00")
        for i in 0..<251 {
            #expect(!reader.isForeign)
            reader.read(report.span, arrival: UInt64(i) * 8_196_721, dropped: 0, into: &block)
        }
        #expect(reader.isForeign)
    }

    @Test func randomReportsNeverCrashAndTheBooksAgree() {
        var random = SplitMix64(seed: 41)
        let noise = NoisePool(seed: 42)
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        var scans = 0
        var total = 0
        var clock: UInt64 = 0
        while total < 10_000_000 {
            let length = random.index(4) == 0 ? random.index(65) : 18
            let report = noise.chunk(length, &random)
            clock += UInt64(random.index(20_000_000))
            reader.read(report.span, arrival: clock, dropped: random.index(200) == 0 ? 2 : 0, into: &block)
            if random.index(5000) == 0 { reader.begin(at: clock, into: &block) }
            total += length
            scans += block.count
            block.restart(at: reader.nextIndex)
        }
        reader.finish(into: &block)
        #expect(scans + block.count == reader.nextIndex)
    }

    @Test func decodingAllocatesNothing() throws {
        let events = try capture(seconds: 2, keepsEvents: true).stream(PhidgetBridgeProtocol.reportIn)
        var reader = makeReader()
        var block = ScanBlock(channels: 2, capacity: 4096)
        let count = allocations {
            for i in 0..<200 {
                let bytes = events[i].bytes
                reader.read(bytes.span, arrival: events[i].header.stamp, dropped: 0, into: &block)
            }
        }
        if let count { #expect(count == 0) }
        #expect(block.count == 200)
    }

    @Test func wrongWishesAreRefusedWithTheRemedy() throws {
        func refusal(_ request: StreamRequest) -> DeviceError? {
            do throws(DeviceError) {
                let link = InProcessLink(VirtualPhidgetBridge(source: NoLoad()), serial: "1", pace: .asFastAsPossible)
                let driver = PhidgetBridgeDriver()
                _ = try driver.open(link)
                _ = try driver.start(link, request)
                return nil
            } catch { return error }
        }
        for request in [
            StreamRequest(rate: 122, left: "AIN0", right: "B1"), StreamRequest(rate: 122, left: "B4", right: "B1"),
            StreamRequest(rate: 122, left: "B1", right: "B1"), StreamRequest(rate: 1000, left: "B0", right: "B1"),
            StreamRequest(rate: 122, left: "B0@2", right: "B1"), StreamRequest(rate: 122, left: "B0@64", right: "B1"),
            StreamRequest(rate: 122, left: "B0", right: "B1", trigger: "FIO0"),
        ] {
            #expect(refusal(request)?.isUsage == true, "\(request)")
        }
        #expect(refusal(StreamRequest(rate: 125, left: "B3", right: "B2")) == nil)
    }

    @Test func stoppingAndStartingAgainGivesANewStream() throws {
        let link = InProcessLink(VirtualPhidgetBridge(source: SteepRamps()), serial: "1", pace: .asFastAsPossible)
        let driver = PhidgetBridgeDriver()
        _ = try driver.open(link)
        for _ in 0..<3 {
            var block = ScanBlock(channels: 2)
            _ = try driver.start(link, StreamRequest(rate: 122, left: "B0", right: "B1"))
            _ = link.receive(until: link.now + 1_000_000_000) { driver.decode($0, $1, into: &block) }
            driver.stop(link, into: &block)
            #expect((121...123).contains(block.count))
            #expect(block.flags[0] == .segmentStart)
            #expect(driver.loss == LossCounts())
        }
    }
}
