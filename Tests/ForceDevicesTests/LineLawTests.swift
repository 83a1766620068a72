import SignalCore
import Statistics
import TestSupport
import Testing
import Transport

@testable import ForceDevices

/// A slow ramp on the left, another on the right: every reading tells its moment.
private struct Ramps: ForceSource {
    var duration: Double { .infinity }
    func force(_ side: Side, at seconds: Double) -> Double { side == .left ? 10 * seconds : 500 - 10 * seconds }
}

/// A profile with the unit that a user would have named.
private func ready(_ profile: LineProfile) -> LineProfile {
    var profile = profile
    if !profile.unitFollows, !profile.columns.contains(.unit), profile.unit == nil {
        profile.unit = profile.decimals == 0 ? .count : .newton
    }
    return profile
}

/// Streams a virtual device of a profile through the in-process link and collects everything.
private struct LineCapture {
    var block: ScanBlock
    var driver: LineDriver
    var info: StreamInfo
    var device: DeviceInfo
    var state = StreamState.running
    var payloads: [(bytes: [UInt8], arrival: UInt64)] = []
    var model: VirtualSerialDevice
    let profile: LineProfile
    private let countsPerNewton: Double

    init(
        _ given: LineProfile, chip: VirtualSerialDevice.Chip = .ftdi, seconds: Double, rate: Double? = nil,
        source: any ForceSource = Ramps(), wiring given2: VirtualGauge.Wiring? = nil,
        faults: (UInt64) -> [InProcessLink.Fault] = { _ in [] }, left: String? = nil
    ) throws {
        let profile = ready(given)
        self.profile = profile
        var wiring = given2 ?? VirtualGauge.Wiring()
        if given2 == nil { wiring.noise = 0 }
        countsPerNewton = wiring.countsPerNewton
        let gauge = VirtualGauge(profile: profile, source: source, wiring: wiring)
        model = VirtualSerialDevice(chip, gauge: gauge, serial: "A1")
        // Faults are given from the moment at which the stream is running.
        let lead = UInt64((profile.bootTime + 2 * profile.replyTime + LineRate.seconds(profile) + 1) * 1e9)
        let link = InProcessLink(model, serial: "A1", pace: .asFastAsPossible, faults: faults(lead))
        driver = LineDriver(profile: profile, family: "ftdi")
        device = try driver.open(link)
        var captured: [(bytes: [UInt8], arrival: UInt64)] = []
        let isTwo = profile.channels == 2
        block = ScanBlock(channels: profile.channels)
        info = try driver.start(
            link,
            StreamRequest(
                rate: rate ?? profile.poll.map { 1 / $0.period } ?? profile.rate,
                left: left ?? (isTwo ? "left" : "force"), right: isTwo ? (left == "right" ? "left" : "right") : ""))
        link.observer = { header, bytes in
            guard header.phase == .complete, header.kind == .bulk, header.endpoint.isIn, bytes.count > 0 else { return }
            captured.append((bytes.withUnsafeBufferPointer(Array.init), header.stamp))
        }
        let end = max(link.now, 1_000_000_000 + lead) + UInt64(seconds * 1e9)
        while link.now < end, state == .running {
            let wanted = driver.attend(link) ?? .max
            let next = min(link.now + 10_000_000, end, max(wanted, link.now + 1_000_000))
            state = link.receive(until: next) { header, bytes in driver.decode(header, bytes, into: &block) }
            if state == .halted {
                try driver.resume(link, into: &block)
                state = .running
            }
        }
        driver.stop(link, into: &block)
        payloads = captured
    }

    var unit: Double { profile.unit == .count ? 1 / countsPerNewton : 1 }

    func newtons(_ channel: Int, _ i: Int) -> Double { block.values[block.channels * i + channel] * unit }

    /// Seconds of the person at each scan by its left force; NaN where missing.
    func moment(_ i: Int) -> Double { newtons(0, i) / 10 }

    /// The law of every capture: rows, counts and flags agree, and no value is one that was never measured.
    ///
    /// - Parameters:
    ///   - resolution: newtons of half a step of the device.
    ///   - slack: rows by which the place of a reading may be off, for evidence that is not exact.
    func check(resolution: Double, slack: Double, _ comment: Comment) {
        let loss = driver.loss
        let missing = block.flags.count { $0.contains(.missing) }
        #expect(missing == loss.empty, comment)
        #expect(driver.nextIndex == block.count, comment)
        let present = block.flags.indices.filter { !block.flags[$0].contains(.missing) }
        guard let first = present.first else {
            Issue.record("no scans: \(comment)")
            return
        }
        let start = moment(first) - Double(first) / info.rate
        var worst = 0.0
        var apart = 0.0
        for i in present {
            worst = max(worst, abs(moment(i) - start - Double(i) / info.rate) * info.rate)
            if block.channels == 2 {
                // Both sides are of the same moment, so their sum is known.
                apart = max(apart, abs(newtons(0, i) + newtons(1, i) - 500))
            }
        }
        #expect(apart <= 2 * resolution + 1e-9, comment)
        #expect(worst <= slack + 0.1 * resolution * info.rate * 2, "off by \(worst) rows: \(comment)")
    }
}

/// Names of chips with profiles that are tried on each.
private let presets = LineProfile.presets

@Suite struct LineDriverTests {
    @Test(arguments: presets, VirtualSerialDevice.Chip.allCases)
    func everyPresetOverEveryBridgeGivesTheForcesOfItsSource(
        profile: LineProfile, chip: VirtualSerialDevice.Chip
    ) throws {
        let capture = try LineCapture(profile, chip: chip, seconds: 4)
        #expect(capture.driver.loss == LossCounts(), "\(capture.driver.faults.places)")
        #expect(capture.driver.faults.total == 0)
        #expect(abs(capture.info.rate / profile.rate - 1) < 1e-9)
        #expect(Double(capture.block.count) >= 4 * profile.rate - 3)
        #expect(capture.info.quantity == (ready(profile).unit == .count ? "count" : "N"))
        var step = 0.5
        for _ in 0..<profile.decimals { step /= 10 }
        let resolution = step * (profile.unit ?? ready(profile).unit == .count ? capture.unit : 10)
        // A polled device answers up to 3 ms after the grid's moment, and the loop asks a millisecond late.
        let slack = profile.poll == nil ? 0.02 : 0.25
        capture.check(resolution: resolution, slack: slack, "\(profile.name) over \(chip)")
    }

    @Test func chronojumpSaysWhoItIsAndMarksTheTrigger() throws {
        var wiring = VirtualGauge.Wiring()
        wiring.noise = 0
        wiring.triggerEdges = [4, 5]
        let capture = try LineCapture(.chronojump, seconds: 8, wiring: wiring)
        #expect(capture.device.product == "Chronojump force sensor over FTDI, Force_Sensor-0.6")
        let triggered = capture.block.flags.indices.filter { capture.block.flags[$0].contains(.trigger) }
        // 84.75 readings in the second between the edges.
        #expect((84...85).contains(triggered.count))
        let first = try #require(triggered.first)
        // The first reading that is not before the edge, and none before it.
        #expect(capture.moment(first) >= 4 - 0.001 && capture.moment(first) < 4 + 1 / 84.75)
        let last = try #require(triggered.last)
        #expect(capture.moment(last) < 5 && capture.moment(last) >= 5 - 1 / 84.75 - 0.001)
        #expect(triggered == Array(first...last))
        #expect(capture.driver.loss == LossCounts())
    }

    @Test func aPulseBetweenTwoReadingsMarksTheNextOne() throws {
        var wiring = VirtualGauge.Wiring()
        wiring.noise = 0
        // Both edges lie between the readings at 4.0000 s and 4.0118 s of 84.75 a second.
        wiring.triggerEdges = [4.004, 4.006, 5.003, 5.005]
        let capture = try LineCapture(.chronojump, seconds: 8, wiring: wiring)
        let triggered = capture.block.flags.indices.filter { capture.block.flags[$0].contains(.trigger) }
        #expect(triggered.count == 2)
        for (i, edge) in zip(triggered, [4.004, 5.003]) {
            #expect(capture.moment(i) >= edge - 0.001 && capture.moment(i) < edge + 1 / 84.75)
        }
    }

    @Test func aClockThatWrapsLosesNothing() throws {
        var wiring = VirtualGauge.Wiring()
        wiring.noise = 0
        // The microseconds wrap two seconds into the capture.
        wiring.firstMicroseconds = (1 << 32) - 4_000_000
        let capture = try LineCapture(.chronojump, seconds: 6, wiring: wiring)
        #expect(capture.driver.loss == LossCounts())
        capture.check(resolution: 0.005, slack: 0.02, "wrap")
    }

    @Test func theRateIsTheDevicesOwnAndADifferenceIsSaid() throws {
        var wiring = VirtualGauge.Wiring()
        wiring.noise = 0
        wiring.clockError = 9000
        // The device's own clock runs by the same quartz as its converter: by that clock the rate is the nominal one.
        let timed = try LineCapture(.chronojump, seconds: 5, wiring: wiring)
        #expect(abs(timed.info.rate / 84.75 - 1) < 1e-4)
        // Without one it is measured against the host's.
        let untimed = try LineCapture(.arduinoPair, seconds: 20, wiring: wiring)
        #expect(abs(untimed.info.rate / (80 * 1.009) - 1) < 5e-4)
        #expect(untimed.driver.loss == LossCounts())
        let asked = try LineCapture(.arduinoPair, seconds: 1, rate: 100)
        #expect(abs(asked.info.rate / 80 - 1) < 5e-4)
        #expect(asked.info.notes.contains { $0.contains("80") && $0.contains("100") })
    }

    @Test func sidesCanBeNamedTheOtherWayRound() throws {
        let capture = try LineCapture(.arduinoPair, seconds: 1, left: "right")
        let i = capture.block.count - 1
        #expect(capture.newtons(0, i) > capture.newtons(1, i))
        #expect(throws: DeviceError.self) { try LineCapture(.arduinoPair, seconds: 1, left: "AIN0") }
    }

    @Test func aWrongSpeedIsToldFromSilenceWithTheRemedy() throws {
        var other = ready(.arduinoPair)
        other.baud = 9600
        let gauge = VirtualGauge(profile: ready(.arduinoPair), source: Ramps())
        let model = VirtualSerialDevice(.ch340, gauge: gauge, serial: "")
        let link = InProcessLink(model, serial: "", pace: .asFastAsPossible)
        let driver = LineDriver(profile: other, family: "ch340")
        _ = try driver.open(link)
        do throws(DeviceError) {
            _ = try driver.start(link, StreamRequest(rate: 80, left: "left", right: "right"))
            Issue.record("it started")
        } catch {
            #expect(error.detail.contains("cannot be read"))
            #expect(error.remedy.contains("baud="))
        }
        // One that waits for a command nobody sends is silent.
        var waiting = ready(.arduinoPair)
        waiting.start = LineProfile.Command(request: "go\n")
        let quiet = VirtualSerialDevice(.cdc, gauge: VirtualGauge(profile: waiting, source: Ramps()), serial: "")
        let second = InProcessLink(quiet, serial: "", pace: .asFastAsPossible)
        let other2 = LineDriver(profile: ready(.arduinoPair), family: "cdc")
        _ = try other2.open(second)
        do throws(DeviceError) {
            _ = try other2.start(second, StreamRequest(rate: 80, left: "left", right: "right"))
            Issue.record("it started")
        } catch { #expect(error.detail.contains("sends nothing")) }
    }

    @Test func anotherDeviceBehindTheBridgeIsSaid() throws {
        let gauge = VirtualGauge(profile: ready(.arduinoPair), source: Ramps())
        let link = InProcessLink(
            VirtualSerialDevice(.ftdi, gauge: gauge, serial: "A1"), serial: "A1", pace: .asFastAsPossible)
        do throws(DeviceError) {
            _ = try LineDriver(profile: .chronojump, family: "chronojump").open(link)
            Issue.record("it opened")
        } catch {
            #expect(error.detail.contains("get_version:\\n"))
            #expect(error.remedy.contains("Chronojump"))
        }
    }

    @Test func aUnitThatChangesEndsTheStream() throws {
        var stream = LineStream(.openScale)
        var block = ScanBlock(channels: 1)
        func feed(_ text: String, _ arrival: UInt64) {
            let bytes = Array(text.utf8)
            stream.read(bytes.span, 0..<bytes.count, arrival: arrival, into: &block)
        }
        feed("\n", 0)
        for i in 0..<30 { feed("\(i * 100),2.00,kg,\r\n", UInt64(i) * 100_000_000) }
        #expect(stream.unit == .kilogram)
        let result = try #require(stream.rate?.result(nominal: 10))
        #expect(result.rate == 10)
        stream.begin(result)
        for i in 30..<40 { feed("\(i * 100),2.00,kg,\r\n", UInt64(i) * 100_000_000) }
        #expect(block.values.allSatisfy { $0 == 2 * 9.80665 })
        #expect(stream.changedUnit == nil)
        feed("4000,4.41,lbs,\r\n", 4_000_000_000)
        #expect(stream.changedUnit == .pound)
    }
}

@Suite struct LineLossTests {
    /// The FTDI chip sends a packet a line, so lost transfers are whole lines.
    @Test(arguments: [1, 2, 7, 40]) func lostTransfersAreCountedByTheDevicesTime(transfers: Int) throws {
        let capture = try LineCapture(.chronojump, seconds: 8) { [.lose(at: $0 + 3_000_000_000, transfers: transfers)] }
        // Heartbeats of the chip may be among the lost; the line before the gap cannot be confirmed.
        let empty = capture.driver.loss.empty
        #expect((1...transfers + 1).contains(empty))
        if transfers > 1 { #expect(empty > transfers / 2) }
        #expect(capture.driver.faults.count(.besideGap) == 1)
        #expect(capture.driver.loss.exact)
        capture.check(resolution: 0.005, slack: 0.02, "lost \(transfers)")
    }

    /// A counter of a byte in every line: a whole turn that is lost leaves it as it was.
    @Test(arguments: [100, 255, 256, 257, 512, 600]) func aWholeTurnOfAShortCounterIsNotHidden(lines: Int) throws {
        var profile = LineProfile(name: "c", title: "Counting cells", columns: [.counter, .left, .right])
        profile.counterModulo = 256
        profile.limit = 8_388_608
        let seconds = Double(lines) / profile.rate + 6
        let capture = try LineCapture(profile, chip: .cdc, seconds: seconds) {
            [.lose(at: $0 + 2_000_000_000, transfers: lines)]
        }
        // The line before the gap is not trusted, and is corrupt.
        #expect(capture.driver.loss.missing == lines)
        #expect(capture.driver.loss.corrupt == 1)
        // With 255 lost the next line looks like a copy of the last one: arrival alone says that it is none.
        #expect(capture.driver.loss.exact == (lines < 255))
        capture.check(resolution: 0.002, slack: 0.02, "\(lines) lines lost")
    }

    @Test(arguments: [0.6, 1.7, 3.2, 4.8]) func aSleepIsNoTurnOfAShortCounter(length: Double) throws {
        var profile = LineProfile(name: "c", title: "Counting cells", columns: [.counter, .left, .right])
        profile.counterModulo = 256
        profile.limit = 8_388_608
        // The port keeps 4096 bytes, some 200 lines.
        let capture = try LineCapture(profile, chip: .byteStream, seconds: 9) {
            [.pause(at: $0 + 2_000_000_000, length: UInt64(length * 1e9))]
        }
        if length < 2 { #expect(capture.driver.loss == LossCounts()) }
        capture.check(resolution: 0.002, slack: 0.02, "slept \(length) s")
    }

    /// The clock of a Chronojump wraps after 71.6 minutes: as long a silence leaves it as it was.
    @Test func aWholeTurnOfTheDevicesClockIsNotHidden() {
        var stream = LineStream(.chronojump)
        let period = 1e6 / 84.75
        stream.begin(LineRate.Result(rate: 84.75, period: period, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: 1)
        func feed(_ line: Int) {
            let mark = UInt64((Double(line) * period).rounded()) % (1 << 32)
            let bytes = Array("\(mark);1.00\r\n".utf8)
            stream.read(
                bytes.span, 0..<bytes.count, arrival: UInt64(Double(line) * period * 1000) + 1_000_000, into: &block)
        }
        let lost = Int((4_294_967_296 / period).rounded())
        feed(0)
        for line in 1...100 { feed(line) }
        for line in 101 + lost...200 + lost { feed(line) }
        #expect(stream.loss.missing == lost)
        #expect(!stream.loss.exact)
        #expect(block.losses.contains { $0.kind == .missing && $0.count == lost && $0.evidence == .timed })
    }

    /// A program that reads nothing for three quarters of an hour, from a pipe that keeps everything, lost nothing.
    @Test func aLongSleepIsNoTurnOfTheDevicesClock() {
        var stream = LineStream(.chronojump)
        let period = 1e6 / 84.75
        stream.begin(LineRate.Result(rate: 84.75, period: period, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: 1)
        for line in 0...300 {
            let bytes = Array("\(UInt64((Double(line) * period).rounded()));1.00\r\n".utf8)
            let arrival = UInt64(Double(line) * period * 1000) + (line > 150 ? 2_700_000_000_000 : 1_000_000)
            stream.read(bytes.span, 0..<bytes.count, arrival: arrival, into: &block)
        }
        #expect(stream.loss == LossCounts())
        #expect(block.losses.isEmpty)
    }

    @Test func aHostThatSleepsOverrunsTheChipAndItSaysSo() throws {
        let capture = try LineCapture(.chronojump, seconds: 12) {
            [.pause(at: $0 + 3_000_000_000, length: 3_000_000_000)]
        }
        #expect(capture.driver.loss.overruns == 1)
        #expect(capture.model.lostBytes > 0)
        // 3 s at 84.75 lines, less the 256 bytes that the chip kept, some 15 lines, and those in doubt.
        #expect((225...260).contains(capture.driver.loss.empty))
        #expect(capture.block.flags.contains { $0.contains(.deviceOverrun) })
        capture.check(resolution: 0.005, slack: 0.02, "overrun")
        let untimed = try LineCapture(.arduinoPair, seconds: 12) {
            [.pause(at: $0 + 3_000_000_000, length: 3_000_000_000)]
        }
        #expect(untimed.driver.loss.overruns == 1)
        untimed.check(resolution: 0.002, slack: 1.5, "overrun by arrival")
    }

    @Test func aShortPauseIsLatenessAndNoLoss() throws {
        let capture = try LineCapture(.arduinoPair, seconds: 8) {
            [.pause(at: $0 + 3_000_000_000, length: 150_000_000)]
        }
        #expect(capture.driver.loss == LossCounts())
        capture.check(resolution: 0.002, slack: 0.02, "pause")
    }

    @Test(arguments: [2, 5, 30]) func withoutAClockLossIsFoundByArrival(transfers: Int) throws {
        let capture = try LineCapture(.arduinoPair, chip: .cdc, seconds: 8) {
            [.lose(at: $0 + 3_000_000_000, transfers: transfers)]
        }
        // Each transfer is a line here; the first after the gap is not trusted.
        #expect((transfers...transfers + 2).contains(capture.driver.loss.empty))
        capture.check(resolution: 0.002, slack: 1.5, "lost \(transfers) by arrival")
    }

    @Test func cp210xAndPortsReportOverrunsThatTheyCounted() throws {
        for chip in [VirtualSerialDevice.Chip.cp210x, .byteStream] {
            let capture = try LineCapture(.arduinoTimedPair, chip: chip, seconds: 30) {
                [.pause(at: $0 + 3_000_000_000, length: 20_000_000_000)]
            }
            #expect(capture.model.lostBytes > 0)
            #expect(capture.driver.loss.overruns > 0, "\(chip)")
            capture.check(resolution: 0.002, slack: 0.3, "\(chip)")
        }
    }

    @Test func aPolledDeviceThatDoesNotAnswerLeavesAnEmptyRow() throws {
        let capture = try LineCapture(.mark10, seconds: 8) { [.lose(at: $0 + 2_000_000_000, transfers: 3)] }
        #expect(capture.driver.loss.missing > 0)
        #expect(capture.driver.loss.exact)
        capture.check(resolution: 0.05, slack: 0.25, "polled")
    }

    @Test func aHaltIsResumedAsASegmentWithItsGap() throws {
        for profile in [LineProfile.arduinoPair, .arduinoTimedPair] {
            let capture = try LineCapture(profile, seconds: 8) { [.stall(at: $0 + 3_000_000_000)] }
            #expect(!capture.driver.loss.exact)
            #expect(capture.block.flags.count { $0.contains(.segmentStart) } == 2)
            capture.check(resolution: 0.002, slack: 1.6, "halt")
        }
    }

    @Test func unpluggingEndsTheStream() throws {
        let capture = try LineCapture(.arduinoPair, seconds: 8) { [.unplug(at: $0 + 3_000_000_000)] }
        guard case .failed(let error) = capture.state else {
            Issue.record("state \(capture.state)")
            return
        }
        #expect(error.kind == .disconnected)
        #expect(capture.block.count > 200)
    }

    /// A thousand devices, each with faults of its own: every row is accounted for and no value was never measured.
    @Test func aThousandFaultyRunsLoseNothingUnseen() throws {
        let base: UInt64 = 20_261_122
        for run in 0..<1000 {
            let seed = base + UInt64(run)
            var random = SplitMix64(seed: seed)
            let profile: LineProfile = [.chronojump, .arduinoTimedPair, .jsonPair][random.index(3)]
            var faults: [(UInt64, Int, UInt64)] = []
            for _ in 0..<1 + random.index(3) {
                faults.append((UInt64(random.unit() * 3e9), random.index(2), UInt64(random.unit() * 1.2e9)))
            }
            faults.sort { $0.0 < $1.0 }
            let chip = VirtualSerialDevice.Chip.allCases[random.index(5)]
            let capture = try LineCapture(profile, chip: chip, seconds: 4) { lead in
                faults.map { at, kind, size in
                    kind == 0
                        ? .pause(at: lead + at, length: size)
                        : .lose(at: lead + at, transfers: 1 + Int(size / 60_000_000))
                }
            }
            let isCoarse = profile.columns.contains(.milliseconds)
            capture.check(
                resolution: profile.decimals == 2 ? 0.005 : 0.002, slack: isCoarse ? 0.5 : 0.02,
                "seed \(seed), \(profile.name) over \(chip)")
            // Where bytes were lost rows are empty, once lines came after it.
            let settled = faults.allSatisfy { $0.1 == 1 || $0.0 + $0.2 < 3_500_000_000 }
            if capture.model.lostBytes > 400, settled { #expect(capture.driver.loss.empty > 0, "seed \(seed)") }
        }
    }
}

@Suite struct LineStreamLawTests {
    /// Text of a device with damage in it, whatever its profile.
    private func damagedText(_ profile: LineProfile, lines: Int, seed: UInt64) -> [UInt8] {
        let writer = LineText(profile: profile)
        var random = SplitMix64(seed: seed)
        var bytes: [UInt8] = [0x0A]
        for i in 0..<lines {
            var line = writer.line(
                Double(i % 997), Double(500 - i % 997), microseconds: UInt64(i) * 12_500, count: UInt64(i),
                isTriggered: false)
            switch random.index(40) {
            case 0: line[random.index(line.count)] ^= UInt8(1 << random.index(8))
            case 1: line.removeSubrange(0..<random.index(line.count))
            case 2: continue
            case 3: line = Array("nan\n".utf8) + line
            default: break
            }
            bytes += line
        }
        return bytes
    }

    private func decode(_ profile: LineProfile, _ bytes: [UInt8], chunk: (Int) -> Int) -> (ScanBlock, LineStream) {
        var stream = LineStream(profile)
        stream.begin(LineRate.Result(rate: 80, period: 12_500, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: profile.channels)
        var at = 0
        var number = 0
        while at < bytes.count {
            let end = min(at + chunk(number), bytes.count)
            let span = bytes.span
            stream.read(span, at..<end, arrival: 0, into: &block)
            at = end
            number += 1
        }
        stream.finish(into: &block)
        return (block, stream)
    }

    @Test func theSameBytesInAnyChunksGiveTheSameScans() {
        for profile in [LineProfile.chronojump, .arduinoTimedPair, .arduinoPair, .jsonPair] {
            let profile = ready(profile)
            let bytes = damagedText(profile, lines: 2000, seed: 31)
            let whole = decode(profile, bytes) { _ in bytes.count }
            #expect(whole.0.count > 1500)
            #expect(whole.1.faults.total > 50)
            var random = SplitMix64(seed: 32)
            for _ in 0..<10 {
                let sizes = (0..<5000).map { _ in 1 + random.index(90) }
                let part = decode(profile, bytes) { sizes[$0 % sizes.count] }
                #expect(part.0.raw == whole.0.raw)
                #expect(part.1.loss == whole.1.loss)
                #expect(part.1.faults == whole.1.faults)
            }
        }
    }

    @Test func damageNeverBecomesAReadingAndHasItsPlace() {
        var profile = ready(.arduinoTimedPair)
        profile.checksum = .xor
        let writer = LineText(profile: profile)
        var random = SplitMix64(seed: 33)
        for _ in 0..<200 {
            let hit = 10 + random.index(80)
            var bytes: [UInt8] = [0x0A]
            for i in 0..<100 {
                var line = writer.line(
                    Double(i), Double(-i), microseconds: UInt64(i) * 12_500, count: UInt64(i), isTriggered: false)
                // Before the check, whose digits mean the same in either case, and the line end, which is another test.
                if i == hit { line[random.index(line.count - 4)] ^= UInt8(1 << random.index(8)) }
                bytes += line
            }
            let result = decode(profile, bytes) { _ in bytes.count }
            #expect(result.0.count == 100)
            #expect(result.0.flags.indices.filter { result.0.flags[$0].contains(.missing) } == [hit])
            #expect(result.1.loss.corrupt >= 1 && result.1.loss.empty == 1)
            #expect(result.1.faults.places.allSatisfy { $0.index == hit || $0.index == hit + 1 })
        }
    }

    @Test func theRateIsThatOfTheDevicesClockThroughLossAndUnevenTimes() throws {
        var random = SplitMix64(seed: 35)
        for scatter in [0.0, 0.3] {
            var rate = LineRate(.chronojump)
            for i in 0..<200 where i % 37 != 5 {
                var reading = LineReading()
                reading.mark = ((Double(i) + scatter * (random.unit() - 0.5)) * 11_800).rounded()
                rate.add(reading, arrival: UInt64(i) * 11_810_000)
            }
            let result = try #require(rate.result(nominal: 80))
            #expect(abs(result.rate * 11.8e-3 - 1) < 0.002)
            #expect(scatter == 0 ? result.unevenness < 0.001 : (0.2...0.6).contains(result.unevenness))
        }
    }

    @Test(arguments: [0, 20, 61, 97, 150]) func aGapWhileTheRateIsMeasuredDoesNotBendIt(missing: Int) throws {
        // Whole milliseconds of 12.5 ms: the steps are 12 and 13, and a bridge that nobody read has lost some.
        var rate = LineRate(.arduinoTimedPair)
        for i in 0..<180 where i < 28 || i >= 28 + missing {
            var reading = LineReading()
            reading.mark = (Double(i) * 12.5).rounded(.down) * 1000
            rate.add(reading, arrival: UInt64(i) * 12_500_000)
        }
        let result = try #require(rate.result(nominal: 80))
        #expect(abs(result.rate / 80 - 1) < 0.001)
    }

    @Test(arguments: [0.0, 3.3, 8.4, 20, 400, 3000]) func aLineThatWaitedInTheDeviceDoesNotBendTheRate(waited: Double)
        throws
    {
        var rate = LineRate(.arduinoTimedPair)
        // One line from when somebody last read the device, then whole milliseconds of 12.5 ms.
        for i in -1..<400 where !rate.isDone {
            var reading = LineReading()
            let at = i < 0 ? 1.0 : 1.0 + waited + Double(i + 1) * 0.0125
            reading.mark = (at * 1000).rounded(.down) * 1000
            rate.add(reading, arrival: UInt64(max(i, 0)) * 12_500_000)
        }
        let result = try #require(rate.result(nominal: 80))
        #expect(result.rate == 80, "\(result.rate) from \(rate.lines) lines")
        #expect(result.unevenness < 0.2)
        #expect(rate.lines > 150)
    }

    @Test func copiesAreLeftOutAndAJumpOfTheClockIsNotBelievedAtOnce() {
        let profile = ready(.arduinoTimedPair)
        func line(_ i: Int) -> [UInt8] { Array("\(i * 12),\(i),\(-i)\n".utf8) }
        var stream = LineStream(profile)
        stream.begin(LineRate.Result(rate: 1000 / 12.0, period: 12_000, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: 2)
        func feed(_ bytes: [UInt8], _ i: Int) {
            stream.read(bytes.span, 0..<bytes.count, arrival: UInt64(i) * 12_000_000, into: &block)
        }
        feed([0x0A], 0)
        for i in 1...20 { feed(line(i), i) }
        feed(line(20), 20)
        #expect(stream.loss.duplicate == 1)
        // A digit too many: a clock a hundred seconds on.
        feed(Array("100252,21,-21\n".utf8), 21)
        for i in 22...30 { feed(line(i), i) }
        #expect(stream.faults.count(.implausibleTime) == 1)
        #expect(stream.loss.corrupt == 1 && stream.loss.missing == 0)
        #expect(block.count == 29)
        // The board restarts: its clock begins anew.
        for i in 1...10 { feed(line(i), 40 + i) }
        #expect(!stream.loss.exact)
        #expect(block.flags.count { $0.contains(.segmentStart) } == 2)
        #expect(stream.loss.empty > 8)
    }

    @Test(arguments: 1...4, [1, 5]) func aPacketOutOfItsOrderIsNoNewBeginning(late: Int, before: Int) {
        let profile = ready(.arduinoTimedPair)
        var stream = LineStream(profile)
        stream.begin(LineRate.Result(rate: 1000 / 12.0, period: 12_000, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: 2)
        func feed(_ lines: ClosedRange<Int>, at i: Int) {
            let bytes = Array((lines.map { "\($0 * 12),\($0),\(-$0)\n" }).joined().utf8)
            stream.read(bytes.span, 0..<bytes.count, arrival: UInt64(i) * 12_000_000, into: &block)
        }
        let lineEnd: [UInt8] = [0x0A]
        stream.read(lineEnd.span, 0..<1, arrival: 0, into: &block)
        for i in 1...20 { feed(i...i, at: i) }
        // A host that was late finds several lines in a packet; the packet after it comes first.
        let next = 21 + late
        feed(next...next + before - 1, at: next + before - 1)
        feed(21...20 + late, at: next + before - 1)
        for i in next + before...60 { feed(i...i, at: i) }
        #expect(block.flags.count { $0.contains(.segmentStart) } == 1)
        #expect(block.flags.count { $0.contains(.missing) } == stream.loss.empty)
        #expect(stream.faults.count(.implausibleTime) == late)
        for i in block.flags.indices where !block.flags[i].contains(.missing) {
            #expect(block.raw[2 * i] == Int32(i) + block.raw[0])
        }
    }

    @Test func aShortCounterCountsThroughItsTurns() {
        var profile = LineProfile(name: "c", title: "c", columns: [.counter, .left, .right])
        profile.unit = .newton
        profile.counterModulo = 256
        var stream = LineStream(profile)
        stream.begin(LineRate.Result(rate: 100, period: 10_000, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: 2)
        let lost = [300..<301, 500..<640, 1000..<1600]
        let lineEnd: [UInt8] = [0x0A]
        stream.read(lineEnd.span, 0..<1, arrival: 0, into: &block)
        for i in 0..<2000 where !lost.contains(where: { $0.contains(i) }) {
            let bytes = Array("\(i % 256),\(i),\(-i)\n".utf8)
            stream.read(bytes.span, 0..<bytes.count, arrival: UInt64(i) * 10_000_000, into: &block)
        }
        // Every gap, and the one line before each that nothing confirmed.
        #expect(stream.loss.missing == 1 + 140 + 600)
        #expect(stream.loss.corrupt == 3)
        for i in 0..<block.count where !block.flags[i].contains(.missing) { #expect(block.raw[2 * i] == Int32(i)) }
    }

    @Test func tenMegabytesOfNoiseNeverCrashAndNeverExplode() {
        var random = SplitMix64(seed: 34)
        for profile in [LineProfile.arduinoTimedPair, .jsonPair, .chronojump, .mark10, .arduinoPair] {
            let profile = ready(profile)
            var stream = LineStream(profile)
            if profile.poll == nil {
                stream.begin(LineRate.Result(rate: 80, period: 12_500, nextArrival: 0, jitter: 0.1))
            }
            var block = ScanBlock(channels: profile.channels)
            let alphabet = Array("0123456789+-.,;:eE{}\"wt2naiRr \n\r\n*kgNlbF".utf8)
            var chunk = [UInt8](repeating: 0, count: 4096)
            var rows = 0
            for turn in 0..<512 {
                for i in chunk.indices {
                    let number = random.next()
                    chunk[i] =
                        turn % 4 == 0
                        ? UInt8(truncatingIfNeeded: number) : alphabet[Int(number % UInt64(alphabet.count))]
                }
                if profile.poll != nil { stream.asked(for: turn) }
                stream.read(
                    chunk.span, 0..<chunk.count, arrival: UInt64(turn) * 50_000_000, isDoubtful: turn % 16 == 0,
                    into: &block)
                rows += block.count
                block.restart(at: stream.nextIndex)
            }
            #expect(rows == stream.nextIndex)
            #expect(stream.faults.total > 1000, "\(profile.name)")
        }
    }

    @Test func decodingAllocatesNothing() {
        let profile = ready(.arduinoTimedPair)
        var stream = LineStream(profile)
        stream.begin(LineRate.Result(rate: 80, period: 12_500, nextArrival: 0, jitter: 0))
        var block = ScanBlock(channels: 2)
        let lines = (0..<400).map { Array("\($0 * 12 + $0 / 2),\($0),-\($0)\r\n".utf8) }
        func feed(_ range: Range<Int>) {
            for i in range {
                let line = lines[i]
                stream.read(line.span, 0..<line.count, arrival: UInt64(i) * 12_500_000, into: &block)
            }
        }
        feed(0..<20)
        let count = allocations { feed(20..<400) }
        #if !DEBUG
            if let count { #expect(count == 0) }
        #else
            _ = count
        #endif
        #expect(block.count == 398)
        #expect(stream.loss == LossCounts())
    }
}
