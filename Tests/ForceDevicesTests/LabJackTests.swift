import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

/// What differs between the two devices for these tests.
private struct Kind: Sendable {
    var isU6: Bool
    var left: String { "AIN0" }
    var right: String { isU6 ? "AIN2" : "AIN1" }
    var trigger: String { isU6 ? "!FIO0" : "!FIO4" }
    /// Newtons of a step of the converter.
    var step: Double { isU6 ? 0.064 : 2.02 }

    func leftNewtons(_ volts: Double) -> Double {
        isU6 ? (volts - 0.00012) / 0.010 * 2000 : (volts - 0.06) / 5 * 2000
    }

    func rightNewtons(_ volts: Double) -> Double {
        isU6 ? (volts + 0.00005) / 0.010 * 2000 : (volts + 0.04) / 5 * 2000
    }

    func capture(
        seconds: Double, rate: Double = 1000, faults: [InProcessLink.Fault] = [], trigger: String? = nil,
        triggered: [ClosedRange<Double>] = [], source: any ForceSource = Ramps2000(), keepsEvents: Bool = false
    ) throws -> DAQCapture {
        let request = StreamRequest(rate: rate, left: left, right: right, trigger: trigger)
        if isU6 {
            var wiring = VirtualU6.Wiring()
            wiring.noise = 0
            wiring.triggered = triggered
            return try DAQCapture(
                U6Driver(), VirtualU6(source: source, wiring: wiring), request, seconds: seconds, faults: faults,
                keepsEvents: keepsEvents)
        }
        var wiring = VirtualU3.Wiring()
        wiring.noise = 0
        wiring.triggered = triggered
        return try DAQCapture(
            U3Driver(), VirtualU3(source: source, wiring: wiring), request, seconds: seconds, faults: faults,
            keepsEvents: keepsEvents)
    }
}

/// The ramps of ``SteepRamps``, but within the U6's ±10 mV of 2000 N.
private struct Ramps2000: ForceSource {
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 200 * seconds : 1800 - 200 * seconds }
}

@Suite struct U3ProtocolTests {
    let golden = U3Protocol.StreamConfiguration(channels: [0, 1], samplesPerPacket: 24, resolution: 0, interval: 4000)

    /// Computed by hand from the layout in u3Stream.c: two single-ended inputs, 1000 Hz, 24 samples a packet.
    @Test func commandsAreTheGoldenBytes() {
        #expect(golden.encoded() == bytes("18 F8 05 11 08 01 02 18 00 00 A0 0F 00 1F 01 1F"))
        #expect(U3Protocol.configureLines(fioAnalog: 3, eioAnalog: 0) == bytes("59 F8 03 0B 52 00 0F 00 40 00 03 00"))
        #expect(golden.rate == 1000)
    }

    @Test func configurationsReadBackAndDamageIsRefused() {
        #expect(U3Protocol.StreamConfiguration(golden.encoded()) == golden)
        for i in 0..<16 {
            var damaged = golden.encoded()
            damaged[i] ^= 0x01
            #expect(U3Protocol.StreamConfiguration(damaged) == nil, "byte \(i)")
        }
    }

    @Test func voltsFollowTheLinesOfTheInputAndTheHardware() throws {
        var constants = [Double](repeating: 0, count: 20)
        constants[0] = 3.7e-5
        constants[1] = 0.01
        constants[13] = 3.2e-4
        constants[17] = -10.4
        let blocks = (0..<5).map { block in constants[4 * block..<4 * block + 4].flatMap(LabJackFrame.encode) }
        let calibration = try #require(U3Calibration(blocks: blocks))
        var answer = [UInt8](repeating: 0, count: 38)
        answer[13] = 30
        answer[14] = 1
        let low = U3Protocol.Hardware(answer)
        answer[37] = 0x12
        let high = U3Protocol.Hardware(answer)
        #expect(low.version == 130)
        #expect(!low.isHighVoltage && high.isHighVoltage)
        // The memory's step of 2^-32 is 6e-6 of the slope.
        #expect(abs(try #require(calibration.line(input: 1, low)).volts(40_000) - 1.49) < 2e-5)
        #expect(abs(try #require(calibration.line(input: 1, high)).volts(40_000) - 2.4) < 2e-5)
        #expect(abs(try #require(calibration.line(input: 4, high)).volts(40_000) - 1.49) < 2e-5)
        #expect(calibration.line(input: 0, high) == nil)
    }

    @Test func triggersAreBitsOfTheirWord() throws {
        let plain = try #require(LabJackTrigger("fio3"))
        #expect(plain.channel == 193 && plain.mask == 0x0008 && plain.isOn(0x0008) && !plain.isOn(0xFFF7))
        let switched = try #require(LabJackTrigger("!EIO7"))
        #expect(switched.channel == 193 && switched.mask == 0x8000 && switched.isOn(0x7FFF) && !switched.isOn(0x8000))
        #expect(try #require(LabJackTrigger("CIO1")).channel == 194)
        for wrong in ["", "!", "FIO", "FIO8", "AIN0", "EIO-1", "MIO3", "!!FIO0"] {
            #expect(LabJackTrigger(wrong) == nil, "\(wrong)")
        }
    }

    /// U6: digital word behind two bridges at 1000 Hz, 8 scans a packet, 300 µs of settling.
    @Test func aTriggerIsAThirdChannelOfTheU6() {
        let configuration = U6Protocol.StreamConfiguration(
            channels: [0, 2, 193], gain: .x1000, samplesPerPacket: 24, settlingFactor: 30, interval: 4000)
        #expect(
            configuration.encoded()
                == bytes("20 F8 07 11 0C 03 03 01 18 00 1E 00 A0 0F 00 B0 02 B0 C1 00"))
        #expect(U6Protocol.StreamConfiguration(configuration.encoded()) == configuration)
    }
}

@Suite struct LabJackStreamTests {
    @Test(arguments: [false, true]) func everySampleIsAtItsPlace(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        let capture = try kind.capture(seconds: 5)
        #expect(capture.info.rate == 1000)
        #expect(capture.loss == LossCounts())
        #expect(capture.block.count >= 4980)
        #expect(abs(capture.info.channelDelay - (isU6 ? 490e-6 : 320e-6)) < 1e-12)
        capture.expectConsistentBooks()
        for i in stride(from: 0, to: capture.block.count, by: 7) {
            let t = Double(i) / 1000
            #expect(abs(kind.leftNewtons(capture.block.values[2 * i]) - 200 * t) < 0.51 * kind.step)
            let right = 1800 - 200 * (t + capture.info.channelDelay)
            #expect(abs(kind.rightNewtons(capture.block.values[2 * i + 1]) - right) < 0.51 * kind.step)
        }
    }

    @Test func aLowVoltageU3SaysWhatItCannotSee() throws {
        var wiring = VirtualU3.Wiring()
        wiring.isHighVoltage = false
        wiring.noise = 0
        let capture = try DAQCapture(
            U3Driver(), VirtualU3(source: Ramps2000(), wiring: wiring),
            StreamRequest(rate: 2500, left: "AIN0", right: "AIN1"), seconds: 2)
        #expect(capture.identity.product == "LabJack U3-LV, firmware 1.46")
        #expect(capture.identity.name == "u3:320067890")
        #expect(capture.info.notes.count == 1)
        // 5000 samples a second need the second resolution.
        #expect(capture.info.channelDelay == 82e-6)
        let i = 2500
        #expect(abs((capture.block.values[2 * i] - 0.2) / 2 * 2000 - 200) < 0.4)
    }

    @Test(arguments: [false, true]) func aDigitalInputMarksItsRows(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        let capture = try kind.capture(seconds: 3, trigger: kind.trigger, triggered: [1.0...1.2, 2.0...2.0004])
        #expect(capture.loss == LossCounts())
        let marked = capture.block.flags.indices.filter { capture.block.flags[$0].contains(.trigger) }
        // The word is read two channel delays after the left input.
        #expect(marked == Array(1000...1199) + [2000] || marked == Array(1000...1199))
        #expect(abs(kind.leftNewtons(capture.block.values[2 * 2500]) - 500) < 0.51 * kind.step)
        let untouched = try kind.capture(seconds: 1, trigger: "FIO5")
        #expect(untouched.block.flags.allSatisfy { $0.contains(.trigger) })
    }

    @Test(arguments: [false, true]) func aHostThatSleepsGetsAnExactGap(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        let capture = try kind.capture(seconds: 8, faults: [.pause(at: 3_000_000_000, length: 2_000_000_000)])
        #expect(capture.loss.overruns == 1)
        #expect(capture.loss.exact)
        #expect((1400...1520).contains(capture.loss.missing))
        capture.expectConsistentBooks()
        let missing = capture.block.flags.indices.filter { capture.block.flags[$0].contains(.missing) }
        #expect(missing == Array(missing[0]...missing[missing.count - 1]))
        #expect(capture.block.flags[missing[0]].contains(.deviceOverrun))
        // The scan of all ones that separates old from new is no sample.
        #expect(capture.block.flags.allSatisfy { !$0.contains(.leftSaturated) })
        #expect(worst(kind, capture) < 0.51 * kind.step / 200)
    }

    @Test(arguments: [false, true]) func aLostReportIsMadeGoodByTime(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        let whole = try kind.capture(
            seconds: 8, faults: [.pause(at: 3_000_000_000, length: 2_000_000_000)], keepsEvents: true)
        let events = whole.stream(LabJackConversation.streamIn)
        let report = try #require(events.firstIndex { $0.bytes[11] == 60 })
        var reader = LabJackPacketReader(
            layout: LabJackStreamLayout(rate: 1000, samplesPerPacket: 24), left: Unit(), right: Unit())
        var block = ScanBlock(channels: 2)
        for (i, event) in events.enumerated() where i != report {
            reader.read(event.bytes.span, arrival: event.header.stamp, dropped: 0, into: &block)
        }
        #expect(!reader.loss.exact)
        #expect(reader.loss.overruns == 1)
        #expect(abs(reader.nextIndex - whole.nextIndex) <= 12)
        #expect(block.count == reader.nextIndex)
    }

    /// A sleeping host overflows the device, and then everything that tells of it is lost on the way.
    @Test(arguments: [false, true]) func anOverflowWhoseEveryTraceIsLostIsFoundByTime(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        let capture = try kind.capture(
            seconds: 8,
            faults: [.pause(at: 1_000_000_000, length: 2_000_000_000), .lose(at: 1_500_000_000, transfers: 60)])
        #expect(capture.loss.overruns == 0)
        #expect(!capture.loss.exact)
        let timed = capture.block.losses.filter { $0.evidence == .timed }
        #expect(timed.count == 1 && timed[0].count > 1000 && timed[0].bound <= 24, "\(capture.block.losses)")
        capture.expectConsistentBooks()
        #expect(worst(kind, capture) < Double(capture.loss.bound) / 1000 + 0.51 * kind.step / 200)
    }

    @Test func aReportAtItsLimitIsMadeGoodByTime() throws {
        // At 20 000 scans a second five seconds are more than the two bytes of the report can say.
        let kind = Kind(isU6: false)
        let capture = try kind.capture(
            seconds: 8, rate: 20_000, faults: [.pause(at: 1_000_000_000, length: 5_000_000_000)])
        #expect(capture.loss.overruns == 1)
        #expect(!capture.loss.exact)
        #expect((98_000...100_000).contains(capture.loss.missing))
        #expect(worst(kind, capture) < 0.0101)
    }

    @Test(arguments: [1, 2, 7, 40]) func packetsLostOnTheWayLeaveGapsOfTheirSize(packets: Int) throws {
        let kind = Kind(isU6: false)
        let capture = try kind.capture(seconds: 3, faults: [.lose(at: 1_500_000_000, transfers: packets)])
        #expect(capture.loss.missing == packets * 12)
        #expect(capture.loss.exact)
        capture.expectConsistentBooks()
        #expect(worst(kind, capture) < 0.51 * kind.step / 200)
    }

    @Test(arguments: [false, true]) func aThousandFaultyRunsHideNothing(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        for seed in 0..<500 {
            var random = SplitMix64(seed: 7000 + UInt64(seed))
            let faults = randomFaults(&random, seconds: 2.5, stalls: true, longestPause: 1.2)
            let capture = try kind.capture(seconds: 2.5, faults: faults)
            let comment: Comment = "seed \(7000 + seed), \(faults), \(capture.loss), \(capture.resumes) resumes"
            capture.expectConsistentBooks(comment)
            if capture.resumes == 0, capture.loss.overruns == 0 {
                let lost = faults.reduce(0) { if case .lose(_, let n) = $1 { $0 + 12 * n } else { $0 } }
                #expect(capture.loss.missing == lost, comment)
                #expect(capture.loss.exact, comment)
            }
            let slack = capture.loss.exact ? 0 : 0.012
            #expect(worst(kind, capture) < slack + 0.51 * kind.step / 200, comment)
            #expect(capture.block.count > 2500 - 30 - 20 * capture.resumes, comment)
        }
    }

    @Test func theSameBytesInAnyChunksGiveTheSameScans() throws {
        let kind = Kind(isU6: false)
        let whole = try kind.capture(
            seconds: 4, faults: [.pause(at: 1_000_000_000, length: 1_500_000_000)], trigger: kind.trigger,
            triggered: [0.5...0.7], keepsEvents: true)
        let all = whole.stream(LabJackConversation.streamIn).flatMap(\.bytes)
        var random = SplitMix64(seed: 31)
        for _ in 0..<20 {
            var reader = try makeReader(trigger: kind.trigger)
            var block = ScanBlock(channels: 2)
            var at = 0
            while at < all.count {
                let length = min(1 + random.index(200), all.count - at)
                let chunk = Array(all[at..<at + length])
                at += length
                // A packet of 62 bytes every 8 ms.
                reader.read(chunk.span, arrival: UInt64(at) * 129_032, dropped: 0, into: &block)
            }
            reader.finish(into: &block)
            #expect(block.raw == whole.block.raw)
            #expect(block.flags == whole.block.flags)
            #expect(reader.loss == whole.loss)
        }
    }

    @Test func randomAndDamagedBytesNeverCrashAndTheBooksAgree() throws {
        let packets = try Kind(isU6: false).capture(
            seconds: 4, faults: [.pause(at: 1_000_000_000, length: 1_500_000_000)], keepsEvents: true
        ).stream(LabJackConversation.streamIn).map(\.bytes)
        var random = SplitMix64(seed: 32)
        let noise = NoisePool(seed: 33)
        var reader = try makeReader(trigger: nil)
        var block = ScanBlock(channels: 2)
        var scans = 0
        var total = 0
        var clock: UInt64 = 0
        while total < 10_000_000 {
            var chunk: [UInt8]
            switch random.index(4) {
            case 0: chunk = noise.chunk(random.index(150), &random)
            case 1:
                chunk = packets[random.index(packets.count)]
                chunk[random.index(chunk.count)] ^= UInt8(1 << random.index(8))
            case 2: chunk = Array(packets[random.index(packets.count)].prefix(random.index(63)))
            default: chunk = packets[random.index(packets.count)]
            }
            clock += UInt64(random.index(20_000_000))
            reader.read(chunk.span, arrival: clock, dropped: random.index(100) == 0 ? 2 : 0, into: &block)
            if random.index(1000) == 0 { reader.begin(at: clock, into: &block) }
            total += max(chunk.count, 1)
            scans += block.count
            block.restart(at: reader.nextIndex)
        }
        #expect(scans == reader.nextIndex)
    }

    @Test func wrongWishesAreRefusedWithTheRemedy() throws {
        func refusal(_ request: StreamRequest) -> DeviceError? {
            do throws(DeviceError) {
                let link = InProcessLink(VirtualU3(source: NoLoad()), serial: "1", pace: .asFastAsPossible)
                let driver = U3Driver()
                _ = try driver.open(link)
                _ = try driver.start(link, request)
                return nil
            } catch { return error }
        }
        for request in [
            StreamRequest(rate: 1000, left: "CH0", right: "AIN1"),
            StreamRequest(rate: 1000, left: "AIN16", right: "AIN1"),
            StreamRequest(rate: 1000, left: "AIN1", right: "ain1"),
            StreamRequest(rate: 26_000, left: "AIN0", right: "AIN1"),
            StreamRequest(rate: 1000, left: "AIN0", right: "AIN1", trigger: "FIO2"),
            StreamRequest(rate: 1000, left: "AIN0", right: "AIN5", trigger: "FIO5"),
            StreamRequest(rate: 1000, left: "AIN0", right: "AIN1", trigger: "DIO5"),
        ] {
            #expect(refusal(request)?.isUsage == true, "\(request)")
        }
        #expect(refusal(StreamRequest(rate: 1000, left: "AIN5", right: "AIN9", trigger: "CIO0")) == nil)
    }

    @Test(arguments: [false, true]) func stoppingTakesWhatTheDeviceStillHoldsAndStartingBeginsAnew(isU6: Bool) throws {
        let kind = Kind(isU6: isU6)
        let driver: any ForceDriver = isU6 ? U6Driver() : U3Driver()
        let model: any DeviceModel = isU6 ? VirtualU6(source: Ramps2000()) : VirtualU3(source: Ramps2000())
        let link = InProcessLink(model, serial: "1", pace: .asFastAsPossible)
        _ = try driver.open(link)
        for _ in 0..<3 {
            var block = ScanBlock(channels: 2)
            _ = try driver.start(link, StreamRequest(rate: 1000, left: kind.left, right: kind.right))
            _ = link.receive(until: link.now + 500_000_000) { driver.decode($0, $1, into: &block) }
            driver.stop(link, into: &block)
            #expect((484...500).contains(block.count))
            #expect(block.flags[0].contains(.segmentStart))
            #expect(driver.loss == LossCounts())
            #expect(driver.nextIndex == block.count)
        }
    }

    private func worst(_ kind: Kind, _ capture: DAQCapture) -> Double {
        capture.worstDisplacement(newtons: kind.leftNewtons)
    }

    private struct Unit: LabJackLine {
        func volts(_ raw: UInt16) -> Double { Double(raw) }
    }

    private func makeReader(trigger: String?) throws -> LabJackPacketReader<Unit> {
        let trigger = trigger.flatMap { LabJackTrigger($0) }
        return LabJackPacketReader(
            layout: LabJackStreamLayout(rate: 1000, samplesPerPacket: 24, trigger: trigger, top: 0xFFF0), left: Unit(),
            right: Unit())
    }
}
