import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

/// Models that the tests run over, with the newtons of one step of their converter at 2000 N for 5 V.
private let devices: [MCCModel] = [.usb1608FSPlus, MCCModel.usb20X[2]]
private let places = devices.indices

private func driver(_ model: MCCModel) -> MCCDriver {
    model.isMultiplexed ? MCCDriver.usb20X() : MCCDriver.usb1608FSPlus()
}

private func step(_ model: MCCModel) -> Double { 20 / Double(model.codes) / 5 * 2000 }

private func capture(
    _ model: MCCModel, seconds: Double, rate: Double = 1000, faults: [InProcessLink.Fault] = [], noise: Double = 0,
    left: String = "CH0", right: String = "CH1", source: any ForceSource = SteepRamps(), keepsEvents: Bool = true,
    clockError: Double = 0
) throws -> DAQCapture {
    var wiring = VirtualMCC.Wiring()
    wiring.noise = noise
    wiring.clockError = clockError
    let virtual = VirtualMCC(model: model, serial: "01A2B3C4", source: source, wiring: wiring)
    return try DAQCapture(
        driver(model), virtual, StreamRequest(rate: rate, left: left, right: right), seconds: seconds, faults: faults,
        keepsEvents: keepsEvents)
}

private func leftNewtons(_ volts: Double) -> Double { (volts - 0.08) / 5 * 2000 }
private func rightNewtons(_ volts: Double) -> Double { (volts + 0.05) / 5 * 2000 }

@Suite struct MCCProtocolTests {
    @Test func theStartOfAScanIsTheGoldenBytes() {
        let model = MCCModel.usb1608FSPlus
        let start = MCCProtocol.ScanStart(
            pacerPeriod: model.pacer(rate: 1000, channels: 2).period, channels: 3, isImmediate: false)
        #expect(start.encoded(length: 10) == bytes("00 00 00 00 3F 9C 00 00 03 00"))
        #expect(MCCProtocol.ScanStart(start.encoded(length: 10), length: 10) == start)
        #expect(MCCProtocol.ScanStart(start.encoded(length: 10), length: 12) == nil)
    }

    @Test func thePacerOfAMultiplexedDeviceTimesReadingsNotScans() {
        let model = MCCModel.usb20X[0]
        // 70 MHz / 1 kHz − 1 for one channel; two channels take two pulses a scan.
        #expect(model.pacer(rate: 1000, channels: 1).period == 69_999)
        #expect(model.pacer(rate: 1000, channels: 2).period == 34_999)
        let start = MCCProtocol.ScanStart(pacerPeriod: 34_999, channels: 3, isImmediate: false)
        #expect(start.encoded(length: 12) == bytes("00 00 00 00 B7 88 00 00 03 00 00 00"))
        let timing = model.timing(start)
        #expect(timing.rate == 1000)
        #expect(timing.channelDelay == 0.0005)
    }

    @Test func voltsFollowSlopeAndIntercept() throws {
        let block = (0..<8).flatMap { _ in MCCCalibration.encode(slope: 1.01, intercept: -30) }
        let calibration = MCCCalibration(blocks: [block, block, [], block, [], block, [], []])
        let line = try #require(calibration.line(.usb1608FSPlus, range: 1, channel: 3))
        // code · 1.01 − 30, then (code − 32768) · 5 V / 32768.
        let expected = (40_000 * Double(Float(1.01)) - 30 - 32_768) * 5 / 32_768
        #expect(abs(line.volts(40_000) - expected) < 1e-9)
        #expect(calibration.line(.usb1608FSPlus, range: 2, channel: 0) == nil)
        let erased = MCCCalibration(blocks: [[UInt8](repeating: 0xFF, count: 64)])
        #expect(erased.line(.usb1608FSPlus, range: 0, channel: 0) == nil)
    }
}

@Suite struct MCCTriggerTests {
    @Test func triggersAreAnalogChannels() throws {
        let plain = try #require(MCCTrigger("ch2"))
        #expect(plain.channel == 2 && plain.isOnWhenHigh)
        let switched = try #require(MCCTrigger("!CH7"))
        #expect(switched.channel == 7 && !switched.isOnWhenHigh)
        for wrong in ["", "!", "CH", "CH8", "CH-1", "DIO0", "!!CH2", "CH2@5V"] {
            #expect(MCCTrigger(wrong) == nil, "\(wrong)")
        }
    }

    @Test(arguments: places, ["CH2", "!CH2"]) func aLogicLineOnAnAnalogChannelMarksItsRowsToTheSample(
        device: Int, trigger: String
    ) throws {
        let model = devices[device]
        var wiring = VirtualMCC.Wiring()
        wiring.noise = 0
        wiring.triggered = [1.0007...1.2007, 2.0007...2.0017]
        let capture = try DAQCapture(
            driver(model), VirtualMCC(model: model, serial: "1", source: SteepRamps(), wiring: wiring),
            StreamRequest(rate: 1000, left: "CH0", right: "CH1", trigger: trigger), seconds: 3)
        #expect(capture.loss == LossCounts())
        #expect(abs(capture.info.rate - 1000) < 1e-9)
        #expect(capture.info.notes.count == 1 && capture.info.notes[0].contains("CH2"))
        // A multiplexed device reads four channels a scan, so that its sides stand a quarter of it apart.
        #expect(abs(capture.info.channelDelay - (model.isMultiplexed ? 0.00025 : 0)) < 1e-9)
        let high = capture.block.flags.indices.filter {
            capture.block.flags[$0].contains(.trigger) == !trigger.hasPrefix("!")
        }
        // At the start of a scan, or half a scan later where the device reads in turn.
        #expect(high == Array(1001...1200) + [2001])
        for i in stride(from: 0, to: capture.block.count, by: 13) {
            let t = Double(i) / 1000
            #expect(abs(leftNewtons(capture.block.values[2 * i]) - 200 * t) < 0.51 * step(model))
            let right = 3000 - 200 * (t + capture.info.channelDelay)
            #expect(abs(rightNewtons(capture.block.values[2 * i + 1]) - right) < 0.51 * step(model))
        }
    }

    @Test(arguments: places) func faultsBesideATriggerSwapNothing(device: Int) throws {
        let model = devices[device]
        for seed in 0..<40 {
            var random = SplitMix64(seed: 6000 + UInt64(seed))
            let faults = randomFaults(&random, seconds: 2, stalls: true)
            var wiring = VirtualMCC.Wiring()
            wiring.noise = 0
            let capture = try DAQCapture(
                driver(model), VirtualMCC(model: model, serial: "1", source: SteepRamps(), wiring: wiring),
                StreamRequest(rate: 1000, left: "CH0", right: "CH3", trigger: "CH2"), seconds: 2, faults: faults)
            capture.expectConsistentBooks("seed \(6000 + seed)")
            // Nothing is wired to channel 3.
            for i in 0..<capture.block.count where !capture.block.flags[i].contains(.missing) {
                #expect(abs(capture.block.values[2 * i + 1]) < 0.01)
            }
            #expect(!capture.block.flags.contains { $0.contains(.trigger) })
        }
    }
}

@Suite struct MCCStreamTests {
    @Test(arguments: places) func everySampleIsAtItsPlace(device: Int) throws {
        let model = devices[device]
        let capture = try capture(model, seconds: 5)
        #expect(capture.identity.serial == "01A2B3C4")
        #expect(capture.identity.product == model.name)
        #expect(abs(capture.info.rate - 1000) < 0.02)
        #expect(capture.loss == LossCounts())
        #expect(capture.block.count >= 4980)
        #expect(capture.info.channelDelay == (model.isMultiplexed ? 0.0005 : 0))
        capture.expectConsistentBooks()
        let tolerance = 0.51 * step(model)
        for i in stride(from: 0, to: capture.block.count, by: 7) {
            let t = Double(i) / capture.info.rate
            #expect(abs(leftNewtons(capture.block.values[2 * i]) - 200 * t) < tolerance)
            #expect(
                abs(rightNewtons(capture.block.values[2 * i + 1]) - (3000 - 200 * (t + capture.info.channelDelay)))
                    < tolerance)
        }
    }

    @Test func rangesAndSidesAreTheUsers() throws {
        struct Load: ForceSource {
            var duration: Double { .infinity }
            func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 100 : 700 }
        }
        // The right plate hangs on channel 1; calling it left must bring its force to channel 0 of the block.
        let capture = try capture(
            .usb1608FSPlus, seconds: 1, left: "ch1@2V", right: "CH0", source: Load())
        let volts = capture.block.values
        #expect(abs(rightNewtons(volts[0]) - 700) < 0.03)
        #expect(abs(leftNewtons(volts[1]) - 100) < 0.13)
        #expect(capture.info.range.upperBound < 2.1)
    }

    @Test(arguments: [5.0, 99, 100, 20_000, 50_000]) func slowAndFastRatesStream(rate: Double) throws {
        let capture = try capture(.usb1608FSPlus, seconds: 2, rate: rate, keepsEvents: false)
        #expect(capture.loss == LossCounts())
        #expect(Double(capture.block.count) > rate * 2 - 300)
        #expect(capture.worstDisplacement(newtons: leftNewtons) < 0.51 * step(.usb1608FSPlus) / SteepRamps.slope)
    }

    @Test(arguments: places) func aFullBufferHaltsTheDeviceAndTheGapIsTold(device: Int) throws {
        let model = devices[device]
        // 16384 or 3072 scans fill the buffer.
        let capture = try capture(
            model, seconds: 6, rate: 10_000, faults: [.pause(at: 2_000_000_000, length: 2_500_000_000)],
            keepsEvents: false)
        #expect(capture.resumes == 1)
        #expect(capture.loss.overruns == 1)
        #expect(!capture.loss.exact)
        #expect((24_800...25_300).contains(capture.loss.missing))
        capture.expectConsistentBooks()
        let first = try #require(capture.block.flags.firstIndex { $0.contains(.missing) })
        #expect(capture.block.flags[first].contains(.deviceOverrun))
        #expect(capture.block.flags.count { $0.contains(.segmentStart) } == 2)
        #expect(capture.worstDisplacement(newtons: leftNewtons) < 0.012)
    }

    @Test(arguments: [1, 2, 5, 40]) func transfersLostOnTheWayAreFoundByTheirTime(transfers: Int) throws {
        let capture = try capture(
            .usb1608FSPlus, seconds: 4, faults: [.lose(at: 1_500_000_000, transfers: transfers)])
        #expect(capture.loss.missing == transfers * 16)
        #expect(!capture.loss.exact)
        capture.expectConsistentBooks()
        #expect(capture.worstDisplacement(newtons: leftNewtons) < 0.0011)
    }

    @Test func aHostThatSleepsWithinTheBufferLosesNothing() throws {
        let capture = try capture(
            .usb1608FSPlus, seconds: 5, faults: [.pause(at: 1_500_000_000, length: 1_200_000_000)])
        #expect(capture.loss == LossCounts())
        #expect(capture.block.count > 4980)
        #expect(capture.worstDisplacement(newtons: leftNewtons) < 0.0011)
    }

    @Test(arguments: [-100.0, 100]) func aClockThatIsOffCostsNothing(ppm: Double) throws {
        let capture = try capture(.usb1608FSPlus, seconds: 120, keepsEvents: false, clockError: ppm)
        #expect(capture.loss == LossCounts())
        #expect(abs(Double(capture.block.count) - 120_000 * (1 + ppm * 1e-6)) < 17)
    }

    @Test func aLossOrderedBytesDropInThisProgramIsExact() throws {
        let events = try capture(.usb1608FSPlus, seconds: 2).stream(MCCProtocol.scanIn)
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        for (i, event) in events.enumerated() where i < 20 || i >= 27 {
            reader.read(event.bytes.span, arrival: event.header.stamp, dropped: i == 27 ? 7 : 0, into: &block)
        }
        reader.finish(into: &block)
        #expect(reader.loss.missing == 7 * 16)
        #expect(reader.loss.exact)
        #expect(block.count == events.count * 16)
    }

    @Test func aTornScanIsThrownAwayAndTheSidesStay() throws {
        let events = try capture(.usb1608FSPlus, seconds: 1).stream(MCCProtocol.scanIn)
        for length in 1..<64 {
            var reader = makeReader()
            var block = ScanBlock(channels: 2)
            for (i, event) in events.enumerated() {
                let bytes = i == 20 ? Array(event.bytes.prefix(length)) : event.bytes
                reader.read(bytes.span, arrival: event.header.stamp, dropped: 0, into: &block)
            }
            reader.finish(into: &block)
            #expect(reader.loss.corrupt == (length % 4 == 0 ? 0 : 1))
            for i in 0..<block.count where !block.flags[i].contains(.missing) {
                #expect(block.raw[2 * i] < block.raw[2 * i + 1])
            }
        }
    }

    @Test func theSameScansInAnyTransfersAreTheSame() throws {
        let whole = try capture(.usb1608FSPlus, seconds: 2, noise: 1)
        let all = whole.stream(MCCProtocol.scanIn).flatMap(\.bytes)
        var random = SplitMix64(seed: 21)
        for _ in 0..<20 {
            var reader = makeReader()
            var block = ScanBlock(channels: 2)
            var at = 0
            while at < all.count {
                let length = min(4 * (1 + random.index(60)), all.count - at)
                let chunk = Array(all[at..<at + length])
                at += length
                reader.read(chunk.span, arrival: 1_000_000_000 + UInt64(at) * 250_000, dropped: 0, into: &block)
            }
            reader.finish(into: &block)
            #expect(block.raw == whole.block.raw)
            #expect(reader.loss == LossCounts())
        }
    }

    @Test(arguments: places) func aThousandFaultyRunsHideNothing(device: Int) throws {
        let model = devices[device]
        for seed in 0..<500 {
            var random = SplitMix64(seed: 5000 + UInt64(seed))
            let faults = randomFaults(&random, seconds: 2, stalls: true)
            let capture = try capture(model, seconds: 2, faults: faults, keepsEvents: false)
            let comment: Comment = "seed \(5000 + seed), \(faults), \(capture.loss), \(capture.resumes) resumes"
            capture.expectConsistentBooks(comment)
            let lost = faults.reduce(0) { if case .lose(_, let n) = $1 { $0 + 16 * n } else { $0 } }
            // A restart after a halt may count one transfer more or less; what is lost on the way is whole transfers.
            if capture.resumes == 0 { #expect(capture.loss.missing == lost, comment) }
            // What is lost while a backlog is read is told in full, before the backlog.
            let bound =
                0.016 * Double(1 + capture.resumes + transfersLostInBacklogs(faults)) + step(model) / SteepRamps.slope
            #expect(capture.worstDisplacement(newtons: leftNewtons) < bound, comment)
            #expect(Double(capture.block.count) > 2e3 - 40 - 20 * Double(capture.resumes), comment)
        }
    }

    @Test func randomBytesNeverCrashAndTheBooksAgree() {
        var random = SplitMix64(seed: 22)
        let noise = NoisePool(seed: 23)
        var reader = makeReader()
        var block = ScanBlock(channels: 2)
        var scans = 0
        var total = 0
        var clock: UInt64 = 0
        while total < 10_000_000 {
            let chunk = noise.chunk(random.index(4000), &random)
            clock += UInt64(random.index(40_000_000))
            reader.read(chunk.span, arrival: clock, dropped: random.index(50) == 0 ? 3 : 0, into: &block)
            if random.index(500) == 0 { reader.begin(at: clock, afterOverrun: random.index(2) == 0, into: &block) }
            total += chunk.count
            scans += block.count
            block.restart(at: reader.nextIndex)
        }
        reader.finish(into: &block)
        #expect(scans + block.count == reader.nextIndex)
    }

    @Test func decodingAllocatesNothing() throws {
        let events = try capture(.usb1608FSPlus, seconds: 2).stream(MCCProtocol.scanIn)
        var reader = makeReader()
        var block = ScanBlock(channels: 2, capacity: 4096)
        let first = events[0].bytes
        reader.read(first.span, arrival: 1_000_000_000, dropped: 0, into: &block)
        let count = allocations {
            for i in 1..<100 {
                let bytes = events[i].bytes
                reader.read(bytes.span, arrival: 1_000_000_000 + UInt64(i) * 16_000_000, dropped: 0, into: &block)
            }
        }
        if let count { #expect(count == 0) }
        #expect(block.count == 1600)
    }

    @Test func aDeviceThatRunsAtAnotherRateIsRefused() throws {
        let virtual = VirtualMCC(
            model: MCCModel.usb20X[0], serial: "1", source: SteepRamps(),
            wiring: {
                var wiring = VirtualMCC.Wiring()
                wiring.clockError = 1e6
                return wiring
            }())
        let capture = try DAQCapture(
            MCCDriver.usb20X(), virtual, StreamRequest(rate: 1000, left: "CH0", right: "CH1"), seconds: 4)
        #expect(capture.failure?.detail.contains("2.0 times") == true)
    }

    @Test func wrongWishesAreRefusedWithTheRemedy() throws {
        func refusal(_ model: MCCModel, _ request: StreamRequest) -> DeviceError? {
            do throws(DeviceError) {
                let link = InProcessLink(
                    VirtualMCC(model: model, serial: "1", source: NoLoad()), serial: "1", pace: .asFastAsPossible)
                let driver = driver(model)
                _ = try driver.open(link)
                _ = try driver.start(link, request)
                return nil
            } catch { return error }
        }
        let plus = MCCModel.usb1608FSPlus
        for request in [
            StreamRequest(rate: 1000, left: "AIN0", right: "CH1"), StreamRequest(rate: 1000, left: "CH1", right: "CH1"),
            StreamRequest(rate: 2e5, left: "CH0", right: "CH1"),
            StreamRequest(rate: 1000, left: "CH0@3V", right: "CH1"),
            StreamRequest(rate: 1000, left: "CH0", right: "CH1", trigger: "DIO0"),
        ] {
            #expect(refusal(plus, request)?.isUsage == true, "\(request)")
        }
        let swapped = StreamRequest(rate: 1000, left: "CH1", right: "CH0")
        #expect(refusal(plus, swapped) == nil)
        #expect(refusal(MCCModel.usb20X[0], swapped)?.isUsage == true)
    }

    @Test func stoppingAndStartingAgainGivesANewStream() throws {
        let virtual = VirtualMCC(model: .usb1608FSPlus, serial: "1", source: SteepRamps())
        let link = InProcessLink(virtual, serial: "1", pace: .asFastAsPossible)
        let driver = MCCDriver.usb1608FSPlus()
        _ = try driver.open(link)
        for _ in 0..<3 {
            var block = ScanBlock(channels: 2)
            _ = try driver.start(link, StreamRequest(rate: 1000, left: "CH0", right: "CH1"))
            _ = link.receive(until: link.now + 500_000_000) { driver.decode($0, $1, into: &block) }
            driver.stop(link, into: &block)
            #expect((480...500).contains(block.count))
            #expect(block.flags[0] == .segmentStart)
            #expect(driver.loss == LossCounts())
        }
    }

    @Test func stoppingTakesWhatTheDeviceStillHolds() throws {
        let virtual = VirtualMCC(model: .usb1608FSPlus, serial: "1", source: SteepRamps())
        let link = InProcessLink(
            virtual, serial: "1", pace: .asFastAsPossible, faults: [.pause(at: 500_000_000, length: 400_000_000)])
        let driver = MCCDriver.usb1608FSPlus()
        _ = try driver.open(link)
        var block = ScanBlock(channels: 2)
        _ = try driver.start(link, StreamRequest(rate: 1000, left: "CH0", right: "CH1"))
        _ = link.receive(until: link.now + 900_000_000) { driver.decode($0, $1, into: &block) }
        driver.stop(link, into: &block)
        #expect(block.count >= 880)
        #expect(driver.loss == LossCounts())
    }

    private func makeReader() -> MCCSampleReader {
        let line = MCCCalibration.Line(slope: 20 / 65_536, offset: -10)
        return MCCSampleReader(
            layout: .init(
                rate: 1000, scansPerTransfer: 16, codes: 65_536, left: line, right: line))
    }
}
