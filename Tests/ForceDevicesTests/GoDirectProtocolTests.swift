import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

/// Golden frames in the order of an opening, as specified for the maker's libraries.
private let golden: [[UInt8]] = [
    bytes("58 19 FE 3F 1A A5 4A 06 49 07 48 08 47 09 46 0A 45 0B 44 0C 43 0D 42 0E 41"), bytes("58 05 FD 6A 10"),
    bytes("58 05 FC AE 55"), bytes("58 05 FB A9 51"), bytes("58 05 FA AD 56"), bytes("58 06 F9 A8 50 01"),
    bytes("58 0F F8 B0 1B FF 00 10 27 00 00 00 00 00 00"),
    bytes("58 13 F7 7C 18 FF 01 02 00 00 00 00 00 00 00 00 00 00 00"), bytes("58 0B F6 6D 19 FF 00 FF FF FF FF"),
]

/// A measurement frame with its sum.
private func measurement(_ body: [UInt8], counter: UInt8 = 0) -> [UInt8] {
    var frame = [0x20, UInt8(4 + body.count), counter, 0] + body
    frame[3] = GoDirectProtocol.checksum(frame)
    return frame
}

private func reader(channel: UInt8 = 1, checksSum: Bool = true) -> GoDirectStreamReader {
    GoDirectStreamReader(channel: channel, period: 10e6, range: -850...4500, checksSum: checksSum)
}

@Suite struct GoDirectProtocolTests {
    @Test func commandsAreTheGoldenBytes() {
        let arguments: [(GoDirectProtocol.Command, [UInt8])] = [
            (.initialize, GoDirectProtocol.initializeArguments), (.getStatus, []), (.deviceInfo, []), (.sensorMask, []),
            (.defaultMask, []), (.sensorInfo, [1]),
            (.setPeriod, GoDirectProtocol.periodArguments(microseconds: 10_000)),
            (.start, GoDirectProtocol.startArguments(mask: 2)), (.stop, GoDirectProtocol.stopArguments),
        ]
        for (i, (command, argument)) in arguments.enumerated() {
            #expect(GoDirectProtocol.frame(command, counter: 0xFE - UInt8(i), argument) == golden[i])
        }
        #expect(GoDirectProtocol.frame(.disconnect, counter: 0xF5) == bytes("58 05 F5 A6 54"))
    }

    @Test(arguments: [true, false]) func theDriverSaysThemInThatOrder(hasOutEndpoint: Bool) throws {
        var wiring = VirtualGoDirect.Wiring()
        wiring.hasOutEndpoint = hasOutEndpoint
        let link = InProcessLink(
            VirtualGoDirect(source: NoLoad(), wiring: wiring), serial: "x", pace: .asFastAsPossible)
        var written: [[UInt8]] = []
        var setups: [UInt64] = []
        link.observer = { header, bytes in
            guard header.phase == .submit, bytes.count == 64 else { return }
            written.append(bytes.withUnsafeBufferPointer(Array.init))
            #expect(header.endpoint == (hasOutEndpoint ? EndpointAddress(0x01) : .controlOut))
            setups.append(header.setup)
        }
        let driver = GoDirectDriver()
        _ = try driver.open(link)
        _ = try driver.start(link, StreamRequest(rate: 100, left: "force", right: "force"))
        var block = ScanBlock(channels: 1)
        driver.stop(link, into: &block)
        #expect(written.count == golden.count + 1)
        for (report, frame) in zip(written, golden) {
            #expect(report == [UInt8(frame.count)] + frame + [UInt8](repeating: 0, count: 63 - frame.count))
        }
        if !hasOutEndpoint { #expect(setups.allSatisfy { $0 == 0x0040_0000_0200_0921 }) }
    }

    @Test func longFramesSpanReports() throws {
        let frame = (0..<158).map { UInt8($0) }
        let reports = GoDirectProtocol.reports(frame)
        #expect(reports.map { $0[0] } == [63, 63, 32])
        #expect(reports.allSatisfy { $0.count == 64 })
        #expect(reports.flatMap { $0[1...Int($0[0])] } == frame)
    }

    @Test func recordsReadAsTheyWereWritten() throws {
        let virtual = VirtualGoDirect(serial: "0A1B2C3D", source: NoLoad())
        let link = InProcessLink(virtual, serial: "x", pace: .asFastAsPossible)
        let driver = GoDirectDriver()
        let info = try driver.open(link)
        #expect(info.name == "godirect:0A1B2C3D")
        #expect(info.product == "Vernier GDX-FP, firmware 1.7.3")
        #expect(info.calibration.map(\.count) == [152, 148])
        let sensor = try #require(driver.channels.first)
        #expect(sensor == VirtualGoDirect.Kind.forcePlate.channels[0])
        #expect(sensor.name == "Force")
        #expect(sensor.unit == "N")
        #expect(sensor.range.low == -850)
        #expect(sensor.shortestPeriod == 10_000)
    }

    @Test func sensorInfoHasThePublishedLayout() throws {
        var payload = [UInt8](repeating: 0, count: 148)
        payload[0] = 3
        payload[2] = 0x34
        payload[3] = 0x12
        payload[6] = 1
        payload[7] = 1
        payload.replaceSubrange(8..<13, with: Array("Force".utf8))
        payload[68] = UInt8(ascii: "N")
        payload.replaceSubrange(100..<108, with: bytes("9A 99 99 99 99 99 B9 3F"))
        payload.replaceSubrange(108..<116, with: bytes("00 00 00 00 00 00 49 C0"))
        payload.replaceSubrange(116..<124, with: bytes("00 00 00 00 00 00 49 40"))
        payload.replaceSubrange(
            124..<148, with: bytes("E8 03 00 00 00 00 00 00 01 00 00 00 10 27 00 00 64 00 00 00 08 00 00 80"))
        let sensor = try #require(GoDirectProtocol.SensorInfo(payload))
        #expect(sensor.number == 3)
        #expect(sensor.sensorID == 0x1234)
        #expect(sensor.isInteger)
        #expect(sensor.isAperiodic)
        #expect(sensor.name == "Force")
        #expect(sensor.unit == "N")
        #expect(sensor.uncertainty == 0.1)
        #expect(sensor.range == (-50, 50))
        #expect(sensor.shortestPeriod == 1000)
        #expect(sensor.longestPeriod == 0x1_0000_0000)
        #expect(sensor.typicalPeriod == 10_000)
        #expect(sensor.granularity == 100)
        #expect(sensor.exclusionMask == 0x8000_0008)
        payload[2] = 0
        payload[3] = 0
        // A number that stands for no kind of sensor: the maker's library leaves these out too.
        #expect(GoDirectProtocol.SensorInfo(payload) == nil)
    }

    @Test func everyPacketTypeGivesItsValues() {
        // 1.0, 2.0, 3.0, 4.0 as floats.
        let floats = bytes("00 00 80 3F 00 00 00 40 00 00 40 40 00 00 80 40")
        var block = ScanBlock(channels: 1)
        var stream = reader()
        var stamp: UInt64 = 0
        func send(_ body: [UInt8]) {
            stamp += 10_000_000
            for report in GoDirectProtocol.reports(measurement(body)) {
                stream.read(report.span, arrival: stamp, into: &block)
            }
        }
        // Channels 1 and 3 take turns.
        send(bytes("06 0A 00 02 00") + floats)
        #expect(block.values == [1, 3])
        send(bytes("07 02 00 01 00 01 00") + Array(floats.prefix(8)))
        #expect(block.values == [1, 3, 1])
        send(bytes("08 00 01 02") + Array(floats.suffix(8)))
        #expect(block.values == [1, 3, 1, 3, 4])
        send(bytes("09 00 01 01 FE FF FF FF"))
        #expect(block.values == [1, 3, 1, 3, 4, -2])
        #expect(block.raw[5] == -2)
        #expect(block.raw[0] == 0x3F80_0000)
        // Another channel, aperiodic ones, time stamps and periods are no samples of this one.
        send(bytes("08 00 02 01 00 00 80 3F"))
        send(bytes("0A 00 01 01 00 00 80 3F"))
        send(bytes("0B 00 01 01 00 00 80 3F"))
        send(bytes("0C 01 02 03 04"))
        send(bytes("0E 01 02 03 04"))
        send(bytes("06 08 00 01 00 00 00 80 3F"))
        #expect(block.count == 6)
        #expect(stream.loss == LossCounts())
        send(bytes("0D"))
        #expect(stream.loss.overruns == 1)
        // No gap explains the report.
        stream.flush(into: &block)
        #expect(!stream.loss.exact)
        #expect(block.losses.map(\.evidence) == [.reported])
    }

    @Test func bytesBehindEitherLengthAreNotRead() {
        let frame = measurement(bytes("06 02 00 01 00 00 00 80 3F"))
        var report = GoDirectProtocol.reports(frame)[0]
        for i in 1 + frame.count..<64 { report[i] = 0xEE }
        var stream = reader()
        var block = ScanBlock(channels: 1)
        stream.read(report.span, arrival: 0, into: &block)
        // Some libraries of the maker go by the frame's length alone: a larger count in the report must not hurt.
        report[0] = 40
        stream.read(report.span, arrival: 10_000_000, into: &block)
        #expect(block.values == [1, 1])
    }

    @Test func framesInSmallPiecesAreJoined() {
        let frame = measurement(bytes("06 02 00 03 00 00 00 80 3F 00 00 00 40 00 00 40 40"))
        var stream = reader()
        var block = ScanBlock(channels: 1)
        for at in stride(from: 0, to: frame.count, by: 6) {
            let part = Array(frame[at..<min(at + 6, frame.count)])
            let report = [UInt8(part.count)] + part + [UInt8](repeating: 0xAA, count: 63 - part.count)
            stream.read(report.span, arrival: 0, into: &block)
        }
        #expect(block.values == [1, 2, 3])
    }

    @Test(arguments: [true, false]) func aCutReportIsNeverJoinedWithTheNext(checksSum: Bool) {
        /// Twenty values, in two reports.
        func reports(_ value: Float) -> [[UInt8]] {
            let bits = value.bitPattern
            let word = (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) }
            return GoDirectProtocol.reports(
                measurement(bytes("06 02 00 14 00") + (0..<20).flatMap { _ in word }))
        }
        for cut in [1, 5, 20, 63] {
            for torn in 0..<2 {
                var stream = reader(checksSum: checksSum)
                var block = ScanBlock(channels: 1)
                var sent = (1...12).map { reports(Float($0)) }
                sent[4][torn] = Array(sent[4][torn].prefix(cut))
                for (i, frame) in sent.enumerated() {
                    for report in frame {
                        stream.read(report.span, arrival: UInt64(i + 1) * 200_000_000, into: &block)
                    }
                }
                stream.flush(into: &block)
                let wanted = (1...12).flatMap { [Double](repeating: $0 == 5 ? .nan : Double($0), count: 20) }
                #expect(block.values.map(\.description) == wanted.map(\.description))
                #expect(stream.loss.empty == 20)
                #expect(stream.loss.corrupt == 20)
            }
        }
    }

    @Test func valuesThatAreNoNumbersAndValuesAtTheLimitAreMarked() {
        var stream = reader()
        var block = ScanBlock(channels: 1)
        // NaN, 4500, −850, 4499.
        let body = bytes("06 02 00 04 00 00 00 C0 7F 00 A0 8C 45 00 80 54 C4 00 98 8C 45")
        let report = GoDirectProtocol.reports(measurement(body))[0]
        stream.read(report.span, arrival: 0, into: &block)
        #expect(block.flags[0] == .missing)
        #expect(stream.loss.corrupt == 1)
        #expect(block.flags[1].contains(.leftSaturated))
        #expect(block.flags[2].contains(.leftSaturated))
        #expect(!block.flags[3].contains(.leftSaturated))
        #expect(Array(block.values[1...]) == [4500, -850, 4499])
    }

    @Test(arguments: [true, false]) func randomBytesNeverCrashAndGiveNoSamples(checksSum: Bool) {
        var random = SplitMix64(seed: 31)
        var stream = reader(checksSum: checksSum)
        var block = ScanBlock(channels: 1)
        var chunk = [UInt8](repeating: 0, count: 4096)
        for round in 0..<5300 {
            for i in stride(from: 0, to: chunk.count, by: 8) {
                let bits = random.next()
                for k in 0..<8 { chunk[i + k] = UInt8(truncatingIfNeeded: bits >> (8 * UInt64(k))) }
            }
            let part = Array(chunk.prefix(1 + random.index(chunk.count)))
            stream.read(part.span, arrival: UInt64(round) * 1_000_000, into: &block)
            // Without a sum a chance frame of one to fifteen values comes once in many million bytes.
            if round % 100 == 0 { block.restart(at: 0) }
        }
        #expect(stream.nextIndex - stream.loss.missing - stream.loss.corrupt < 200)
    }

    @Test func afterRubbishTheNextFramesAreRead() {
        var random = SplitMix64(seed: 32)
        let report = GoDirectProtocol.reports(measurement(bytes("06 02 00 01 00 00 00 80 3F")))[0]
        for _ in 0..<200 {
            var stream = reader()
            var block = ScanBlock(channels: 1)
            let rubbish = (0..<random.index(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            stream.read(rubbish.span, arrival: 0, into: &block)
            for i in 1...20 { stream.read(report.span, arrival: UInt64(i) * 10_000_000, into: &block) }
            #expect(block.values.last == 1)
            #expect(block.count >= 12)
        }
    }
}
